import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { CallData } from '../schema/call.ts';
import { parseGongJson } from '../schema/json.ts';
import type { CallTranscript } from '../schema/transcript.ts';
import type { GongUser } from '../schema/user.ts';
import { LiveCorpus } from './corpus.ts';

async function lines(file: string): Promise<string[]> {
  const found: string[] = [];
  for await (const line of createInterface({
    input: createReadStream(file, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  }))
    if (line.trim()) found.push(line);
  return found;
}

/** Call id of a transcript line without parsing its megabyte. */
export const transcriptId = (line: string): string =>
  /"callId"\s*:\s*"?(\d+)/.exec(line.slice(0, 200))?.[1] ?? '';

/**
 * Serves the `calls.jsonl`, `transcripts.jsonl` and `users.json` of a folder. Throws an Error that names the file and
 * line that could not be read. Transcripts are parsed when asked for.
 */
export async function loadFolderCorpus(dir: string): Promise<LiveCorpus> {
  const calls = (await lines(join(dir, 'calls.jsonl'))).map((line, at) => {
    try {
      return parseGongJson(line) as CallData;
    } catch (error) {
      throw new Error(
        `calls.jsonl, line ${at + 1}: ${error instanceof Error ? error.message : 'unreadable'}`,
      );
    }
  });
  const transcripts = await optional(() => lines(join(dir, 'transcripts.jsonl')), []);
  const users = (await optional(
    async () => parseGongJson(readFileSync(join(dir, 'users.json'), 'utf8')),
    [],
  )) as GongUser[];
  return corpusOf(calls, transcripts, users);
}

/** A corpus of parsed calls and of transcript lines that stay text until they are asked for. */
function corpusOf(
  calls: readonly CallData[],
  transcriptLines: readonly string[],
  users: readonly GongUser[],
): LiveCorpus {
  const byId = new Map(transcriptLines.map((line) => [transcriptId(line), line]));
  return new LiveCorpus({
    calls,
    transcript: (id) => {
      const line = byId.get(id);
      return line === undefined ? null : (parseGongJson(line) as CallTranscript);
    },
    users,
  });
}

async function optional<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return otherwise;
    throw error;
  }
}
