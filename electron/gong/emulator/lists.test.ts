import * as fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import type { CallData } from '../schema/call.ts';
import { compareHeads, headOf, LiveCorpus } from './corpus.ts';
import { type Emulator, type EmulatorOptions, startEmulator } from './emulator.ts';
import type { FaultRule } from './faults.ts';

const minute = 60_000;
const day0 = Date.parse('2026-03-02T09:00:00Z');

/** A call at these minutes after `day0`; without `scheduled` it is one that nobody planned. */
function callAt(id: number, startedMin: number, scheduledMin: number | null = startedMin): CallData {
  return {
    metaData: {
      id: String(7_000_000_000_000_000_000n + BigInt(id)),
      started: new Date(day0 + startedMin * minute).toISOString(),
      scheduled: scheduledMin === null ? null : new Date(day0 + scheduledMin * minute).toISOString(),
      workspaceId: String(id % 3),
      primaryUserId: String(id % 5),
    },
  };
}
const live = (calls: readonly CallData[]) =>
  new LiveCorpus({ calls, transcript: (callId) => ({ callId, transcript: [] }), users: [], trackers: [] });

let emulator: Emulator;
afterEach(() => emulator.stop());
async function start(calls: readonly CallData[], options: Partial<EmulatorOptions> = {}): Promise<Emulator> {
  emulator = await startEmulator({ corpus: live(calls), ratePerSecond: 0, dailyLimit: 1e9, ...options });
  return emulator;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: {
    readonly records: { readonly totalRecords: number; readonly cursor?: string };
    readonly calls: readonly CallData[];
    readonly errors: readonly string[];
  };
}
async function post(path: string, body: unknown): Promise<Reply> {
  const response = await fetch(`${emulator.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${emulator.bearer}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: /json/.test(response.headers.get('content-type') ?? '') && text ? JSON.parse(text) : null,
  };
}
const extensive = (filter: unknown, cursor?: string) =>
  post('/v2/calls/extensive', { filter, ...(cursor ? { cursor } : {}) });
const idsOf = (reply: Reply) => reply.body.calls.map((call) => call.metaData.id);

/** Ids of all pages of a filter; [] for the 404 of an empty list. */
async function all(filter: unknown): Promise<{ ids: string[]; total: number }> {
  const ids: string[] = [];
  let cursor: string | undefined;
  let total = 0;
  do {
    const reply = await extensive(filter, cursor);
    if (reply.status === 404) return { ids, total };
    expect(reply.status).toBe(200);
    ids.push(...idsOf(reply));
    ({ totalRecords: total, cursor } = reply.body.records);
  } while (cursor);
  return { ids, total };
}

describe('a list', () => {
  // Source: recorded lists of a live tenant (gong-api.md, new facts): no inversion by scheduled, 19 by started.
  it('comes by the scheduled time, by the start where there is none, then by id', async () => {
    await start([
      callAt(1, 20, 0),
      callAt(4, -2, 0),
      callAt(3, 5, null),
      callAt(2, 0, 0),
      callAt(5, -1, 15),
      callAt(6, 0, -15),
    ]);
    expect((await all({})).ids.map((id) => Number(id.slice(-1)))).toEqual([6, 1, 2, 4, 3, 5]);
  });

  it('has the calls of either meaning of its bounds, whatever changed since', async () => {
    const calls = fc.array(
      fc.tuple(fc.nat(400), fc.option(fc.integer({ min: -400, max: 40 }), { freq: 4 })),
      { minLength: 1, maxLength: 260 },
    );
    const bound = fc.option(fc.integer({ min: -50, max: 450 }), { freq: 4 });
    const change = fc.record({
      kind: fc.constantFrom('remove', 'hide', 'reveal', 'move'),
      at: fc.nat(259),
      to: fc.nat(400),
    });
    await start([]);
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.array(change, { maxLength: 30 }),
        bound,
        bound,
        fc.constantFrom('started', 'scheduled'),
        fc.option(fc.constantFrom('0', '1')),
        fc.boolean(),
        async (drawn, changes, from, to, by, workspaceId, offsets) => {
          const made = drawn.map(([started, late], at) =>
            callAt(at, started, late === null ? null : started + late),
          );
          await emulator.stop();
          await start(made, { filterBy: by, offsetCursors: offsets });
          const there = new Map(made.map((call) => [call.metaData.id, call]));
          const hidden = new Map<string, CallData>();
          for (const { kind, at, to: minutes } of changes) {
            const call = made[at % made.length] as CallData;
            const { id } = call.metaData;
            if (kind === 'remove') {
              emulator.corpus.remove(id);
              there.delete(id);
              hidden.delete(id);
            } else if (kind === 'hide') {
              emulator.corpus.hide(id);
              const seen = there.get(id);
              if (seen) hidden.set(id, seen);
              there.delete(id);
            } else if (kind === 'reveal') {
              emulator.corpus.reveal(id);
              const seen = hidden.get(id);
              if (seen) there.set(id, seen);
              hidden.delete(id);
            } else {
              const moved = callAt(at % made.length, minutes, minutes - 7);
              emulator.corpus.put(moved);
              there.set(id, moved);
              hidden.delete(id);
            }
          }
          const dated = (minutes: number | null) =>
            minutes === null ? null : new Date(day0 + minutes * minute).toISOString();
          const reversed = from !== null && to !== null && from >= to;
          const [low, high] = reversed ? [to, from === to ? from + 1 : from] : [from, to];
          const filter = { fromDateTime: dated(low), toDateTime: dated(high), workspaceId };
          const time = by === 'started' ? 'startedMs' : 'scheduledMs';
          const expected = [...there.values()]
            .map(headOf)
            .filter(
              (head) =>
                (low === null || head[time] >= day0 + low * minute) &&
                (high === null || head[time] < day0 + high * minute) &&
                (workspaceId === null || head.workspaceId === workspaceId),
            )
            .sort((a, b) => compareHeads(a, b))
            .map((head) => head.id);
          const found = await all(filter);
          expect(found.ids).toEqual(expected);
          expect(found.total).toBe(expected.length);
          expect(emulator.corpus.headsByStart()).toEqual(
            emulator.corpus.heads().toSorted((a, b) => compareHeads(a, b, 'startedMs')),
          );
        },
      ),
      { numRuns: 60 },
    );
  });

  it('can change what its bounds mean while it is served', async () => {
    await start([callAt(1, 10, 0), callAt(2, 5, 5)]);
    const filter = { toDateTime: new Date(day0 + 2 * minute).toISOString() };
    expect((await all(filter)).ids).toEqual([]);
    emulator.setFilterBy('scheduled');
    expect((await all(filter)).ids).toEqual([callAt(1, 0).metaData.id]);
  });

  const many = Array.from({ length: 250 }, (_, at) => callAt(at, at));
  it.each([
    [false, 250],
    [true, 249],
  ])(
    'whose cursors are an offset (%s) goes on behind the record, or the place, of the last',
    async (offset, read) => {
      await start(many);
      emulator.setOffsetCursors(offset);
      const first = await extensive({});
      emulator.corpus.remove(many[3]?.metaData.id as string);
      const second = await extensive({}, first.body.records.cursor);
      const third = await extensive({}, second.body.records.cursor);
      expect(new Set([first, second, third].flatMap(idsOf)).size).toBe(read);
      expect(third.body.records).toEqual({
        totalRecords: 250,
        currentPageSize: read - 200,
        currentPageNumber: 2,
      });
    },
  );

  // Source: recorded 404 for unknown callIds (gong-live-notes.md, section 6).
  it('of ids has those that exist, once and in order; none is the 404', async () => {
    await start(many);
    const id = (at: number) => many[at]?.metaData.id as string;
    const found = await extensive({ callIds: [id(9), '17', id(2), id(9)] });
    expect(idsOf(found)).toEqual([id(2), id(9)]);
    const none = await extensive({ callIds: ['17'] });
    expect([none.status, none.body.errors]).toEqual([
      404,
      ['No calls found corresponding to the provided filters'],
    ]);
    expect(emulator.counters()).toMatchObject({ byIds: 2, servedByIds: 2, spoiledByIds: 0 });
  });
});

describe('a fault', () => {
  const many = Array.from({ length: 250 }, (_, at) => callAt(at, at));
  const next = async (action: FaultRule['action'], filter: unknown = {}, cursor?: string) => {
    emulator.setFaults([{ action }]);
    emulator.resetCounters();
    const reply = await extensive(filter, cursor);
    emulator.setFaults([]);
    return reply;
  };

  it.each([
    ['nothing but what it names', { kind: 'body', body: [] }, 200, '[]'],
    ['a portal’s page', { kind: 'body', body: { ok: 1 }, status: 203, retryAfter: '5' }, 203, '{"ok":1}'],
    ['null', { kind: 'body', body: null }, 200, 'null'],
    ['no body', { kind: 'emptyBody', status: 200 }, 200, ''],
    ['no content', { kind: 'emptyBody', status: 204 }, 204, ''],
  ] as const)('answers %s', async (_, action, status, text) => {
    await start(many);
    const reply = await next(action);
    expect([reply.status, reply.text]).toEqual([status, text]);
    expect(reply.headers.get('retry-after')).toBe('retryAfter' in action ? action.retryAfter : null);
    expect(emulator.counters()).toMatchObject({ spoiled: 1, served: 0 });
  });

  it('takes the list out of an answer', async () => {
    await start(many);
    const empty = await next({ kind: 'emptyList' });
    expect(empty.body.calls).toEqual([]);
    expect(empty.body.records).toEqual({ totalRecords: 250, currentPageSize: 0, currentPageNumber: 0 });
    const none = await next({ kind: 'nullList' });
    expect(none.body.calls).toBeNull();
    expect(none.body.records.cursor).toBeTypeOf('string');
    expect(emulator.counters()).toMatchObject({ spoiled: 1, served: 0 });
    // What is an error anyway is one still, and tells the truth.
    await next({ kind: 'emptyList' }, { callIds: ['17'] });
    expect(emulator.counters()).toMatchObject({ spoiled: 0, served: 1, byIds: 1, servedByIds: 1 });
  });

  it('answers as to a key that may see no calls', async () => {
    await start(many);
    const id = many[5]?.metaData.id as string;
    const list = await next({ kind: 'lostView' });
    const byId = await next({ kind: 'lostView' }, { callIds: [id] });
    expect(emulator.counters()).toMatchObject({ spoiled: 1, spoiledByIds: 1 });
    emulator.setFaults([{ action: { kind: 'lostView' } }]);
    const spoken = await post('/v2/calls/transcript', { filter: {} });
    const [basic, one, users] = await Promise.all(
      ['/v2/calls', `/v2/calls/${id}`, '/v2/users'].map((path) =>
        fetch(`${emulator.url}${path}`, { headers: { authorization: `Bearer ${emulator.bearer}` } }),
      ),
    );
    for (const reply of [list, byId, spoken])
      expect([reply.status, reply.body.errors]).toEqual([
        404,
        ['No calls found corresponding to the provided filters'],
      ]);
    expect([basic?.status, one?.status, users?.status]).toEqual([404, 404, 200]);
    expect(await one?.json()).toMatchObject({ errors: [`Call ID ${id} was not found`] });
  });

  it('hands a cursor out again', async () => {
    await start(many);
    const other = await next({ kind: 'repeatCursor' }, { workspaceId: '1' });
    expect(other.body.records.cursor).toBeUndefined();
    const first = await next({ kind: 'repeatCursor' });
    expect(emulator.counters()).toMatchObject({ spoiled: 0, served: 1 });
    const second = await next({ kind: 'repeatCursor' }, {}, first.body.records.cursor);
    expect(idsOf(second)).toHaveLength(100);
    expect(second.body.records.cursor).toBe(first.body.records.cursor);
    expect(emulator.counters()).toMatchObject({ spoiled: 1 });
    const honest = await extensive({}, first.body.records.cursor);
    const again = await next({ kind: 'repeatCursor' });
    expect(again.body.records.cursor).toBe(honest.body.records.cursor);
  });

  it.each([undefined, 401, 404, 410, 422] as const)('refuses a cursor with %s', async (status) => {
    await start(many);
    const first = await extensive({});
    const { cursor } = first.body.records;
    const options = status === undefined ? {} : { status };
    const expired = await next({ kind: 'cursorExpired', ...options }, {}, cursor);
    const foreign = await next({ kind: 'cursorForeign', ...options }, {}, cursor);
    // Source: GC and the notes, section 4: 400 with these words; the other statuses are guesses.
    expect([expired.status, expired.body.errors]).toEqual([status ?? 400, ['cursor has expired']]);
    expect(foreign.status).toBe(status ?? 400);
    expect(foreign.body.errors[0]).toContain('cursor');
    expect((await next({ kind: 'cursorExpired', ...options })).status).toBe(200);
  });

  it('sends Retry-After with any status', async () => {
    await start(many);
    for (const status of [425, 500, 501, 503, 529]) {
      const reply = await next({ kind: 'status', status, retryAfter: '9' });
      expect([reply.status, reply.headers.get('retry-after')]).toEqual([status, '9']);
    }
  });
});
