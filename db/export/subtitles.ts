import type { Transcript } from '../../electron/contract/call.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import type { CallBundle } from './bundle.ts';
import { cleanLine } from './clean.ts';

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
          who: cleanLine((speakerId && names.get(speakerId)) || 'Unknown speaker'),
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

/** The transcript as SubRip. Angle brackets become look-alikes, because players read them as tags. */
export function srt(transcript: Transcript): string {
  const plain = (text: string) => text.replaceAll('<', '‹').replaceAll('>', '›');
  return cues(transcript)
    .map(({ startMs, endMs, who, text }, index) => {
      return `${index + 1}\n${stamp(startMs, ',')} --> ${stamp(endMs, ',')}\n${plain(`${who}: ${text}`)}\n`;
    })
    .join('\n');
}

/** The transcript as WebVTT with the speakers as voices. */
export function vtt(transcript: Transcript): string {
  const esc = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const blocks = cues(transcript).map(({ startMs, endMs, who, text }) => {
    return `${stamp(startMs, '.')} --> ${stamp(endMs, '.')}\n<v ${esc(who)}>${esc(text)}\n`;
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

/** The transcript subtitles are made from. Throws export/no-transcript. */
export function onlyTranscript(bundle: CallBundle | undefined): Transcript {
  const transcript = bundle?.transcript;
  if (!transcript?.monologues.some(({ sentences }) => sentences.length > 0)) {
    throw new EarshotError({
      code: 'export/no-transcript',
      message: 'This call has no transcript, so there are no subtitles to make.',
      nextStep: 'Choose another format, or sync again later: transcripts can arrive after the call.',
    });
  }
  return transcript;
}
