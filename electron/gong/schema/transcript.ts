import * as v from 'valibot';
import { parseWith } from './call.ts';
import { id, num, opt, paged, record, text } from './common.ts';

/** A sentence; start and end in milliseconds from the start of the call. */
const sentence = record({ start: num, end: num, text: opt(text) });
const monologue = record({ speakerId: opt(id), topic: opt(text), sentences: opt(v.array(sentence)) });

/** One call's transcript as `POST /v2/calls/transcript` returns it. */
export const callTranscript = record({ callId: id, transcript: opt(v.array(monologue)) });
export type CallTranscript = v.InferOutput<typeof callTranscript>;
/** A transcript that `callTranscript` accepts, as it came from Gong. */
export type TranscriptRecord = v.InferInput<typeof callTranscript>;
export const transcriptsPage = record({ ...paged, callTranscripts: opt(v.array(v.unknown())) });

/** Reads one transcript; anything that does not fit is described, never thrown. */
export const parseTranscript = parseWith(callTranscript, ['callId']);
