import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readCallDetail } from '../../db/calls/call-detail.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestUsers } from '../../db/calls/ingest/settings.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { snapshotFile } from '../../db/index/columns/snapshot.ts';
import { savedSearches, saveSearch } from '../../db/personal/saved.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { trackerList } from '../../db/reports/tracker-list.ts';
import { facet, search } from '../../db/search/search.ts';
import { complete } from '../../db/search/suggest.ts';
import { openReader } from '../../db/store/connect.ts';
import { migrate } from '../../db/store/migrate.ts';
import { markGone } from '../../db/sync/gone.ts';
import { readChoices } from '../../db/sync/sync-log.ts';
import type { CallParty } from '../../electron/contract/call.ts';
import { chooseValue } from '../../electron/contract/query/edit.ts';
import { quote } from '../../electron/contract/query/format.ts';
import { exportCalls } from '../../electron/documents/export-calls.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';
import { makeOldStore } from '../fixtures/store-v10.ts';
import { useStore } from './support.ts';

const store = useStore();
const where = { tz: 'UTC', weekStart: 1 as const, now: Date.parse('2026-04-01') };

type Party = Partial<Record<'name' | 'emailAddress' | 'userId' | 'phoneNumber' | 'title', string | null>>;
const ours = (party: Party) => ({ affiliation: 'Internal', ...party });
const theirs = (party: Party) => ({ affiliation: 'External', ...party });

/** A call on the n-th of March with a tracker that was heard. */
function call(n: number, host: string | null, ...parties: readonly Party[]): CallRecord {
  return {
    metaData: {
      id: String(n),
      title: `Call ${n}`,
      started: `2026-03-${String(n).padStart(2, '0')}T10:00:00Z`,
      duration: 600,
      primaryUserId: host,
    },
    parties: parties.map((party, at) => ({ id: `p${at}`, ...party })),
    content: {
      trackers: [{ id: '1', name: 'Price', count: 1, type: 'KEYWORD', occurrences: [{ startTime: 3 }] }],
    },
  };
}
const put = (...calls: CallRecord[]) => ingestCalls(store.db, calls, { atMs: where.now });
const user = (
  id: string,
  firstName: string,
  lastName: string,
  emailAddress: string,
  more: { readonly emailAliases?: string[] } = {},
) => ({
  id,
  firstName,
  lastName,
  emailAddress,
  active: true,
  ...more,
});
const list = (...users: ReturnType<typeof user>[]) => ingestUsers(store.db, users, where.now);

const columns = () => openColumns(store.db);
const ask = (q: string) =>
  search(
    store.db,
    columns(),
    { q, sort: 'newest', offset: 0, limit: 50, facets: true, typing: false, recency: 0, ...where },
    where.now,
  );
const found = (q: string) => ask(q).hits.map((hit) => Number(hit.id));
const valuesOf = (q: string, field: 'rep' | 'who') =>
  facet(store.db, columns(), { q, field, contains: '', limit: 50, ...where }).values;
/** Counts of a facet by label; each label is looked for, and finds exactly as many calls. */
function facetOf(field: 'rep' | 'who'): Record<string, number> {
  const values = valuesOf('', field);
  for (const { key, count } of values) expect(found(`${field}:${quote(key)}`).length, key).toBe(count);
  expect(new Set(values.map(({ key }) => key)).size).toBe(values.length);
  return Object.fromEntries(values.map(({ label, count }) => [label, count]));
}
const partiesOf = (n: number) => readCallDetail(store.db, columns(), String(n)).parties;
/** The other calls that a participant's link says it opens are those it opens, but for this one. */
function others(n: number, party: CallParty | undefined): number[] {
  const opened = party?.q ? found(party.q).filter((id) => id !== n) : [];
  expect(party?.otherCalls, party?.q ?? '').toBe(opened.length);
  return opened;
}
/** Rows of the breakdown of a tracker by host or participant; both queries of each row find what it says. */
function breakdown(field: 'rep' | 'who'): Record<string, number> {
  const key = trackerList(store.db, columns())[0]?.key ?? '';
  const { rows } = breakdownReport(store.db, columns(), {
    ...where,
    q: '',
    series: { kind: 'tracker', key },
    field,
    bucket: 'month',
    sort: 'calls',
    limit: 50,
  });
  for (const row of rows) {
    expect(found(row.allQ).length, row.allQ).toBe(row.calls);
    expect(found(row.q).length, row.q).toBe(row.mentioning);
  }
  return Object.fromEntries(rows.map(({ label, calls }) => [label, calls]));
}

