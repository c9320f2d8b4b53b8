import type Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { annotations } from '../../db/personal/annotations.ts';
import { dashboards } from '../../db/personal/dashboards.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import { readPersonal } from '../../db/personal/layer.ts';

import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { editTables, myTrackers } from '../../db/trackers/store.ts';
import type { ChartSpec } from '../../electron/contract/dashboards.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';
import { makeOldStore } from '../fixtures/store-v10.ts';
import { sampleCall, thrown, useStore } from './support.ts';
import { write } from './write.ts';

const store = useStore();

const step = (way: 'undo' | 'redo', edit?: Edit, db = store.db) =>
  stepEdit(db, way, edit ? (edit.id ?? -1) : undefined, 900, editTables);
const definition = (phrase: string): TrackerDefinition => ({
  languages: [{ language: null, phrases: [phrase], relatedForms: false }],
  saidBy: 'anyone',
  onlyQuestions: false,
  saidAt: null,
});
const spec = (q: string) => ({ kind: 'trend', q, series: [{ kind: 'query', q }] }) as unknown as ChartSpec;
const rowsOf = (db: WriterDb, table: string) => db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all();

/** Everything of the user's own. A tracker's versions and what was computed of it are none of it. */
function look(db: WriterDb) {
  return {
    calls: ['1', '2'].map((id) => readPersonal(db, id)),
    seen: db.prepare('SELECT gong_id FROM mine_call WHERE seen_changes_ms IS NOT NULL').pluck().all(),
    saved: rowsOf(db, 'saved_search'),
    dashboards: [rowsOf(db, 'mine_dashboard'), dashboards(db)],
    annotations: annotations(db),
    marks: rowsOf(db, 'mine_mark'),
    trackers: myTrackers(db).map((one) => [one.id, one.name, one.definition]),
    words: db.prepare('SELECT notes FROM call_text ORDER BY call_id').pluck().all(),
  };
}

/** A store with something of each kind in it. */
function fill(): void {
  const { db } = store;
  ingestCalls(db, [sampleCall('1'), sampleCall('2')], { atMs: 1, privateCalls: 'show' });
  for (const kind of ['note', 'highlight'] as const)
    write(db, 'personal/addNote', { id: '1', kind, startSec: 4, endSec: null, text: kind, quote: null }, 2);
  write(db, 'personal/tag', { id: '1', tag: 'Renewal', on: true }, 2);
  for (const name of ['a', 'b', 'c']) write(db, 'saved/save', { name, q: name }, 3);
  for (const name of ['One', 'Two']) write(db, 'dashboards/save', { name }, 4);
  for (const title of ['x', 'y', 'z'])
    write(db, 'dashboards/pin', { dashboardId: 1, title, spec: spec(title) }, 5);
  for (const text of ['launch', 'fair'])
    write(db, 'annotations/save', { day: '2024-03-01', endDay: null, text, key: null }, 6);
  for (const name of ['Nuts', 'Fruit']) write(db, 'trackers/save', { name, definition: definition(name) }, 7);
  write(db, 'trackers/mark', { key: 'gong:1', callId: '1', startMs: 4000, verdict: 'right' }, 8);
}

