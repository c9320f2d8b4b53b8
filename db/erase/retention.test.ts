import { expect, test } from 'vitest';
import { monthsBefore } from '../../electron/contract/privacy.ts';
import { sampleCall, useStore } from '../../test/db/support.ts';
import { ingestCalls } from '../calls/ingest/calls.ts';
import { addNote, readPersonal, setStar } from '../personal/layer.ts';
import { markGone } from '../sync/gone.ts';
import { eraseCalls } from './calls.ts';
import { previewRetention, readRemovals, removeByAge } from './retention.ts';

const store = useStore();
const dated = (id: string, started: string | undefined) =>
  sampleCall(id, { metaData: { id, title: `Call ${id}`, ...(started ? { started } : {}) } });
const records = () => [
  dated('1', '2024-01-05T10:00:00Z'),
  dated('2', '2024-01-06T10:00:00Z'),
  dated('3', '2024-01-07T10:00:00Z'),
  dated('4', '2026-01-08T10:00:00Z'),
  dated('5', undefined),
];
const beforeMs = Date.parse('2025-01-01T00:00:00Z');
const ids = () => store.db.prepare('SELECT gong_id FROM call ORDER BY gong_id').pluck().all();

test('what is too old is shown, goes but for what is starred or noted, is logged, and is not stored again', () => {
  ingestCalls(store.db, records(), { atMs: 1 });
  setStar(store.db, '2', true, 2);
  addNote(store.db, '3', { kind: 'note', startSec: null, endSec: null, text: 'mine', quote: null }, 3);
  addNote(store.db, '4', { kind: 'highlight', startSec: 1, endSec: 2, text: 'why', quote: 'said' }, 3);
  markGone(store.db, ['4'], { atMs: 4, policy: 'purge' });
  expect(previewRetention(store.db, { beforeMs, goneMs: 3 })).toMatchObject({ count: 1, gone: 0, spared: 2 });
  expect(previewRetention(store.db, { beforeMs, goneMs: 4 })).toEqual({
    count: 2,
    oldestMs: Date.parse('2024-01-05T10:00:00Z'),
    newestMs: Date.parse('2026-01-08T10:00:00Z'),
    gone: 1,
    spared: 2,
    recordingBytes: 0,
    quotes: 1,
    calls: [
      expect.objectContaining({ id: '1', title: 'Call 1', why: 'age' }),
      expect.objectContaining({ id: '4', why: 'gone' }),
    ],
  });
  expect(removeByAge(store.db, beforeMs, 9)).toBe(1);
  expect(readRemovals(store.db)).toEqual([{ atMs: 9, callId: '1', why: 'age' }]);
  ingestCalls(store.db, [...records(), dated('6', '2023-01-01T10:00:00Z')], {
    atMs: 10,
    notBeforeMs: beforeMs,
  });
  expect(ids()).toEqual(['2', '3', '4', '5']);
  // With the rule gone they may come again.
  ingestCalls(store.db, records(), { atMs: 11 });
  expect(ids()).toEqual(['1', '2', '3', '4', '5']);
});

test('of a call that goes because it is gone, what the user typed stays and what a highlight quotes goes', () => {
  ingestCalls(store.db, records(), { atMs: 1 });
  addNote(store.db, '4', { kind: 'highlight', startSec: 4, endSec: 9, text: 'why', quote: 'pistachio' }, 2);
  addNote(store.db, '4', { kind: 'note', startSec: null, endSec: null, text: 'typed', quote: null }, 3);
  eraseCalls(store.db, ['4'], 'gone', 4);
  expect(readPersonal(store.db, '4').notes).toMatchObject([
    { text: 'why', quote: null, startSec: 4, endSec: 9 },
    { text: 'typed', quote: null },
  ]);
});

test('months before a day end on the last day of a shorter month', () => {
  const on = (months: number, day: string) => {
    const then = monthsBefore(months, Date.parse(`${day}T12:00:00Z`));
    return then === null ? null : new Date(then).toISOString();
  };
  expect([on(1, '2026-03-31'), on(12, '2024-02-29'), on(1, '2026-01-15'), on(3, '2026-05-31')]).toEqual([
    '2026-02-28T12:00:00.000Z',
    '2023-02-28T12:00:00.000Z',
    '2025-12-15T12:00:00.000Z',
    '2026-02-28T12:00:00.000Z',
  ]);
  expect(monthsBefore(null, 0)).toBeNull();
});
