import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { readRange } from '../../gong/schema/range.ts';
import { mediaError, noRoom } from './errors.ts';
import { typeOfHead } from './head.ts';
import { loadName } from './local.ts';
import type { MediaReply } from './media.ts';
import {
  bodyOf,
  fallbackType,
  fetchTrack,
  type MediaHost,
  playableType,
  spanOf,
  validatorOf,
} from './remote.ts';

type Kind = 'audio' | 'video';

/** Recordings of media hosts without Range, each loaded into the media folder once while Earshot runs. */
export interface Loads {
  /** The range of a recording that is loaded or being loaded, as soon as it is there; null for one that is not. */
  serve(callId: string, kind: Kind, range: string | undefined): Promise<MediaReply | null>;
  /** Begins to load; `total`: its bytes, where the host told. False: the disk budget has no room for it. */
  begin(callId: string, kind: Kind, total: number | null): Promise<boolean>;
  /** Whether something of a call is loaded. */
  has(callId: string): boolean;
  /** Ends what runs and deletes what was loaded. */
  close(): Promise<void>;
}

/** So many recordings stay loaded; the one loaded longest ago gives way. */
const most = 2;
/** What is asked of the budget at a time where the length is not known, bytes. */
const step = 16 * 1024 ** 2;

interface Load {
  readonly file: string;
  readonly stop: AbortController;
  /** Null until it is known: told by the host, or because the end has come. */
  total: number | null;
  type: string;
  etag: string | null;
  have: number;
  error: unknown;
  ended: boolean;
  /** Resolves when more has come, or nothing more will. */
  more: Promise<void>;
  wake(): void;
  done: Promise<void>;
}

/** Makes loads below `dir`; `fits` tells whether the disk budget has room for so many bytes more. */
export function createLoads(
  deps: MediaHost & { readonly dir: string; fits(bytes: number): Promise<boolean> },
): Loads {
  const loads = new Map<string, Load>();
  const keyOf = (callId: string, kind: Kind) => loadName(callId, kind);

  async function remove(key: string): Promise<void> {
    const load = loads.get(key);
    if (!load) return;
    loads.delete(key);
    load.stop.abort();
    await load.done;
    await rm(load.file, { force: true });
  }

  function woken(load: Load): void {
    load.wake();
    load.more = new Promise((resolve) => {
      load.wake = resolve;
    });
  }

  async function run(load: Load, callId: string, kind: Kind): Promise<void> {
    const { signal } = load.stop;
    const answer = await fetchTrack(deps, callId, kind, {}, signal);
    load.total = spanOf(answer)?.total ?? null;
    load.etag = validatorOf(answer.headers);
    const stated = playableType(answer.headers.get('content-type'));
    let reserved = load.total ?? 0;
    const handle = await open(load.file, 'w', 0o600);
    try {
      for await (const chunk of bodyOf(deps, callId, kind, answer, signal)) {
        if (load.have === 0) load.type = stated ?? typeOfHead(chunk, kind) ?? fallbackType[kind];
        if (load.have + chunk.length > reserved) {
          reserved = load.have + step;
          if (!(await deps.fits(step))) throw noRoom();
        }
        await handle.writeFile(chunk);
        load.have += chunk.length;
        woken(load);
      }
      load.total = load.have;
    } finally {
      await handle.close();
    }
  }

  /** Bytes from `from` up to and including `to`, as they come. */
  async function* bytesOf(load: Load, from: number, to: number): AsyncGenerator<Uint8Array> {
    let at = from;
    while (at <= to) {
      while (load.have <= at && !load.ended) await load.more;
      const from = at;
      for await (const chunk of load.have > at
        ? createReadStream(load.file, { start: at, end: Math.min(to, load.have - 1) })
        : []) {
        at += (chunk as Uint8Array).length;
        yield chunk as Uint8Array;
      }
      if (at === from)
        throw load.error ?? mediaError('media/broken', 'The recording broke off.', 'Play again to go on.');
    }
  }

  return {
    has: (callId) => loads.has(keyOf(callId, 'audio')) || loads.has(keyOf(callId, 'video')),
    async begin(callId, kind, total) {
      const key = keyOf(callId, kind);
      if (loads.has(key)) return true;
      if (!(await deps.fits(total ?? step))) return false;
      if (loads.has(key)) return true;
      const load: Load = {
        file: join(deps.dir, key),
        stop: new AbortController(),
        total,
        type: fallbackType[kind],
        etag: null,
        have: 0,
        error: null,
        ended: false,
        more: Promise.resolve(),
        wake: () => undefined,
        done: Promise.resolve(),
      };
      woken(load);
      loads.set(key, load);
      load.done = run(load, callId, kind)
        .catch(async (error) => {
          load.error = error;
          // The next one who asks begins again.
          if (loads.get(key) === load) loads.delete(key);
          await rm(load.file, { force: true });
        })
        .finally(() => {
          load.ended = true;
          load.wake();
        });
      for (const old of [...loads.keys()].slice(0, -most)) void remove(old);
      return true;
    },
    async serve(callId, kind, range) {
      const load = loads.get(keyOf(callId, kind));
      if (!load) return null;
      // The type is known by the first bytes, the length at the latest by the end.
      while ((load.total === null || load.have === 0) && !load.ended) await load.more;
      if (load.total === null || load.error !== null) throw load.error;
      const size = load.total;
      const span = readRange(range, size);
      const headers = {
        'content-type': load.type,
        'accept-ranges': 'bytes',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
      };
      if (span === 'bad')
        return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` }, body: null };
      const { from, to } = span ?? { from: 0, to: size - 1 };
      return {
        status: span ? 206 : 200,
        headers: {
          ...headers,
          'content-length': String(to - from + 1),
          ...(span ? { 'content-range': `bytes ${from}-${to}/${size}` } : {}),
        },
        body: Readable.from(bytesOf(load, from, to)),
        validator: load.etag,
      };
    },
    async close() {
      await Promise.all([...loads.keys()].map(remove));
    },
  };
}