/** One edit of each kind. */
const edits: Readonly<Record<string, (atMs: number) => { readonly edit: Edit }>> = {
  star: (atMs) => write(store.db, 'personal/star', { id: '1', on: true }, atMs),
  review: (atMs) => write(store.db, 'personal/review', { id: '1', on: true }, atMs),
  tag: (atMs) => write(store.db, 'personal/tag', { id: '2', tag: 'spring', on: true }, atMs),
  untag: (atMs) => write(store.db, 'personal/tag', { id: '1', tag: 'RENEWAL', on: false }, atMs),
  'tag many': (atMs) =>
    write(
      store.db,
      'personal/markMany',
      { ids: ['1', '2', '99'], mark: { kind: 'tag', tag: 'renewal', on: true } },
      atMs,
    ),
  'review many': (atMs) =>
    write(store.db, 'personal/markMany', { ids: ['1', '2'], mark: { kind: 'review', on: true } }, atMs),
  'see changes': (atMs) => write(store.db, 'personal/seenChanges', { id: '1' }, atMs),
  'add note': (atMs) =>
    write(
      store.db,
      'personal/addNote',
      { id: '2', kind: 'note', startSec: 1, endSec: 2, text: 'pecans', quote: 'q' },
      atMs,
    ),
  'edit note': (atMs) => write(store.db, 'personal/editNote', { noteId: 1, text: 'pistachio' }, atMs),
  'remove note': (atMs) => write(store.db, 'personal/removeNote', { noteId: 2 }, atMs),
  'save search': (atMs) => write(store.db, 'saved/save', { name: 'd', q: 'd' }, atMs),
  'rename search': (atMs) => write(store.db, 'saved/save', { id: 2, name: 'B', q: 'b' }, atMs),
  'order searches': (atMs) => write(store.db, 'saved/order', { ids: [3, 1, 2] }, atMs),
  'remove search': (atMs) => write(store.db, 'saved/remove', { id: 1 }, atMs),
  'make dashboard': (atMs) => write(store.db, 'dashboards/save', { name: 'Three' }, atMs),
  'rename dashboard': (atMs) => write(store.db, 'dashboards/save', { id: 2, name: 'Zwei' }, atMs),
  'remove dashboard': (atMs) => write(store.db, 'dashboards/remove', { id: 1 }, atMs),
  pin: (atMs) => write(store.db, 'dashboards/pin', { dashboardId: 2, title: 'new', spec: spec('new') }, atMs),
  'edit chart': (atMs) =>
    write(store.db, 'dashboards/editChart', { chartId: 1, title: 'X', spec: spec('X') }, atMs),
  unpin: (atMs) => write(store.db, 'dashboards/unpin', { chartId: 2 }, atMs),
  'order charts': (atMs) => write(store.db, 'dashboards/order', { id: 1, chartIds: [3, 1, 2] }, atMs),
  annotate: (atMs) =>
    write(
      store.db,
      'annotations/save',
      { day: '2024-01-01', endDay: null, text: 'new', key: 'gong:1' },
      atMs,
    ),
  'edit annotation': (atMs) =>
    write(
      store.db,
      'annotations/save',
      { id: 1, day: '2024-02-01', endDay: '2024-02-09', text: 'x', key: null },
      atMs,
    ),
  'remove annotation': (atMs) => write(store.db, 'annotations/remove', { id: 2 }, atMs),
  'make tracker': (atMs) =>
    write(store.db, 'trackers/save', { name: 'Third', definition: definition('z') }, atMs),
  'edit tracker': (atMs) =>
    write(store.db, 'trackers/save', { id: 1, name: 'Kernels', definition: definition('k') }, atMs),
  'remove tracker': (atMs) => write(store.db, 'trackers/remove', { id: 2 }, atMs),
  'mark hit': (atMs) =>
    write(store.db, 'trackers/mark', { key: 'gong:1', callId: '2', startMs: 1, verdict: 'wrong' }, atMs),
  'mark hit otherwise': (atMs) =>
    write(store.db, 'trackers/mark', { key: 'gong:1', callId: '1', startMs: 4000, verdict: 'wrong' }, atMs),
  'remove mark': (atMs) =>
    write(store.db, 'trackers/mark', { key: 'gong:1', callId: '1', startMs: 4000, verdict: null }, atMs),
};