describe('two hosts of one name', () => {
  const one = ours({ name: 'Dana Levi', userId: '71', emailAddress: 'dana@acme.example' });
  const two = ours({ name: 'Dana Levi', userId: '72', emailAddress: 'dana.l@acme.example' });
  const bob = theirs({ name: 'Bob Buyer', emailAddress: 'bob@buyer.example' });
  const fill = () =>
    put(call(1, '71', one, bob), call(2, '71', one), call(3, '72', two, bob), call(4, '72', two, one));

  it('are two values, told apart by the address, each with its calls', () => {
    fill();
    const labels = { 'Dana Levi <dana@acme.example>': 2, 'Dana Levi <dana.l@acme.example>': 2 };
    expect(facetOf('rep')).toEqual(labels);
    expect(facetOf('who')).toMatchObject({ ...labels, 'Dana Levi <dana@acme.example>': 3, 'Bob Buyer': 2 });
    expect(found('rep:"Dana Levi <dana@acme.example>"')).toEqual([2, 1]);
    expect(found('rep:"Dana Levi <DANA.L@acme.example>"')).toEqual([4, 3]);
    expect(breakdown('rep')).toEqual(labels);
    expect(ask('').hits.map((hit) => hit.host)).toContain('Dana Levi <dana.l@acme.example>');
  });

  it('are both found by the name as it is typed, by part of it, and each by address and id', () => {
    fill();
    expect(found('rep:"dana levi"')).toEqual([4, 3, 2, 1]);
    expect(found('rep:dana')).toEqual([4, 3, 2, 1]);
    expect(found('rep:dana@acme.example')).toEqual([2, 1]);
    expect(found('rep:"dana.l@acme.example"')).toEqual([4, 3]);
    expect(found('rep:"72"')).toEqual([4, 3]);
    expect(found('rep:"Dana Levi <nobody@acme.example>"')).toEqual([]);
    expect(found('who:@buyer.example')).toEqual([3, 1]);
  });

  it('the call page’s other calls are of that person', () => {
    fill();
    const [dana] = partiesOf(1);
    expect(dana?.q).toBe('who:"Dana Levi <dana@acme.example>"');
    expect(others(1, dana)).toEqual([4, 2]);
    expect(others(3, partiesOf(3)[0])).toEqual([4]);
    expect(readCallDetail(store.db, columns(), '3').host).toBe('Dana Levi <dana.l@acme.example>');
  });

  it('a name in the query is taken apart when one of the two is chosen', () => {
    fill();
    const q = 'rep:"Dana Levi"';
    const values = valuesOf(q, 'rep');
    expect(values.map(({ state, written, count }) => [state, written, count])).toEqual([
      ['on', 'Dana Levi', 2],
      ['on', 'Dana Levi', 2],
    ]);
    const off = chooseValue(q, 'rep', values, 'Dana Levi <dana@acme.example>', 'off');
    expect(off).toBe('rep:"Dana Levi <dana.l@acme.example>"');
    expect(found(off)).toEqual([4, 3]);
    const without = valuesOf(`-${q}`, 'rep');
    expect(without.map(({ state, count }) => [state, count])).toEqual([
      ['excluded', 2],
      ['excluded', 2],
    ]);
    const again = chooseValue(`-${q}`, 'rep', without, 'Dana Levi <dana@acme.example>', 'off');
    expect(found(again)).toEqual([2, 1]);
  });

  it('are offered apart while typing, and are in an export', () => {
    fill();
    const q = 'rep:dana';
    expect(complete(columns(), q, q.length).map(({ insert }) => insert)).toEqual([
      '"Dana Levi <dana.l@acme.example>" ',
      '"Dana Levi <dana@acme.example>" ',
    ]);
    const address = 'who:dana.l@';
    expect(complete(columns(), address, address.length).map(({ label }) => label)).toEqual([
      'Dana Levi <dana.l@acme.example>',
    ]);
    const options = { format: 'csv', transcript: false, maskNames: false, tz: 'UTC' } as const;
    const csv = exportCalls(store.db, columns(), ['1', '3'], options).content;
    expect(csv).toContain('Dana Levi <dana@acme.example>');
    expect(csv).toContain('Dana Levi <dana.l@acme.example>');
    const masked = exportCalls(store.db, columns(), ['1', '3'], { ...options, maskNames: true }).content;
    expect(masked).not.toMatch(/Dana|Levi|acme/);
  });
});

