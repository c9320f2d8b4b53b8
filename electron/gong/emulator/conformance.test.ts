import * as fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callData } from '../schema/call.ts';
import { callFields } from '../schema/fields.ts';
import { callTranscript, gongUser, keywordTracker, workspace } from '../schema/neighbours.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { loadSampleCorpus } from './sample-corpus.ts';

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ corpus: loadSampleCorpus(), ratePerSecond: 0, dailyLimit: 1e9 });
});
afterAll(() => emulator.stop());

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

async function ask(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Reply> {
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${emulator.bearer}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as Record<string, unknown>,
  };
}

const requestId = v.pipe(v.string(), v.regex(/^[0-9a-z]{18,19}$/));
const paging = v.strictObject({
  totalRecords: v.pipe(v.number(), v.integer()),
  currentPageSize: v.pipe(v.number(), v.integer(), v.maxValue(100)),
  currentPageNumber: v.pipe(v.number(), v.integer()),
  cursor: v.optional(v.pipe(v.string(), v.regex(/^[\w-]+\.[\w-]+\.[\w-]+$/))),
});
const error = v.strictObject({ requestId, errors: v.pipe(v.array(v.string()), v.minLength(1)) });

/** What of a value is not documented: every leaf must be one of the page's fields. */
function undocumented(value: unknown, path = ''): string[] {
  if (callFields.includes(path as never) && (path.endsWith('value') || typeof value !== 'object')) return [];
  if (value === null)
    return callFields.some(
      (field) => field === path || field.startsWith(`${path}.`) || field.startsWith(`${path}[]`),
    )
      ? []
      : [path];
  if (Array.isArray(value)) return value.flatMap((item) => undocumented(item, `${path}[]`));
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, part]) =>
      undocumented(part, path ? `${path}.${name}` : name),
    );
  return [path];
}

/** What every answer has in common: its form, its id, its headers. */
function expectWellFormed({ status, headers, body }: Reply): void {
  expect(headers.get('content-type')).toBe('application/json;charset=UTF-8');
  expect(headers.get('x-traceid')).toBe(body['requestId']);
  if (status !== 200) return void v.parse(error, body);
  const { requestId: id, ...rest } = body;
  v.parse(requestId, id);
  expect(Object.keys(rest).length).toBeGreaterThan(0);
}

const flag = fc.option(fc.option(fc.boolean(), { nil: null }), { nil: undefined });
const flags = (...names: string[]) => fc.record(Object.fromEntries(names.map((name) => [name, flag])));
const ids = () => emulator.corpus.heads().map((head) => head.id);
const moment = fc
  .date({ min: new Date('2024-01-01'), max: new Date('2027-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());
const list = (max: number) => fc.array(fc.nat(max), { minLength: 1, maxLength: 5 });
interface Filter {
  readonly fromDateTime?: string | null;
  readonly toDateTime?: string | null;
  readonly workspaceId?: string | null;
  readonly callIds?: readonly number[] | null;
  readonly primaryUserIds?: readonly number[] | null;
}
const anyFilter: fc.Arbitrary<Filter> = fc.record(
  {
    fromDateTime: fc.option(moment),
    toDateTime: fc.option(moment),
    workspaceId: fc.constantFrom('1', null),
    callIds: fc.option(fc.oneof(list(300), fc.constant([]))),
    primaryUserIds: fc.option(list(60)),
  },
  { requiredKeys: [] },
);
const filter: fc.Arbitrary<Filter> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ callIds: list(196) }) },
  { weight: 1, arbitrary: anyFilter },
);
const request = fc.record({
  filter,
  contentSelector: fc.record({
    context: fc.constantFrom('None', 'Basic', 'Extended'),
    contextTiming: fc.option(fc.subarray(['Now', 'TimeOfCall']), { nil: undefined, freq: 1 }),
    exposedFields: fc.record({
      parties: flag,
      content: flags(
        'structure',
        'topics',
        'trackers',
        'trackerOccurrences',
        'pointsOfInterest',
        'brief',
        'outline',
        'highlights',
        'callOutcome',
        'keyPoints',
      ),
      interaction: flags('speakers', 'video', 'personInteractionStats', 'questions'),
      collaboration: flags('publicComments'),
      media: flag,
    }),
  }),
});

