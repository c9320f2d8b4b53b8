import type { Transcript } from '../contract/call.ts';
import { EarshotError } from '../contract/errors.ts';
import { beginning, cleanLine } from '../contract/plain-text.ts';

interface Cue {
  readonly startMs: number;
  readonly endMs: number;
  readonly who: string;
  readonly text: string;
}

/** A cue a sentence, in order of time; every cue lasts at least half a second, as players skip shorter ones. */
function cues(transcript: Transcript): Cue[] {
  const names = new Map(transcript.speakers.map(({ speakerId, name }) => [speakerId, name]));
  return transcript.monologues
    .flatMap(({ speakerId, sentences }) =>
      sentences.map(({ startMs, endMs, text }) => {
        const start = Math.max(0, Math.round(startMs));
        return {
          startMs: start,
          endMs: Math.max(Math.round(endMs), start + 500),
          who: cleanLine((speakerId && names.get(speakerId)) || '') || 'Unknown speaker',
          text: cleanLine(text),
        };
      }),
    )
    .filter(({ text }) => text !== '')
    .sort((a, b) => a.startMs - b.startMs);
}

function stamp(ms: number, point: ',' | '.'): string {
  const two = (n: number) => String(n).padStart(2, '0');
  const seconds = Math.floor(ms / 1000);
  const time = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return `${time}${point}${String(ms % 1000).padStart(3, '0')}`;
}

/** Characters of a line at most: FFmpeg cuts the lines of a SubRip file at 4,096 bytes, players wrap by themselves. */
const longestLine = 1000;

/** Breaks a line at spaces where no reader would take it whole, and where there is no space between two letters. */
function wrapped(text: string): string {
  const lines: string[] = [];
  let rest = text;
  while (rest.length > longestLine) {
    const space = rest.lastIndexOf(' ', longestLine);
    const line = space > 0 ? rest.slice(0, space) : beginning(rest, longestLine);
    lines.push(line);
    rest = rest.slice(line.length).trimStart();
  }
  return [...lines, rest].join('\n');
}

/**
 * FFmpeg, and what is built on it, takes braces and backslashes for tags of SubStation Alpha in both formats: parentheses are
 * none, and a word joiner behind a backslash cannot be seen.
 */
const withoutTags = (text: string) =>
  text.replaceAll('{', '(').replaceAll('}', ')').replaceAll('\\', '\\\u2060');

/** The transcript as SubRip. Angle brackets become look-alikes: players read them as tags, and there is no way to escape them. */
export function srt(transcript: Transcript): string {
  return cues(transcript)
    .map(({ startMs, endMs, who, text }, index) => {
      const lines = wrapped(withoutTags(`${who}: ${text}`).replaceAll('<', '‹').replaceAll('>', '›'));
      return `${index + 1}\n${stamp(startMs, ',')} --> ${stamp(endMs, ',')}\n${lines}\n`;
    })
    .join('\n');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
/** At these FFmpeg takes a name for ended, entity or not, and prints the rest of it into the sentence. */
const inVoices: Readonly<Record<string, string>> = {
  '&': '+',
  '<': '‹',
  '>': '›',
  '{': '(',
  '}': ')',
  '\\': '/',
};

/** The transcript as WebVTT with the speakers as voices. */
export function vtt(transcript: Transcript): string {
  const blocks = cues(transcript).map(({ startMs, endMs, who, text }) => {
    // '--' and the bracket after it would make an arrow, which ends a cue; readers drop the space.
    const voice = who.replace(/[&<>{}\\]/g, (char) => inVoices[char] as string).replace(/--$/, '-- ');
    const words = wrapped(withoutTags(text)).replace(/[&<>]/g, (char) => entities[char] as string);
    return `${stamp(startMs, '.')} --> ${stamp(endMs, '.')}\n<v ${voice}>${words}\n`;
  });
  return ['WEBVTT\n', ...blocks].join('\n');
}

/** Throws export/one-call-only unless exactly one call is to be exported. */
export function refuseSeveral(calls: number): void {
  if (calls === 1) return;
  throw new EarshotError({
    code: 'export/one-call-only',
    message: `Subtitles belong to one recording; this export has ${calls} calls.`,
    nextStep: 'Open one call and export it, or choose another format for the whole list.',
  });
}