describe('a renamed host', () => {
  const before = ours({ name: 'Dana Levi', userId: '71', emailAddress: 'dana@acme.example' });
  const after = ours({ name: 'Dana Cohen', userId: '71', emailAddress: 'dana@acme.example' });

  it('is one person under the newest name, and a search saved under the old one finds all calls', () => {
    put(call(5, '71', after), call(1, '71', before), call(2, '71', before));
    saveSearch(store.db, { name: 'Dana', q: 'rep:"Dana Levi"' }, 1);
    expect(facetOf('rep')).toEqual({ 'Dana Cohen': 3 });
    expect(breakdown('rep')).toEqual({ 'Dana Cohen': 3 });
    expect(savedSearches(store.db, columns(), where)[0]?.total).toBe(3);
    expect(found('rep:"dana cohen"')).toEqual([5, 2, 1]);
    const page = readCallDetail(store.db, columns(), '1');
    expect(page.host).toBe('Dana Cohen');
    expect(page.parties[0]).toMatchObject({ name: 'Dana Levi', currentName: 'Dana Cohen' });
    expect(others(1, page.parties[0])).toEqual([5, 2]);
    expect(partiesOf(5)[0]).toMatchObject({ name: 'Dana Cohen', currentName: null });
  });

  it('is called as the users’ list calls them, also without a name in any call', () => {
    put(call(1, '71', before), call(2, '88'));
    const kept = openColumns(store.db);
    const reps = () =>
      facet(store.db, kept, { q: '', field: 'rep', contains: '', limit: 9, ...where }).values.map(
        ({ label }) => label,
      );
    expect(reps().sort()).toEqual(['Dana Levi', 'Gong user 88']);
    list(user('71', 'Dana', 'Adler', 'dana@acme.example'), user('88', 'Gil', 'Host', 'gil@acme.example'));
    expect(reps().sort()).toEqual(['Dana Adler', 'Gil Host']);
    list(user('88', 'Gil', 'Renamed', 'gil@acme.example'));
    expect(reps().sort()).toEqual(['Dana Adler', 'Gil Renamed']);
    expect(found('rep:"Dana Levi"')).toEqual([1]);
  });

  it('loses the name when the call that had it goes, and it is no longer shared', () => {
    put(
      call(1, '71', before),
      call(2, '71', after),
      call(3, '72', ours({ name: 'Dana Levi', userId: '72' })),
    );
    const kept = openColumns(store.db);
    const reps = () =>
      facet(store.db, kept, { q: '', field: 'rep', contains: '', limit: 9, ...where }).values.map(
        ({ label }) => label,
      );
    expect(reps()).toEqual(['Dana Cohen', 'Dana Levi <72>']);
    markGone(store.db, ['1'], { atMs: where.now, policy: 'hide' });
    expect(reps()).toEqual(['Dana Cohen', 'Dana Levi']);
  });
});

