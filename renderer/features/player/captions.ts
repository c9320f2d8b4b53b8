import type { Transcript } from '../../../electron/contract/call.ts';

let track: TextTrack | null = null;
let shown: Transcript | null = null;

/** Shows the transcript as captions over the video, or takes them away. Text goes in as text, never as markup. */
export function setCaptions(element: HTMLMediaElement, transcript: Transcript | null, on: boolean): void {
  track ??= element.addTextTrack('captions', 'Transcript', 'en');
  if (shown !== transcript) {
    track.mode = 'hidden';
    for (const cue of [...(track.cues ?? [])]) track.removeCue(cue);
    shown = transcript;
    if (transcript) for (const cue of cuesOf(transcript)) track.addCue(cue);
  }
  track.mode = on && transcript ? 'showing' : 'disabled';
}

function cuesOf(transcript: Transcript): VTTCue[] {
  const names = new Map(transcript.speakers.map((speaker) => [speaker.speakerId, speaker.name]));
  return transcript.monologues.flatMap((monologue) =>
    monologue.sentences.map((sentence, index) => {
      const name = index === 0 ? names.get(monologue.speakerId ?? '') : undefined;
      const text = escapeCue(name ? `${name}: ${sentence.text}` : sentence.text);
      return new VTTCue(sentence.startMs / 1000, Math.max(sentence.endMs, sentence.startMs + 1) / 1000, text);
    }),
  );
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeCue = (text: string) => text.replace(/[&<>]/g, (char) => escapes[char] as string);
