import type { Corpus } from '../corpus.ts';
import type { MediaSource, MediaTrack } from '../media.ts';
import { showcaseTrack } from './showcase.ts';
import { slotsOf } from './timing.ts';
import { toneTrack } from './tone.ts';

const remembered = 16;

/**
 * Recordings for a corpus: rendered speech for the showcase meetings, tones computed from the transcript's timing for
 * every other call. A call without length has none.
 */
export function createSampleMedia(corpus: Corpus): MediaSource {
  const tracks = new Map<string, MediaTrack>();
  function tone(callId: string): MediaTrack | null {
    const known = tracks.get(callId);
    if (known) return known;
    const seconds = corpus.call(callId)?.metaData.duration ?? 0;
    if (!(seconds > 0)) return null;
    const track = toneTrack(() => slotsOf(corpus.transcript(callId)), seconds);
    tracks.set(callId, track);
    if (tracks.size > remembered) tracks.delete(tracks.keys().next().value as string);
    return track;
  }
  return {
    audio: (callId) => showcaseTrack(callId, 'audio') ?? tone(callId),
    video: (callId) => showcaseTrack(callId, 'video'),
  };
}
