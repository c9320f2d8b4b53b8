import type { Transcript } from '../../../electron/contract/call.ts';
import { spokenIn } from './spoken.ts';

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

/** One cue a sentence, while it is said: who speaks at once is shown at once. */
function cuesOf(transcript: Transcript): VTTCue[] {
  const names = new Map(transcript.speakers.map((speaker) => [speaker.speakerId, speaker.name]));
  return spokenIn(transcript).map(({ monologue, sentence, from, to }) => {
    const said = transcript.monologues[monologue];
    const name = sentence === 0 ? names.get(said?.speakerId ?? '') : undefined;
    const text = said?.sentences[sentence]?.text ?? '';
    return new VTTCue(from, to, escapeCue(name ? `${name}: ${text}` : text));
  });
}

const escapes: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
const escapeCue = (text: string) => text.replace(/[&<>]/g, (char) => escapes[char] as string);
