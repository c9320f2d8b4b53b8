import type { CallDetail, Transcript } from '../../../contract/call.ts';
import { pastedId } from '../../../contract/csv.ts';
import { digestOf } from '../../../contract/parts.ts';
import {
  libraryByline,
  questionText,
  reviewByline,
  reviewTitle,
  wholeAnswer,
} from '../../../contract/review-text.ts';
import { talkNote, talkWords } from '../../../contract/talk.ts';
import { clock } from '../../../contract/units.ts';
import { flags, readArguments, usage } from '../arguments.ts';
import { jsonText, oneLine, plainJson, type Terminal } from '../output.ts';
import { timesOf } from '../where.ts';
import { withCore } from '../with-core.ts';

/** `earshot show <callId>`. */
export async function showCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, flags('transcript', 'raw'));
  const [given, ...rest] = positionals;
  if (given === undefined || rest.length > 0) throw usage('show needs one call id.', '`search` prints them.');
  const id = pastedId(given);
  await withCore(values, { writes: false }, terminal, async (bridge) => {
    if (values.raw) {
      const raw = await bridge.request('call/raw', { id });
      return terminal.out(`${plainJson(raw.json)}\n`);
    }
    const call = await bridge.request('call/get', { id });
    const transcript = values.transcript ? await bridge.request('call/transcript', { id }) : null;
    if (values.json) return terminal.out(jsonText(transcript ? { ...call, transcript } : call));
    terminal.out(callText(call, await timesOf(bridge)));
    if (transcript) terminal.out(transcriptText(transcript));
  });
}

/** A call for a terminal; `time` writes a moment, given in epoch ms. */
export function callText(call: CallDetail, time: (ms: number) => string): string {
  const lines = [
    oneLine(call.title),
    oneLine(
      [time(call.startedMs), clock(call.durationSec), call.host, call.account].filter(Boolean).join(' · '),
    ),
    call.url ?? '',
  ];
  const section = (title: string, items: readonly string[]) => {
    if (items.length > 0) lines.push('', title, ...items.map((item) => `  ${item.replaceAll('\n', '\n  ')}`));
  };
  const { outcome } = call;
  section('Outcome', outcome ? [outcome.name ?? outcome.category ?? outcome.id ?? ''] : []);
  for (const { label, groups } of digestOf(call)) {
    const lines = groups.flatMap(({ heading, startSec, items }) =>
      heading === null
        ? items.map(({ text }) => text)
        : [
            `${at(startSec)} ${heading}`,
            ...items.map(({ text, startSecs }) => `  ${at(startSecs[0] ?? null)} ${text}`),
          ],
    );
    section(label, lines);
  }
  section(
    'People',
    call.parties.map((party) =>
      [
        party.name ?? party.emailAddress ?? party.phoneNumber ?? 'Unknown',
        party.title,
        party.company,
        party.side === 'unknown' ? null : party.side,
        talkWords(party, call.speechSec, clock),
      ]
        .filter(Boolean)
        .join(' · '),
    ),
  );
  const note = call.parties.length > 0 ? talkNote(call) : null;
  if (note) lines.push(`  ${note}`);
  section(
    'Trackers',
    call.trackers
      .filter((tracker) => tracker.count > 0)
      .map((tracker) => `${tracker.count} × ${tracker.name}${tracker.mine ? ' (mine)' : ''}`),
  );
  section(
    'Scorecards',
    call.scorecards.flatMap((review) => [
      `${reviewTitle(review)} (${reviewByline(review, time)})`,
      ...review.answers.map((answer) => `  ${questionText(answer)} ${wholeAnswer(answer)}`),
    ]),
  );
  section(
    'Team library',
    call.library.map((place) => {
      const snippet =
        place.startSec === null ? '' : `${clock(place.startSec)} to ${clock(place.endSec ?? 0)} `;
      const where = libraryByline(place, time);
      return `${snippet}${where}${place.note === null ? '' : `: ${place.note}`}`;
    }),
  );
  section(
    'Comments',
    call.comments.map(
      (c) => `${at(c.startSec)} ${oneLine(c.author)}: ${c.parts.map((part) => part.text).join('')}`,
    ),
  );
  return `${lines.filter((line, i) => i > 2 || line).join('\n')}\n`;
}

function at(seconds: number | null): string {
  return (seconds === null ? '' : clock(seconds)).padStart(8);
}

function transcriptText(transcript: Transcript): string {
  const names = new Map(transcript.speakers.map((speaker) => [speaker.speakerId, speaker.name]));
  const lines = transcript.monologues.map((monologue) => {
    const who = (monologue.speakerId && names.get(monologue.speakerId)) || 'Unknown';
    const start = monologue.sentences[0]?.startMs ?? 0;
    return `${at(start / 1000)} ${oneLine(who)}: ${monologue.sentences.map((sentence) => sentence.text).join(' ')}`;
  });
  return `\nTranscript\n${lines.join('\n')}\n`;
}