describe('every kind of edit', () => {
  it.each(Object.keys(edits))(
    '%s: taken back and done again, as the last and by name, after a start too',
    (name) => {
      fill();
      const make = edits[name] as (typeof edits)[string];
      const before = look(store.db);
      const { edit } = make(100);
      const after = look(store.db);
      expect(after).not.toEqual(before);
      expect(step('undo')).toEqual(edit);
      expect(look(store.db)).toEqual(before);
      expect(step('redo')).toEqual(edit);
      expect(look(store.db)).toEqual(after);

      // Another edit in between stays as it is.
      const another =
        name === 'star'
          ? write(store.db, 'personal/review', { id: '2', on: true }, 200)
          : write(store.db, 'personal/star', { id: '2', on: true }, 200);
      const both = look(store.db);
      expect(step('undo', edit)).toEqual(edit);
      expect(look(store.db)).not.toEqual(both);
      expect(step('redo', edit)).toEqual(edit);
      expect(look(store.db)).toEqual(both);
      expect(step('undo')).toEqual(another.edit);
      expect(look(store.db)).toEqual(after);

      store.db.close();
      const db = openWriter(store.file);
      expect(step('undo', undefined, db)).toEqual(edit);
      expect(look(db)).toEqual(before);
      expect(step('redo', undefined, db)).toEqual(edit);
      expect(look(db)).toEqual(after);
      db.close();
    },
  );

  it('any of them one after the other, taken back one after the other, leave the store as it was', () => {
    fill();
    const kinds = fc.array(fc.constantFrom(...Object.values(edits)), { maxLength: 12 });
    fc.assert(
      fc.property(kinds, (list) => {
        const states = [look(store.db)];
        const made: Edit[] = [];
        for (const [at, make] of list.entries()) {
          try {
            const { edit } = make(1000 + at);
            if (edit.id === null) continue;
            made.push(edit);
            states.push(look(store.db));
          } catch {
            // What was removed before, or has the name already, is refused: no edit.
          }
        }
        for (const [at, edit] of [...made.entries()].reverse()) {
          expect(step('undo')).toEqual(edit);
          expect(look(store.db)).toEqual(states[at]);
        }
        for (const [at, edit] of made.entries()) {
          expect(step('redo')).toEqual(edit);
          expect(look(store.db)).toEqual(states[at + 1]);
        }
        for (const _ of made) step('undo');
        expect(look(store.db)).toEqual(states[0]);
      }),
      { numRuns: 40 },
    );
  });
});

