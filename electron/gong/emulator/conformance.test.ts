import * as fc from 'fast-check';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callFields } from '../../../test/support/gong-fields.ts';
import { exposedFields, partList } from '../../contract/parts.ts';
import { type CallData, callData } from '../schema/call.ts';
import { callOutcome } from '../schema/outcome.ts';
import { keywordTracker } from '../schema/tracker.ts';
import { callTranscript } from '../schema/transcript.ts';
import { gongUser } from '../schema/user.ts';
import { workspace } from '../schema/workspace.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { createSampleMedia } from './media/sample-media.ts';
import { readAmzDate } from './media.ts';
import { loadSampleCorpus } from './sample-corpus.ts';

// Where a fact comes from: "GC" a live tenant's lists, captured by 2026-07 and sanitised; "S5", "S7", "S8" recordings and
// dated probes of the live service; "page" Gong's own page of the endpoint; "OA7" Gong's OpenAPI of 2026-07. What has no
// source is a guess and said to be one in docs/emulator.md.
let emulator: Emulator;
beforeAll(async () => {
  const corpus = loadSampleCorpus();
  emulator = await startEmulator({
    corpus,
    ratePerSecond: 0,
    dailyLimit: 1e9,
    media: createSampleMedia(corpus),
  });
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

/** What recorded calls have in common and the page does not say. */
function expectRecordedForms(call: CallData): void {
  const whole = emulator.corpus.call(call.metaData.id);
  const users = new Map(whole?.parties?.flatMap((party) => (party.userId ? [[party.id, party.userId]] : [])));
  // GC: people with a user alone, under the id of their party (13 of 13 calls; 30 of 52 who spoke).
  for (const speaker of call.interaction?.speakers ?? []) {
    expect(speaker.userId).toBeTypeOf('string');
    expect(users.get(speaker.id)).toBe(speaker.userId);
  }
  // GC: accounts carry no timing; others do where fields came with them.
  for (const object of (call.context ?? []).flatMap((system) => system.objects ?? []))
    expect('timing' in object).toBe(object.objectType !== 'Account' && 'fields' in object);
}

const flag = fc.option(fc.option(fc.boolean(), { nil: null }), { nil: undefined });
const { content, interaction, collaboration, ...others } = exposedFields(() => flag);
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
      ...others,
      content: fc.record(content),
      interaction: fc.record(interaction),
      collaboration: fc.record(collaboration),
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
          expectRecordedForms(call as CallData);
          for (const block of ['content', 'interaction'] as const) {
            const asked = exposed[block] as Record<string, unknown>;
            const allowed = partList.filter(({ name }) => asked[name] === true).map(({ field }) => field);
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

  // GC: no inversion by scheduled in three lists, 19 by started; S6: the cursor is a keyset of time and id.
  it('in the order of the scheduled time, then of the id', async () => {
    const { body } = await ask('POST', '/v2/calls/extensive', { filter: {} });
    const times = (body['calls'] as CallData[]).map((call) => Date.parse(call.metaData.scheduled as string));
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
  });

  // GC: an account is in the list whatever timing is asked for, and once.
  it.each([[['Now']], [['TimeOfCall']], [['Now', 'TimeOfCall']]])(
    'with accounts once, at %j',
    async (contextTiming) => {
      const { body } = await ask('POST', '/v2/calls/extensive', {
        filter: { callIds: ids().slice(0, 5) },
        contentSelector: { context: 'Extended', contextTiming },
      });
      for (const call of body['calls'] as CallData[]) {
        const objects = (call.context ?? []).flatMap((system) => system.objects ?? []);
        expect(objects.filter((object) => object.objectType === 'Account')).toHaveLength(1);
        const timings = objects.flatMap((object) => object.timing ?? []);
        expect(timings.toSorted()).toEqual(contextTiming.toSorted());
      }
    },
  );

  // GC and S5: seventeen fields, those that nobody filled in null or empty.
  const userFields = [
    'id',
    'emailAddress',
    'created',
    'active',
    'emailAliases',
    'trustedEmailAddress',
    'firstName',
    'lastName',
    'title',
    'phoneNumber',
    'extension',
    'personalMeetingUrls',
    'settings',
    'managerId',
    'meetingConsentPageUrl',
    'conferencingProviders',
    'spokenLanguages',
  ];
  it('people: in pages, by a filter, and one', async () => {
    const list = await ask('GET', '/v2/users');
    const [first, second] = list.body['users'] as { id: string; created: string }[];
    // S5: the page of consent is null in both GETs and filled in the POST.
    const some = await ask('POST', '/v2/users/extensive', {
      filter: { userIds: [first?.id, second?.id, '17'] },
    });
    const one = await ask('GET', `/v2/users/${first?.id}`);
    const all = await ask('POST', '/v2/users/extensive', { filter: {} });
    const next = await ask('POST', '/v2/users/extensive', {
      filter: {},
      cursor: (all.body['records'] as { cursor?: string }).cursor,
    });
    const since = await ask('POST', '/v2/users/extensive', {
      filter: { createdFromDateTime: '2090-01-01T00:00:00Z' },
    });
    for (const reply of [list, some, one, all, next, since]) expectWellFormed(reply);
    for (const reply of [list, some, all, next]) v.parse(paging, reply.body['records']);
    const listed = [some, all, next].flatMap(({ body }) => body['users'] as Record<string, unknown>[]);
    for (const user of [...(list.body['users'] as object[]), one.body['user'] as object, ...listed]) {
      v.parse(gongUser, user);
      expect(Object.keys(user)).toEqual(userFields);
    }
    expect((some.body['users'] as { id: string }[]).map((user) => user.id)).toEqual([first?.id, second?.id]);
    expect(one.body['user']).toEqual(first);
    expect(one.body['user']).toMatchObject({ meetingConsentPageUrl: null });
    expect(listed.filter((user) => typeof user['meetingConsentPageUrl'] !== 'string')).toEqual([]);
    expect(next.body['records']).toMatchObject({ currentPageNumber: 1 });
    expect(since.body['users']).toEqual([]);
  });

  // S5: the outcomes of a live tenant, June 2026.
  it('/v2/call-outcomes', async () => {
    const reply = await ask('GET', '/v2/call-outcomes');
    expectWellFormed(reply);
    const outcomes = reply.body['outcomes'] as object[];
    expect(outcomes).toHaveLength(16);
    for (const outcome of outcomes) {
      v.parse(callOutcome, outcome);
      expect(Object.keys(outcome)).toEqual([
        'callOutcome',
        'displayOrder',
        'connectStatus',
        'sentiment',
        'todoAction',
        'automation',
        'category',
      ]);
    }
  });

  // S7: SigV4, 28,799 seconds, signed anew on every request; GC: the date as S3 writes it.
  it('addresses of recordings, dated as S3 dates them and other ones each time', async () => {
    const request = {
      filter: { callIds: ids().slice(0, 1) },
      contentSelector: { exposedFields: { media: true } },
    };
    const address = async () => {
      const { body } = await ask('POST', '/v2/calls/extensive', request);
      return new URL((body['calls'] as CallData[])[0]?.media?.audioUrl as string);
    };
    const [one, two] = [await address(), await address()];
    expect(one.href).not.toBe(two.href);
    expect(one.searchParams.get('X-Amz-Date')).toMatch(/^\d{8}T\d{6}Z$/);
    expect(one.searchParams.get('X-Amz-Expires')).toBe('28799');
    expect(Math.abs(readAmzDate(one.searchParams.get('X-Amz-Date') as string) - Date.now())).toBeLessThan(
      6e5,
    );
    const status = async (url: URL) => (await fetch(url, { headers: { range: 'bytes=0-9' } })).status;
    expect(await status(one)).toBe(206);
    const forged = new URL(two);
    forged.searchParams.set('X-Amz-Expires', '99999999');
    expect(await status(forged)).toBe(403);
    emulator.setOffsetMs(28_801_000);
    expect(await status(one)).toBe(403);
    emulator.setOffsetMs(0);
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
    // S8, S5: the filter is required, though it may be empty.
    ['people without a filter', 'POST', '/v2/users/extensive', {}, 400, /^filter: must not be null$/],
    ['an unknown person', 'GET', '/v2/users/17', undefined, 404, /was not found$/],
    // OA7: "Workspace not found".
    [
      'trackers of an unknown workspace',
      'GET',
      '/v2/settings/trackers?workspaceId=17',
      undefined,
      404,
      /^Workspace not found$/,
    ],
  ] as const)('%s', async (_, method, path, body, status, words) => {
    const reply = await ask(method, path, body);
    expectWellFormed(reply);
    expect(reply.status).toBe(status);
    expect((reply.body['errors'] as string[])[0]).toMatch(words);
  });

  // S15 and GC: 400 with these words; the time of a sequence runs from its first page.
  it('a cursor whose hour is over', async () => {
    const first = await ask('POST', extensive, { filter: {} });
    const { cursor } = first.body['records'] as { cursor: string };
    emulator.setOffsetMs(3_601_000);
    const late = await ask('POST', extensive, { filter: {}, cursor });
    emulator.setOffsetMs(0);
    expectWellFormed(late);
    expect([late.status, late.body['errors']]).toEqual([400, ['cursor has expired']]);
    expect((await ask('POST', extensive, { filter: {}, cursor })).status).toBe(200);
  });

  // OA7: GET /v2/users and /v2/workspaces document 403 "Access denied"; a missing scope stays 401.
  it('what a key may not see', async () => {
    emulator.setForbidden(['users', 'workspaces', 'settings/trackers']);
    for (const path of ['/v2/users', '/v2/workspaces', '/v2/settings/trackers']) {
      const reply = await ask('GET', path);
      expectWellFormed(reply);
      expect([reply.status, reply.body['errors']]).toEqual([403, ['Access denied']]);
    }
    expect((await ask('POST', extensive, { filter: {} })).status).toBe(200);
    emulator.setForbidden([]);
    expect((await ask('GET', '/v2/users')).status).toBe(200);
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
