import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import type { CallData } from '../schema/call.ts';
import { parseGongJson } from '../schema/json.ts';
import type { CallTranscript } from '../schema/transcript.ts';
import type { GongUser } from '../schema/user.ts';
import { LiveCorpus } from './corpus.ts';
import { transcriptId } from './folder-corpus.ts';

/** Folder of the sample: beside this file in source, copied beside the bundle in a build. */
function sampleDir(): string {
  const here = import.meta.dirname;
  for (const dir of [
    join(here, 'sample'),
    join(here, '..', 'sample'),
    join(here, '..', '..', 'electron', 'gong', 'emulator', 'sample'),
  ]) {
    if (existsSync(join(dir, 'calls.jsonl.br'))) return dir;
  }
  throw new Error('The sample meetings are missing from this installation.');
}

/** Text of one file of the sample (`calls.jsonl`, `transcripts.jsonl`, `users.json`, `judgments.jsonl`). */
export function readSample(name: string): string {
  return brotliDecompressSync(readFileSync(join(sampleDir(), `${name}.br`))).toString('utf8');
}

/** The 197 real meetings (QMSum, MIT licence). Transcripts are unpacked at the first one asked for. */
export function loadSampleCorpus(): LiveCorpus {
  const split = (text: string) => text.split('\n').filter((line) => line.trim() !== '');
  let byId: Map<string, string> | null = null;
  return new LiveCorpus({
    calls: split(readSample('calls.jsonl')).map((line) => parseGongJson(line) as CallData),
    transcript: (id) => {
      byId ??= new Map(split(readSample('transcripts.jsonl')).map((line) => [transcriptId(line), line]));
      const line = byId.get(id);
      return line === undefined ? null : (parseGongJson(line) as CallTranscript);
    },
    users: parseGongJson(readSample('users.json')) as GongUser[],
  });
}