describe('a customer', () => {
  const names = ['Bob Buyer', 'Robert Buyer', 'B. Buyer (Buyer Inc)'];

  it('under three names with one address is one person with the newest name', () => {
    const bob = (name: string, emailAddress = 'bob@buyer.example') => theirs({ name, emailAddress });
    put(
      call(3, null, bob(names[0] as string)),
      call(2, null, bob(names[1] as string, 'Bob@Buyer.example')),
      call(1, null, bob(names[2] as string)),
    );
    expect(facetOf('who')).toEqual({ 'Bob Buyer': 3 });
    expect(breakdown('who')).toEqual({ 'Bob Buyer': 3 });
    for (const name of names) expect(found(`who:${quote(name)}`)).toEqual([3, 2, 1]);
    for (const n of [1, 2, 3]) expect(others(n, partiesOf(n)[0])).toHaveLength(2);
    expect(partiesOf(1)[0]).toMatchObject({ name: names[2], currentName: 'Bob Buyer', knownBy: 'address' });
  });

  it('is not another customer of the same name', () => {
    const ann = (emailAddress: string) => theirs({ name: 'Ann Lee', emailAddress });
    put(
      call(1, null, ann('ann@one.example')),
      call(2, null, ann('ann@two.example')),
      call(3, null, ann('ann@one.example')),
    );
    const wanted = { 'Ann Lee <ann@one.example>': 2, 'Ann Lee <ann@two.example>': 1 };
    expect(facetOf('who')).toEqual(wanted);
    expect(breakdown('who')).toEqual(wanted);
    expect(found('who:"Ann Lee"')).toEqual([3, 2, 1]);
    expect(others(1, partiesOf(1)[0])).toEqual([3]);
    expect(others(2, partiesOf(2)[0])).toEqual([]);
  });

  it('with a phone number only is that number; with a name only nothing tells them from others of the name', () => {
    put(
      call(1, null, theirs({ name: 'Ann Lee', phoneNumber: '+1 (555) 010-20' })),
      call(2, null, theirs({ name: 'Phone Caller #4', phoneNumber: '+155501020' })),
      call(3, null, theirs({ name: 'Ann Lee' })),
      call(4, null, theirs({ name: 'ann lee' })),
      call(5, null, theirs({ phoneNumber: '+1 555 999' })),
      call(6, null, theirs({})),
    );
    expect(facetOf('who')).toEqual({ 'Phone Caller #4': 2, 'ann lee <name only>': 2, '+1555999': 1 });
    expect(partiesOf(1)[0]).toMatchObject({ knownBy: 'phone' });
    expect(others(1, partiesOf(1)[0])).toEqual([2]);
    expect(partiesOf(3)[0]).toMatchObject({ knownBy: 'name' });
    expect(others(3, partiesOf(3)[0])).toEqual([4]);
    expect(found('who:"Ann Lee"')).toEqual([4, 3, 2, 1]);
    expect(found('who:"+1 555 999"')).toEqual([5]);
    expect(partiesOf(6)[0]).toMatchObject({ knownBy: null, otherCalls: 0, q: null });
  });

  it('whose name looks like an address, a mailbox or grammar is still found alone', () => {
    const odd = ['ann@one.example', 'Ann <ann@one.example>', 'Say "hi" <x>', '<y>', 'name only'];
    put(
      ...odd.map((name, at) => call(at + 1, null, theirs({ name, emailAddress: `p${at}@odd.example` }))),
      call(9, null, theirs({ emailAddress: 'ann@one.example' })),
    );
    expect(Object.values(facetOf('who'))).toEqual([1, 1, 1, 1, 1, 1]);
    for (const n of [1, 2, 3, 4, 5, 9]) expect(others(n, partiesOf(n)[0])).toEqual([]);
  });
});