describe('the journal of edits', () => {
  it('overwrites nothing that was changed since, all of an edit or nothing', () => {
    fill();
    const { db } = store;
    const first = write(db, 'personal/editNote', { noteId: 1, text: 'first' }, 10).edit;
    write(db, 'personal/editNote', { noteId: 1, text: 'second' }, 11);
    expect(thrown(() => step('undo', first)).code).toBe('edits/changed-since');
    expect(readPersonal(db, '1').notes[0]?.text).toBe('second');
    const tagged = write(
      db,
      'personal/markMany',
      { ids: ['1', '2'], mark: { kind: 'review', on: true } },
      12,
    ).edit;
    write(db, 'personal/review', { id: '2', on: true }, 13);
    const before = look(db);
    expect(thrown(() => step('undo', tagged)).code).toBe('edits/changed-since');
    expect(look(db)).toEqual(before);
    step('undo');
    step('undo', tagged);
    expect(readPersonal(db, '1').reviewedMs).toBeNull();
    // The two edits of the note, one after the other.
    step('undo');
    step('undo');
    expect(readPersonal(db, '1').notes[0]?.text).toBe('note');
  });

  it('keeps columns apart: another one of the same row was changed since and stays', () => {
    fill();
    const { db } = store;
    const renamed = write(db, 'dashboards/editChart', { chartId: 1, title: 'renamed' }, 10).edit;
    write(db, 'dashboards/editChart', { chartId: 1, spec: spec('other') }, 11);
    step('undo', renamed);
    expect(dashboards(db)[0]?.charts[0]).toEqual({ id: 1, title: 'x', spec: spec('other') });
    write(db, 'personal/progress', { id: '1', positionSec: 7, heard: [[0, 7]] }, 12);
    const starred = write(db, 'personal/star', { id: '1', on: true }, 13).edit;
    write(db, 'personal/progress', { id: '1', positionSec: 9, heard: [[7, 9]] }, 14);
    step('undo', starred);
    expect(readPersonal(db, '1')).toMatchObject({ starred: false, positionSec: 9, heard: [[0, 9]] });
  });

  it('brings a search back as it was last opened', () => {
    fill();
    write(store.db, 'saved/seen', { id: 1 }, 5000);
    const seen = () => store.db.prepare('SELECT seen_ms FROM saved_search WHERE id = 1').pluck().get();
    write(store.db, 'saved/remove', { id: 1 }, 6000);
    step('undo');
    expect(seen()).toBe(5000);
    // Opening it is no change that would be lost.
    write(store.db, 'saved/seen', { id: 1 }, 7000);
    step('redo');
    expect(seen()).toBeUndefined();
  });

  it('refuses what the rest of the store would not have', () => {
    fill();
    const { db } = store;
    const removed = write(db, 'dashboards/remove', { id: 2 }, 10).edit;
    write(db, 'dashboards/save', { name: 'TWO' }, 11);
    expect(thrown(() => step('undo', removed)).code).toBe('dashboards/name-taken');
    const tracker = write(db, 'trackers/remove', { id: 1 }, 12).edit;
    write(db, 'trackers/save', { name: 'nuts', definition: definition('n') }, 13);
    expect(thrown(() => step('undo', tracker)).code).toBe('trackers/name-taken');
    const unpinned = write(db, 'dashboards/unpin', { chartId: 1 }, 14).edit;
    const board = write(db, 'dashboards/remove', { id: 1 }, 15).edit;
    expect(thrown(() => step('undo', unpinned)).code).toBe('dashboards/not-found');
    step('undo', board);
    step('undo', unpinned);
    // A chart that was pinned since would be on no dashboard.
    write(db, 'dashboards/pin', { dashboardId: 1, title: 'late', spec: spec('late') }, 16);
    expect(thrown(() => step('redo', board)).code).toBe('edits/changed-since');
    expect(dashboards(db).find(({ id }) => id === 1)?.charts).toHaveLength(4);
  });

  it('a version that was gone back to is an edit too', () => {
    fill();
    write(store.db, 'trackers/save', { id: 1, name: 'Kernels', definition: definition('k') }, 10);
    write(store.db, 'trackers/restore', { id: 1, version: 1 }, 11);
    const names = () => myTrackers(store.db).map(({ name }) => name);
    expect(names()).toEqual(['Fruit', 'Nuts']);
    step('undo');
    expect(names()).toEqual(['Fruit', 'Kernels']);
  });

  it('does again only what no other edit came after, unless it is named', () => {
    fill();
    const starred = write(store.db, 'personal/star', { id: '1', on: true }, 10).edit;
    step('undo');
    write(store.db, 'personal/star', { id: '2', on: true }, 11);
    expect(step('redo')).toBeNull();
    expect(step('redo', starred)).toEqual(starred);
    expect(readPersonal(store.db, '1').starred).toBe(true);
    // It is so already.
    expect(step('redo', starred)).toEqual(starred);
  });

  it('holds 500 steps, says when there is none, and takes no note of what changes nothing', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    expect(step('undo')).toBeNull();
    expect(step('redo')).toBeNull();
    expect(write(store.db, 'personal/tag', { id: '1', tag: 'none', on: false }, 1).edit).toEqual({
      id: null,
      what: 'Tag “none” removed',
    });
    for (let at = 0; at < 510; at++) write(store.db, 'personal/star', { id: '1', on: at % 2 === 0 }, at + 1);
    expect(rowsOf(store.db, 'mine_undo')).toHaveLength(500);
    expect(thrown(() => step('undo', { id: 5, what: '' })).code).toBe('edits/too-old');
  });
});

