import type { Transcript } from '../../electron/contract/call.ts';
import { sideName } from '../store/codes.ts';
import type { Db } from '../store/open.ts';
import { readMonologues } from '../transcripts/monologues.ts';
import { findCall } from './find-call.ts';
import { speakerNames } from './parties.ts';

/**
 * The transcript of a call (times in milliseconds) with the names of its speakers; without monologues when Gong gave
 * none. Throws call/not-found.
 */
export function readTranscript(db: Db, gongId: string): Transcript {
  const call = findCall(db, gongId);
  const monologues = readMonologues(db, gongId) ?? [];
  const names = speakerNames(db, call.id);
  const spoke = [...new Set(monologues.flatMap(({ speakerId }) => speakerId ?? []))];
  return {
    monologues: monologues.map(({ speakerId, topic, sentences }) => ({
      speakerId,
      topic,
      sentences: sentences.map(({ start, end, text }) => ({ startMs: start, endMs: end, text })),
    })),
    speakers: spoke.map((speakerId, index) => {
      const known = names.get(speakerId);
      return {
        speakerId,
        name: known?.name ?? `Speaker ${index + 1}`,
        side: sideName(known?.side ?? 0),
      };
    }),
  };
}