describe('people whose names or addresses are written in several ways', () => {
  it('a name that is somebody’s phone number is not that person', () => {
    put(
      call(1, null, theirs({ name: '+1 415 555 0100', emailAddress: 'kim@b.example' })),
      call(2, null, theirs({ phoneNumber: '+14155550100' })),
      call(3, null, theirs({ name: '+1 (415) 555-0100' })),
    );
    expect(facetOf('who')).toEqual({
      '+1 415 555 0100 <kim@b.example>': 1,
      '+14155550100': 1,
      '+1 (415) 555-0100 <name only>': 1,
    });
    for (const n of [1, 2, 3]) expect(others(n, partiesOf(n)[0])).toEqual([]);
  });

  it('an address is the same between angle brackets and after a name', () => {
    put(
      call(1, null, theirs({ emailAddress: '<kim@b.example>' })),
      call(2, null, theirs({ name: 'Kim', emailAddress: 'kim@b.example' })),
      call(3, null, theirs({ emailAddress: '"Poe, Kim" <KIM@b.example> ' })),
      call(4, null, theirs({ emailAddress: 'odd<at>b.example' })),
      call(5, '71', ours({ userId: '71', emailAddress: 'Dana <dana@acme.example>' })),
      call(6, null, ours({ emailAddress: 'dana@acme.example' })),
    );
    expect(facetOf('who')).toEqual({ Kim: 3, 'dana@acme.example': 2, 'oddatb.example': 1 });
    for (const n of [1, 2, 3]) expect(others(n, partiesOf(n)[0])).toHaveLength(2);
    for (const n of [5, 6]) expect(others(n, partiesOf(n)[0])).toHaveLength(1);
  });

  it('a name is the same with any white space and in either form of its accents', () => {
    const names = [
      'Ann  Lee',
      'Ann Lee',
      'Ann\u00a0Lee',
      'ann\tlee ',
      'Jose\u0301',
      'Jos\u00e9',
      'JOSE\u0301',
      'Mo\0Day\u0001',
      'mo day',
    ];
    put(...names.map((name, at) => call(at + 1, null, theirs({ name }))));
    expect(facetOf('who')).toEqual({ 'ann lee': 4, 'JOS\u00c9': 3, 'mo day': 2 });
    for (const n of [1, 2, 3, 4]) expect(others(n, partiesOf(n)[0])).toHaveLength(3);
    for (const name of names.slice(0, 4)) expect(found(`who:${quote(name)}`), name).toHaveLength(4);
    expect(partiesOf(1)[0]?.currentName).toBeNull();
  });

  it('people of one name are told apart however its blanks are written', () => {
    put(
      call(1, null, theirs({ name: 'Ann  Lee', emailAddress: 'ann@one.example' })),
      call(2, null, theirs({ name: 'Ann\u00a0Lee', emailAddress: 'ann@two.example' })),
    );
    expect(facetOf('who')).toEqual({ 'Ann Lee <ann@one.example>': 1, 'Ann Lee <ann@two.example>': 1 });
  });
});

describe('a user', () => {
  it('keeps an address that calls give to them when it leaves the users’ list', () => {
    const ann = (more: Party) => ours({ name: 'Ann Lee', emailAddress: 'x@a.example', ...more });
    const listed = user('73', 'Ann', 'Lee', 'ann@a.example');
    list({ ...listed, emailAliases: ['x@a.example'] });
    put(call(1, null, ann({ userId: '73' })), call(2, null, ann({})));
    list(listed);
    expect(facetOf('who')).toEqual({ 'Ann Lee': 2 });
    expect(found('who:"x@a.example"')).toEqual([2, 1]);
    for (const n of [1, 2]) expect(others(n, partiesOf(n)[0])).toHaveLength(1);
    // Nor is it another user's for longer than the list says so.
    const bo = user('60', 'Bo', 'Hall', 'bo@a.example');
    list({ ...bo, emailAliases: ['x@a.example'] });
    expect(facetOf('who')).toEqual({ 'Ann Lee <ann@a.example>': 1, 'Bo Hall': 1 });
    list(bo);
    expect(facetOf('who')).toEqual({ 'Ann Lee': 2 });
  });

  it('is the same person by every address of the users’ list, whichever comes first', () => {
    const alias = ours({ name: 'D. Levi', emailAddress: 'D.Levi@old.example' });
    put(call(1, '71', ours({ name: 'Dana Levi', userId: '71' })), call(2, null, alias));
    expect(facetOf('who')).toEqual({ 'D. Levi': 1, 'Dana Levi': 1 });
    const kept = openColumns(store.db);
    kept.current();
    const dana = user('71', 'Dana', 'Levi', 'dana@acme.example', { emailAliases: ['d.levi@OLD.example'] });
    list(dana);
    expect(facetOf('who')).toEqual({ 'Dana Levi': 2 });
    expect(
      facet(store.db, kept, { q: '', field: 'who', contains: '', limit: 9, ...where }).values,
    ).toHaveLength(1);
    put(call(3, null, ours({ name: 'Dana', emailAddress: 'dana@acme.example' })));
    expect(facetOf('who')).toEqual({ 'Dana Levi': 3 });
    expect(found('who:"d.levi@old.example"')).toEqual([3, 2, 1]);
    expect(others(2, partiesOf(2)[0])).toEqual([3, 1]);
    // The alias is another user's now.
    list({ ...dana, emailAliases: [] }, user('72', 'Dora', 'Levi', 'd.levi@old.example'));
    expect(facetOf('who')).toEqual({ 'Dana Levi': 2, 'Dora Levi': 1 });
  });

  it('is known by an address that some call has beside the user’s id, without the users’ list', () => {
    const bare = ours({ name: 'Dana', emailAddress: 'dana@acme.example' });
    const full = ours({ name: 'Dana Levi', userId: '71', emailAddress: 'Dana@Acme.example' });
    put(call(1, '71', bare));
    put(call(2, '71', full), call(3, null, bare));
    expect(facetOf('who')).toEqual({ Dana: 3 });
    expect(facetOf('rep')).toEqual({ Dana: 2 });
    expect(put(call(1, '71', bare), call(2, '71', full), call(3, null, bare))).toMatchObject({
      unchanged: 3,
    });
  });
});

