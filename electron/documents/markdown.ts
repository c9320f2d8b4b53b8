import type { CallDetail, Transcript } from '../contract/call.ts';
import { digestOf } from '../contract/parts.ts';
import { libraryByline } from '../contract/review-text.ts';
import { talkNote, talkWords } from '../contract/talk.ts';
import { clock } from '../contract/units.ts';
import { type CallBundle, type Dates, factsOf, mentionedIn, reviewsIn, spokenIn } from './bundle.ts';
import { md } from './markdown-text.ts';

const at = (seconds: number | null) => (seconds === null ? '' : `\`${clock(seconds)}\` `);
const section = (title: string, lines: readonly string[]) =>
  lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines];

const facts = (call: CallDetail, dates: Dates) =>
  factsOf(call, dates).map(([name, value]) => `- **${name}:** ${md(value)}`);

const spoken = (transcript: Transcript | null) =>
  spokenIn(transcript).flatMap(({ startSec, who, text }) => [
    `${at(startSec)}**${md(who)}:** ${md(text)}`,
    '',
  ]);

/** One call as Markdown. */
export function callMarkdown({ call, transcript }: CallBundle, dates: Dates): string {
  const digest = digestOf(call).flatMap(({ name, label, groups }) => {
    const lines = groups.flatMap(({ heading, startSec, items }) => {
      const texts = items.map((item) => `${at(item.startSecs[0] ?? null)}${md(item.text)}`);
      if (heading === null) return name === 'brief' ? texts : texts.map((text) => `- ${text}`);
      return [`- ${at(startSec)}**${md(heading)}**`, ...texts.map((text) => `  - ${text}`)];
    });
    return section(label, lines);
  });
  const people = call.parties.map((party) => {
    const about = [party.title, party.company, party.emailAddress].filter((text) => text !== null).map(md);
    const talked = talkWords(party, call.speechSec, clock);
    return `- ${md(party.name ?? 'Unnamed')} (${[party.side, ...about, ...(talked ? [talked] : [])].join(', ')})`;
  });
  const note = people.length > 0 ? talkNote(call) : null;
  const trackers = mentionedIn(call).map(({ name, figures }) => `- ${md(name)}${figures}`);
  const comments = call.comments.map(({ author, startSec, parts }) => {
    return `- ${at(startSec)}**${md(author)}:** ${md(parts.map((part) => part.text).join(''))}`;
  });
  const scorecards = reviewsIn(call, dates).flatMap(({ title, byline, answers }) => [
    `- **${md(title)}** (${md(byline)})`,
    ...answers.map(([question, answer]) => `  - ${md(question)} ${md(answer)}`),
  ]);
  const library = call.library.map((place) => {
    const snippet =
      place.startSec === null ? '' : `\`${clock(place.startSec)}–${clock(place.endSec ?? 0)}\` `;
    const note = place.note === null ? '' : `: ${md(place.note)}`;
    return `- ${snippet}${md(libraryByline(place, dates.day))}${note}`;
  });
  const notes = call.mine.notes.map(({ startSec, text, quote: words }) => {
    return `- ${at(startSec)}${md(text)}${words ? ` — “${md(words)}”` : ''}`;
  });
  return [
    `# ${md(call.title) || 'Untitled call'}`,
    '',
    ...facts(call, dates),
    ...digest,
    ...section('People', people),
    ...(note ? ['', note] : []),
    ...section('Trackers', trackers),
    ...section('Scorecards', scorecards),
    ...section('Team library', library),
    ...section('Comments', comments),
    ...section('My notes', notes),
    ...section('Transcript', spoken(transcript)),
    '',
  ].join('\n');
}