it('the journal of a store of before goes on, with rows of every kind in it', () => {
  const file = `${store.file}-old`;
  const old = makeOldStore(file, 14);
  ingestOld(old);
  old.close();
  const db = openWriter(file);
  try {
    const personal = () => [rowsOf(db, 'mine_call'), rowsOf(db, 'mine_tag'), rowsOf(db, 'mine_note')];
    const whole = personal();
    const whats = rowsOf(db, 'mine_undo').map((row) => (row as { what: string }).what);
    expect(whats).toEqual(oldEdits.map(([what]) => what));
    for (const what of [...whats].reverse()) expect(step('undo', undefined, db)?.what).toBe(what);
    expect(step('undo', undefined, db)).toBeNull();
    const empty = db.prepare(
      `SELECT (SELECT count(*) FROM mine_tag) + (SELECT count(*) FROM mine_note)
       + (SELECT count(*) FROM mine_call WHERE coalesce(starred_ms, reviewed_ms, seen_changes_ms) IS NOT NULL)`,
    );
    expect(empty.pluck().get()).toBe(0);
    for (const what of whats) expect(step('redo', undefined, db)?.what).toBe(what);
    expect(personal()).toEqual(whole);
  } finally {
    db.close();
  }
});

const oldNote = (text: string, ms: number) => ({
  id: 1,
  gong_id: '1',
  kind: 'note',
  start_s: 4.5,
  end_s: null,
  text,
  quote: null,
  created_ms: 5,
  updated_ms: ms,
});
/** Edits as versions 1 to 14 kept them: what, redo, undo. */
const oldEdits: readonly (readonly [string, object, object])[] = [
  ['star', { kind: 'star', id: '1', ms: 1 }, { kind: 'star', id: '1', ms: null }],
  ['remove star', { kind: 'star', id: '1', ms: null }, { kind: 'star', id: '1', ms: 1 }],
  ['remove star', { kind: 'star', id: '1', ms: 1 }, { kind: 'star', id: '1', ms: null }],
  ['review', { kind: 'review', id: '2', ms: 2 }, { kind: 'review', id: '2', ms: null }],
  ['seen', { kind: 'seen', id: '2', ms: 3 }, { kind: 'seen', id: '2', ms: null }],
  ['tag', { kind: 'tag', id: '1', tag: 'A', ms: 4 }, { kind: 'tag', id: '1', tag: 'A', ms: null }],
  // It was there already, spelled otherwise.
  ['tag', { kind: 'tag', id: '1', tag: 'a', ms: 5 }, { kind: 'tag', id: '1', tag: 'A', ms: 4 }],
  [
    'note',
    { kind: 'note', id: '1', noteId: 1, row: oldNote('“one”', 5) },
    { kind: 'note', id: '1', noteId: 1, row: null },
  ],
  [
    'edit note',
    { kind: 'note', id: '1', noteId: 1, row: oldNote('two', 6) },
    { kind: 'note', id: '1', noteId: 1, row: oldNote('“one”', 5) },
  ],
  [
    'tag many',
    { kind: 'many', edits: ['2', '3'].map((id) => ({ kind: 'tag', id, tag: 'b', ms: 7 })) },
    { kind: 'many', edits: ['3', '2'].map((id) => ({ kind: 'tag', id, tag: 'b', ms: null })) },
  ],
  [
    'review many',
    { kind: 'many', edits: ['1', '3'].map((id) => ({ kind: 'review', id, ms: 8 })) },
    { kind: 'many', edits: ['3', '1'].map((id) => ({ kind: 'review', id, ms: null })) },
  ],
];

/** What those edits left in a store of version 14. */
function ingestOld(db: Database.Database): void {
  const journal = db.prepare(
    "INSERT INTO mine_undo(at_ms, what, gong_id, undo, redo) VALUES (1, ?, '1', ?, ?)",
  );
  for (const [what, redo, undo] of oldEdits) journal.run(what, JSON.stringify(undo), JSON.stringify(redo));
  db.exec(`
    INSERT INTO mine_call(gong_id, starred_ms, reviewed_ms, seen_changes_ms) VALUES ('1', 1, 8, NULL), ('2', NULL, 2, 3), ('3', NULL, 8, NULL);
    INSERT INTO mine_tag VALUES ('1', 'A', 4), ('2', 'b', 7), ('3', 'b', 7);
    INSERT INTO mine_note VALUES (1, '1', 'note', 4.5, NULL, 'two', NULL, 5, 6);
  `);
}