it('users of one name are offered apart where a sync scope is chosen', () => {
  list(user('1', 'Ada', 'Keller', 'ada@acme.example'), user('2', 'ada', 'keller', 'a.k@acme.example'));
  list(user('3', 'Bo', 'Hall', 'bo@acme.example'));
  expect(readChoices(store.db).users.map(({ name }) => name)).toEqual(
    ['Ada Keller <ada@acme.example>', 'ada keller <a.k@acme.example>', 'Bo Hall'].sort((a, b) =>
      a.toLowerCase().localeCompare(b.toLowerCase()),
    ),
  );
});

it('a snapshot beside the store gives the same people as the rows', () => {
  put(
    call(1, '71', ours({ name: 'Dana Levi', userId: '71', emailAddress: 'dana@acme.example' })),
    call(2, '72', ours({ name: 'Dana Levi', userId: '72', emailAddress: 'dana.l@acme.example' })),
  );
  const reader = openReader(store.file);
  try {
    const first = openColumns(reader);
    first.current();
    for (const _ of first.save());
    first.close();
    expect(snapshotFile(store.file)).toContain('columns');
    const again = openColumns(reader);
    const { values } = facet(reader, again, { q: '', field: 'rep', contains: 'l@acme', limit: 9, ...where });
    expect(values.map(({ label }) => label)).toEqual(['Dana Levi <dana.l@acme.example>']);
    again.close();
  } finally {
    reader.close();
  }
});

it('the migration gives parties of before the ids of people', () => {
  const file = join(store.dir, 'old.db');
  const old = makeOldStore(file, 11);
  old.exec(`
    INSERT INTO call(id, gong_id, started_ms, started_offset, first_synced_ms, synced_ms, generation, host)
      VALUES (1, '1', 0, 0, 0, 0, 1, 'Dana');
    INSERT INTO user(gong_id, email, json, synced_ms) VALUES
      ('71', 'Dana@acme.example', '{"emailAliases": ["D.Levi@old.example", null]}', 0), ('72', NULL, '{}', 0);
    INSERT INTO party(call_id, position, name, email, user_id, phone, side, talk_time_s, person_key) VALUES
      (1, 0, 'A', 'Dana@acme.example', NULL, NULL, 1, 9.5, 'email:dana@acme.example'),
      (1, 1, 'B', 'd.levi@old.example', NULL, NULL, 1, NULL, 'email:d.levi@old.example'),
      (1, 2, 'C', 'gil@acme.example', '72', NULL, 1, NULL, 'user:72'),
      (1, 3, 'D', 'Gil@acme.example', NULL, NULL, 1, NULL, 'email:gil@acme.example'),
      (1, 4, 'E', NULL, NULL, '+1 (555) 010-20', 2, NULL, 'name:e'),
      (1, 5, NULL, NULL, NULL, '+1/555.9', 2, NULL, NULL),
      (1, 6, 'F', NULL, NULL, 'unknown', 2, NULL, 'name:f'),
      (1, 7, 'G', 'g@there.example', NULL, '+1', 2, NULL, 'email:g@there.example');`);
  migrate(old);
  expect(old.prepare('SELECT person_key FROM party ORDER BY position').pluck().all()).toEqual([
    'user:71',
    'user:71',
    'user:72',
    'user:72',
    'phone:+155501020',
    'phone:+15559',
    'name:f',
    'email:g@there.example',
  ]);
  old.close();
});
