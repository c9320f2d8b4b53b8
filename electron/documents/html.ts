import type { CallDetail, Transcript } from '../contract/call.ts';
import { anyRtl, isolate, isolateWithin } from '../contract/direction.ts';
import { digestOf } from '../contract/parts.ts';
import { clean } from '../contract/plain-text.ts';
import { libraryByline } from '../contract/review-text.ts';
import { talkNote, talkWords } from '../contract/talk.ts';
import { clock } from '../contract/units.ts';
import { type CallBundle, type Dates, factsOf, mentionedIn, reviewsIn, spokenIn } from './bundle.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML that shows it literally. */
export function esc(text: string): string {
  return clean(text).replace(/[&<>"']/g, (char) => entities[char] ?? '');
}

/** A sentence that the core made, as HTML. */
export const sentenceHtml = (text: string): string =>
  isolateWithin(text, (foreign) => (anyRtl.test(foreign) ? `<bdi>${esc(foreign)}</bdi>` : esc(foreign)), esc);

/** A text of the data within a line of ours: it runs its own way and moves nothing around it. One of ours has its isolates. */
export const bdi = (text: string): string => sentenceHtml(text.includes('\u2068') ? text : isolate(text));

/** The attribute that names the language of a call's texts, from Gong's ISO 639-2 code; none where no language is told. */
function langOf(call: CallDetail): string {
  const code = call.meta.find(({ name }) => name === 'language')?.value ?? '';
  if (!/^[a-z]{2,3}$/i.test(code) || /^(?:und|zxx|mul|mis)$/i.test(code)) return '';
  return ` lang="${Intl.getCanonicalLocales(code)[0]}"`;
}

const style = `a{color:inherit}body{font:15px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#1c2024;background:#fff}
h1{font-size:1.6rem;line-height:1.25}h2{font-size:1.1rem;margin-top:2rem}time,.t{color:#60646c;font-variant-numeric:tabular-nums}.t{direction:ltr;unicode-bidi:isolate}
dt{color:#60646c;float:left;clear:left;width:7rem}dd{margin-left:7.5rem}li{margin:.2rem 0}article+article{margin-top:4rem;border-top:1px solid #d9d9e0}
@media(prefers-color-scheme:dark){body{color:#edeef0;background:#111113}time,.t,dt{color:#b0b4ba}}`;

const at = (seconds: number | null) => (seconds === null ? '' : `<span class="t">${clock(seconds)}</span> `);
/** `own`: attributes of lines that are texts of the data. */
const items = (lines: readonly string[], own = '') =>
  `<ul>${lines.map((line) => `<li${own}>${line}</li>`).join('')}</ul>`;
const section = (title: string, html: string) => (html === '' ? '' : `<h2>${title}</h2>${html}`);
const listSection = (title: string, lines: readonly string[], own = '') =>
  section(title, lines.length === 0 ? '' : items(lines, own));

/** Text that is a link where it is an address of the web and nothing else. */
const linked = (text: string) =>
  /^https?:\/\/\S+$/.test(text) ? `<a href="${esc(text)}" rel="noreferrer">${esc(text)}</a>` : bdi(text);

const facts = (call: CallDetail, dates: Dates) =>
  `<dl>${factsOf(call, dates)
    .map(([name, value]) => `<dt>${name}</dt><dd>${linked(value)}</dd>`)
    .join('')}</dl>`;

const spoken = (transcript: Transcript | null, own: string) =>
  spokenIn(transcript)
    .map(({ startSec, who, text }) => `<p${own}>${at(startSec)}<b>${bdi(who)}:</b> ${esc(text)}</p>`)
    .join('\n');

function article({ call, transcript }: CallBundle, dates: Dates): string {
  const own = ` dir="auto"${langOf(call)}`;
  const people = call.parties.map((party) => {
    const talked = talkWords(party, call.speechSec, clock);
    const about = [party.side, party.title, party.company, party.emailAddress, talked].filter(
      (text) => text !== null,
    );
    return `${bdi(party.name ?? 'Unnamed')} (${about.map(bdi).join(', ')})`;
  });
  const note = people.length > 0 ? talkNote(call) : null;
  const digest = digestOf(call).map(({ name, label, groups }) => {
    const parts = groups.flatMap(({ heading, startSec, items: lines }) => {
      const texts = lines.map((item) => at(item.startSecs[0] ?? null) + esc(item.text));
      return heading === null ? texts : [`${at(startSec)}<b>${esc(heading)}</b>${items(texts, own)}`];
    });
    return name === 'brief'
      ? section(label, `<p${own}>${parts.join('')}</p>`)
      : listSection(label, parts, own);
  });
  const trackers = mentionedIn(call).map(({ name, figures }) => bdi(name) + figures);
  const comments = call.comments.map(({ author, startSec, parts }) => {
    return `${at(startSec)}<b>${bdi(author)}:</b> ${esc(parts.map((part) => part.text).join(''))}`;
  });
  const scorecards = reviewsIn(call, dates).map(({ title, byline, answers }) => {
    const lines = answers.map(([question, answer]) => `${bdi(question)} ${bdi(answer)}`);
    return `<b>${sentenceHtml(title)}</b> (${sentenceHtml(byline)})${lines.length === 0 ? '' : items(lines)}`;
  });
  const library = call.library.map((place) => {
    const snippet =
      place.startSec === null
        ? ''
        : `<span class="t">${clock(place.startSec)}–${clock(place.endSec ?? 0)}</span> `;
    return `${snippet}${sentenceHtml(libraryByline(place, dates.day))}${place.note === null ? '' : `: ${bdi(place.note)}`}`;
  });
  const notes = call.mine.notes.map((note) => {
    const quoted = note.quote ? ` <q>${bdi(note.quote)}</q>` : '';
    return at(note.startSec) + bdi(note.text) + quoted;
  });
  return `<article><h1${own}>${esc(call.title) || 'Untitled call'}</h1>
${facts(call, dates)}
${digest.join('\n')}
${listSection('People', people)}${note ? `<p>${esc(note)}</p>` : ''}
${listSection('Trackers', trackers)}
${listSection('Scorecards', scorecards)}
${listSection('Team library', library)}
${listSection('Comments', comments, own)}
${listSection('My notes', notes)}
${section('Transcript', spoken(transcript, own))}
</article>`;
}

/** Calls as one self-contained page: no scripts, nothing loaded from anywhere. */
export function callsHtml(bundles: readonly CallBundle[], dates: Dates): string {
  const title = bundles.length === 1 ? esc(bundles[0]?.call.title ?? '') : `${bundles.length} calls`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title || 'Call'}</title>
<style>${style}</style></head>
<body>
${bundles.map((bundle) => article(bundle, dates)).join('\n')}
</body></html>
`;
}