describe('every answer is one that Gong documents', () => {
  it('to any request for calls, with exactly the parts that were asked for', async () => {
    const users = emulator.corpus.users();
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(request, async ({ filter, contentSelector }) => {
        const body = {
          filter: {
            ...filter,
            ...(filter.callIds ? { callIds: filter.callIds.map((at) => ids()[at] ?? '404') } : {}),
            ...(filter.primaryUserIds
              ? { primaryUserIds: filter.primaryUserIds.map((at) => users[at]?.id ?? '404') }
              : {}),
          },
          contentSelector,
        };
        const reply = await ask('POST', '/v2/calls/extensive', body);
        expectWellFormed(reply);
        expect([200, 400, 404]).toContain(reply.status);
        if (reply.status !== 200) return;
        const { records, calls } = reply.body as { records: unknown; calls: Record<string, unknown>[] };
        answered++;
        v.parse(paging, records);
        expect(calls.length).toBe((records as { currentPageSize: number }).currentPageSize);
        const exposed = contentSelector.exposedFields;
        for (const call of calls) {
          v.parse(callData, call);
          expect(undocumented(call)).toEqual([]);
          expect('parties' in call).toBe(exposed.parties === true);
          expect('context' in call).toBe(contentSelector.context !== 'None');
          for (const block of ['content', 'interaction'] as const) {
            const asked = exposed[block] as Record<string, unknown>;
            const names: Record<string, string> = { personInteractionStats: 'interactionStats' };
            const allowed = Object.keys(asked)
              .filter((name) => asked[name] === true)
              .map((name) => names[name] ?? name);
            for (const name of Object.keys((call[block] ?? {}) as object)) expect(allowed).toContain(name);
          }
        }
      }),
      { numRuns: 150 },
    );
    expect(answered).toBeGreaterThan(30);
  });

  it('page by page: every call once, in order, the count frozen', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let number = 0;
    do {
      const reply = await ask('POST', '/v2/calls/extensive', { filter: {}, ...(cursor ? { cursor } : {}) });
      expectWellFormed(reply);
      const records = v.parse(paging, reply.body['records']);
      expect(records).toMatchObject({ totalRecords: 197, currentPageNumber: number++ });
      seen.push(...(reply.body['calls'] as { metaData: { id: string } }[]).map((call) => call.metaData.id));
      cursor = records.cursor;
    } while (cursor);
    expect(seen).toEqual(ids());
  });

  it.each([
    ['/v2/users', 'users', gongUser],
    ['/v2/workspaces', 'workspaces', workspace],
    ['/v2/settings/trackers', 'keywordTrackers', keywordTracker],
  ] as const)('%s', async (path, list, schema) => {
    const reply = await ask('GET', path);
    expectWellFormed(reply);
    const items = reply.body[list] as unknown[];
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) v.parse(schema, item);
    if (list === 'users') v.parse(paging, reply.body['records']);
  });

  it('transcripts, single calls and the short list', async () => {
    const [id] = ids() as [string];
    const spoken = await ask('POST', '/v2/calls/transcript', { filter: { callIds: ids().slice(0, 3) } });
    expectWellFormed(spoken);
    expect(spoken.body['callTranscripts']).toHaveLength(3);
    for (const item of spoken.body['callTranscripts'] as unknown[]) v.parse(callTranscript, item);
    const one = await ask('GET', `/v2/calls/${id}`);
    expectWellFormed(one);
    expect(undocumented({ metaData: one.body['call'] })).toEqual([]);
    const list = await ask('GET', '/v2/calls?fromDateTime=2000-01-01T00:00:00Z');
    expectWellFormed(list);
    expect((list.body['calls'] as unknown[]).flatMap((meta) => undocumented({ metaData: meta }))).toEqual([]);
  });
});

describe('every refusal has Gong’s form and words', () => {
  const extensive = '/v2/calls/extensive';
  it.each([
    ['an unknown endpoint', 'GET', '/v2/nothing', undefined, 404, /No endpoint/],
    ['an endpoint of Gong’s that is not served', 'POST', '/v2/stats/interaction', {}, 404, /No endpoint/],
    ['the root', 'GET', '/', undefined, 404, /No endpoint/],
    ['an odd path', 'GET', '/v2/calls/%ff/..', undefined, 404, /./],
    ['a wrong verb', 'GET', extensive, undefined, 405, /^Method Not Allowed$/],
    ['no filter', 'POST', extensive, {}, 400, /^filter: must not be null$/],
    ['no JSON', 'POST', extensive, '{"filter', 400, /^Json parse error/],
    [
      'a wrong type',
      'POST',
      extensive,
      { filter: { callIds: 'x' } },
      400,
      /^Json parse error at filter.callIds/,
    ],
    [
      'no ids',
      'POST',
      extensive,
      { filter: { callIds: [] } },
      400,
      /^filter.callIds: must not be empty but can be null or can be omitted$/,
    ],
    [
      'a range backwards',
      'POST',
      extensive,
      { filter: { fromDateTime: '2026-01-02T00:00:00Z', toDateTime: '2026-01-01T00:00:00Z' } },
      400,
      /^filter.fromDateTime: must be before toDateTime$/,
    ],
    [
      'timing without Extended',
      'POST',
      extensive,
      { filter: {}, contentSelector: { context: 'Basic', contextTiming: ['Now'] } },
      400,
      /contextTiming/,
    ],
    ['a foreign cursor', 'POST', extensive, { filter: {}, cursor: 'a.b.c' }, 400, /cursor/],
    [
      'nothing found',
      'POST',
      extensive,
      { filter: { callIds: ['1'] } },
      404,
      /^No calls found corresponding to the provided filters$/,
    ],
    ['an unknown call', 'GET', '/v2/calls/17', undefined, 404, /^Call ID 17 was not found$/],
  ] as const)('%s', async (_, method, path, body, status, words) => {
    const reply = await ask(method, path, body);
    expectWellFormed(reply);
    expect(reply.status).toBe(status);
    expect((reply.body['errors'] as string[])[0]).toMatch(words);
  });

  it('a wrong content type, a wrong key, a missing scope, too many requests, an error inside', async () => {
    const type = await ask('POST', extensive, '{"filter":{}}', { 'content-type': 'text/plain' });
    const key = await ask('GET', '/v2/users', undefined, { authorization: 'Basic bm90OnJpZ2h0' });
    emulator.setScopes(['api:users:read']);
    const scope = await ask('GET', '/v2/workspaces');
    emulator.setScopes(['api:users:read', 'api:calls:read:extensive', 'api:workspaces:read']);
    const media = await ask('POST', extensive, {
      filter: {},
      contentSelector: { exposedFields: { media: true } },
    });
    emulator.setFaults([
      { nth: 1, action: { kind: 'status', status: 429, retryAfter: '2' } },
      { nth: 2, action: { kind: 'status', status: 500 } },
    ]);
    const many = await ask('GET', '/v2/users');
    const inside = await ask('GET', '/v2/users');
    emulator.setFaults([]);
    const replies = { type, key, scope, media, many, inside };
    for (const reply of Object.values(replies)) expectWellFormed(reply);
    expect(
      Object.entries(replies).map(([name, { status, body }]) => [
        name,
        status,
        (body['errors'] as string[])[0],
      ]),
    ).toEqual([
      ['type', 415, 'Unsupported Media Type'],
      ['key', 401, expect.any(String)],
      ['scope', 401, "You don't have permission to use 'api:workspaces:read' in your app."],
      ['media', 401, "You don't have permission to use 'api:calls:read:media-url' in your app."],
      ['many', 429, 'API request limit exceeded'],
      ['inside', 500, 'Internal server error occurred'],
    ]);
    expect(many.headers.get('retry-after')).toBe('2');
  });
});
