import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { stepEdit } from '../../db/personal/journal.ts';
import { heardShares, listTags, mergeStretches, readPersonal } from '../../db/personal/layer.ts';
import { personalTables } from '../../db/personal/tables.ts';
import { markGone, purgeGone } from '../../db/sync/gone.ts';
import type { CallMark } from '../../electron/contract/call.ts';
import type { Edit } from '../../electron/contract/edits.ts';
import { passagesWith, sampleCall, thrown, useStore } from './support.ts';
import { write } from './write.ts';

const store = useStore();
const undo = (id: number | null, atMs: number) =>
  stepEdit(store.db, 'undo', id ?? undefined, atMs, personalTables);
const redo = (id: number | null, atMs: number) =>
  stepEdit(store.db, 'redo', id ?? undefined, atMs, personalTables);
const note = (text: string) => ({ kind: 'note', startSec: 4, endSec: null, text, quote: null }) as const;

type Step =
  | { readonly do: 'star'; readonly on: boolean }
  | { readonly do: 'review'; readonly on: boolean }
  | { readonly do: 'seen' }
  | { readonly do: 'tag'; readonly tag: string; readonly on: boolean }
  | { readonly do: 'many'; readonly mark: CallMark }
  | { readonly do: 'add'; readonly text: string }
  | { readonly do: 'edit' | 'remove'; readonly pick: number; readonly text: string };

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('star' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('review' as const), on: fc.boolean() }),
  fc.record({ do: fc.constant('seen' as const) }),
  fc.record({ do: fc.constant('tag' as const), tag: fc.constantFrom('a', 'A', 'b'), on: fc.boolean() }),
  fc.record({
    do: fc.constant('many' as const),
    mark: fc.oneof(
      fc.record({
        kind: fc.constant('tag' as const),
        tag: fc.constantFrom('a', 'A', 'b'),
        on: fc.boolean(),
      }),
      fc.record({ kind: fc.constant('review' as const), on: fc.boolean() }),
    ),
  }),
  fc.record({ do: fc.constant('add' as const), text: fc.string() }),
  fc.record({ do: fc.constantFrom('edit' as const, 'remove' as const), pick: fc.nat(3), text: fc.string() }),
);

function perform(id: string, action: Step, atMs: number): number | null {
  const edit = (): { readonly edit: Edit } | null => {
    if (action.do === 'star') return write(store.db, 'personal/star', { id, on: action.on }, atMs);
    if (action.do === 'review') return write(store.db, 'personal/review', { id, on: action.on }, atMs);
    if (action.do === 'seen') return write(store.db, 'personal/seenChanges', { id }, atMs);
    if (action.do === 'tag')
      return write(store.db, 'personal/tag', { id, tag: action.tag, on: action.on }, atMs);
    if (action.do === 'many')
      return write(store.db, 'personal/markMany', { ids: [id, 'other', id], mark: action.mark }, atMs);
    if (action.do === 'add') return write(store.db, 'personal/addNote', { id, ...note(action.text) }, atMs);
    const target = readPersonal(store.db, id).notes[action.pick];
    if (!target) return null;
    return action.do === 'edit'
      ? write(store.db, 'personal/editNote', { noteId: target.id, text: action.text }, atMs)
      : write(store.db, 'personal/removeNote', { noteId: target.id }, atMs);
  };
  return edit()?.edit.id ?? null;
}

describe('undo', () => {
  it('takes every edit back, in reverse order, and undoing the undo does it again', () => {
    let n = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const id = String(++n);
        ingestCalls(store.db, [sampleCall(id), sampleCall('other')], { atMs: 1 });
        const text = () =>
          store.db
            .prepare('SELECT notes FROM call_text JOIN call ON id = call_id WHERE gong_id = ?')
            .pluck()
            .get(id);
        const seen = () =>
          store.db.prepare('SELECT seen_changes_ms FROM mine_call WHERE gong_id = ?').pluck().get(id) ?? null;
        const look = () =>
          JSON.stringify([readPersonal(store.db, id), readPersonal(store.db, 'other'), text(), seen()]);
        const states = [look()];
        const undos: number[] = [];
        steps.forEach((action, index) => {
          const done = perform(id, action, 10 + index);
          if (done === null) return;
          undos.push(done);
          states.push(look());
        });
        for (let index = undos.length - 1; index >= 0; index--) {
          undo(undos[index] ?? 0, 100);
          expect(look()).toBe(states[index]);
          redo(undos[index] ?? 0, 101);
          expect(look()).toBe(states[index + 1]);
          undo(undos[index] ?? 0, 102);
          expect(look()).toBe(states[index]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says so when a step is too long ago', () => {
    expect(thrown(() => undo(99_999, 1)).code).toBe('edits/too-old');
  });
});

describe('the user’s layer', () => {
  it('marks many calls as one edit, and leaves those alone that are so already or are not there', () => {
    const ids = ['1', '2', '3'];
    ingestCalls(
      store.db,
      ids.map((id) => sampleCall(id)),
      { atMs: 1 },
    );
    write(store.db, 'personal/tag', { id: '2', tag: 'Renewal', on: true }, 2);
    const tagged = write(
      store.db,
      'personal/markMany',
      { ids: [...ids, '99'], mark: { kind: 'tag', tag: 'renewal', on: true } },
      3,
    );
    expect(tagged.changed).toBe(2);
    expect(ids.map((id) => readPersonal(store.db, id).tags)).toEqual([['renewal'], ['Renewal'], ['renewal']]);
    expect(listTags(store.db)).toMatchObject([{ calls: 3 }]);
    undo(tagged.edit.id, 4);
    expect(ids.map((id) => readPersonal(store.db, id).tags)).toEqual([[], ['Renewal'], []]);
    redo(tagged.edit.id, 5);
    expect(listTags(store.db)).toMatchObject([{ calls: 3 }]);
    const reviewed = write(store.db, 'personal/markMany', { ids, mark: { kind: 'review', on: true } }, 6);
    expect(reviewed.changed).toBe(3);
    expect(write(store.db, 'personal/markMany', { ids, mark: { kind: 'review', on: true } }, 7).changed).toBe(
      0,
    );
    expect(readPersonal(store.db, '1').reviewedMs).toBe(6);
    undo(reviewed.edit.id, 8);
    expect(ids.map((id) => readPersonal(store.db, id).reviewedMs)).toEqual([null, null, null]);
  });

  it('is found by search, outlives its call, and is there again when the call comes back', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    write(store.db, 'personal/addNote', { id: '1', ...note('pistachio budget') }, 2);
    write(store.db, 'personal/tag', { id: '1', tag: 'renewal', on: true }, 2);
    expect(passagesWith(store.db, 'pistachio')).toBe(1);
    markGone(store.db, ['1'], { atMs: 3, policy: 'purge' });
    purgeGone(store.db, ['1'], 3);
    expect(passagesWith(store.db, 'pistachio')).toBe(0);
    expect(readPersonal(store.db, '1').notes).toHaveLength(1);
    ingestCalls(store.db, [sampleCall('1')], { atMs: 4 });
    expect(passagesWith(store.db, 'pistachio')).toBe(1);
    const notes = store.db.prepare("SELECT count(*) FROM call_text WHERE notes LIKE '%pistachio%'").pluck();
    expect(notes.get()).toBe(1);
    expect(listTags(store.db)).toEqual([{ tag: 'renewal', calls: 1 }]);
  });

  it('is whole after its call was purged and came back, and after the call was read again', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    write(store.db, 'personal/star', { id: '1', on: true }, 2);
    write(store.db, 'personal/review', { id: '1', on: true }, 2);
    write(store.db, 'personal/tag', { id: '1', tag: 'renewal', on: true }, 2);
    write(
      store.db,
      'personal/addNote',
      { id: '1', kind: 'highlight', startSec: 4, endSec: 9, text: 'why', quote: 'pistachio' },
      2,
    );
    write(
      store.db,
      'personal/addNote',
      { id: '1', kind: 'bookmark', startSec: 60, endSec: null, text: '', quote: null },
      2,
    );
    write(store.db, 'personal/progress', { id: '1', positionSec: 33, heard: [[0, 33]] }, 2);
    write(store.db, 'personal/seenChanges', { id: '1' }, 2);
    const before = readPersonal(store.db, '1');
    for (const policy of ['keep', 'hide', 'purge'] as const) {
      markGone(store.db, ['1'], { atMs: 3, policy });
      if (policy === 'purge') purgeGone(store.db, ['1'], 3);
      // What was quoted was said in the call, and goes with it for good.
      const after =
        policy === 'purge'
          ? { ...before, notes: before.notes.map((note) => ({ ...note, quote: null })) }
          : before;
      expect(readPersonal(store.db, '1')).toEqual(after);
      ingestCalls(store.db, [sampleCall('1', { content: { brief: `after ${policy}` } })], { atMs: 4 });
      expect(readPersonal(store.db, '1')).toEqual(after);
    }
    expect(passagesWith(store.db, 'why')).toBeGreaterThan(0);
    expect(passagesWith(store.db, 'pistachio')).toBe(0);
  });

  it('tells how much of calls was heard, each second once, never more than all', () => {
    ingestCalls(store.db, [sampleCall('1'), sampleCall('2')], { atMs: 1 });
    const duration = Number((sampleCall('1')['metaData'] as { duration: number }).duration);
    write(
      store.db,
      'personal/progress',
      {
        id: '1',
        positionSec: 9,
        heard: [
          [0, duration / 4],
          [0, duration / 4],
        ],
      },
      2,
    );
    expect(heardShares(store.db, ['1', '2', 'unknown'])).toEqual([{ id: '1', share: 0.25 }]);
    write(store.db, 'personal/progress', { id: '1', positionSec: 9, heard: [[0, duration * 3]] }, 2);
    expect(heardShares(store.db, ['1'])).toEqual([{ id: '1', share: 1 }]);
  });

  it('keeps notes on a call that is edited at Gong', () => {
    ingestCalls(store.db, [sampleCall('1')], { atMs: 1 });
    write(store.db, 'personal/addNote', { id: '1', ...note('pistachio') }, 2);
    ingestCalls(store.db, [sampleCall('1', { content: { brief: 'New brief' } })], { atMs: 3 });
    expect(passagesWith(store.db, 'pistachio')).toBe(1);
  });

  it('refuses to edit a note that is gone', () => {
    expect(thrown(() => write(store.db, 'personal/editNote', { noteId: 5, text: 'x' }, 1)).code).toBe(
      'personal/no-such-note',
    );
    expect(thrown(() => write(store.db, 'personal/removeNote', { noteId: 5 }, 1)).code).toBe(
      'personal/no-such-note',
    );
  });

  it('adds up what was heard', () => {
    write(store.db, 'personal/progress', { id: '1', positionSec: 9, heard: [[0, 5]] }, 1);
    write(
      store.db,
      'personal/progress',
      {
        id: '1',
        positionSec: 20,
        heard: [
          [4, 8],
          [15, 20],
        ],
      },
      2,
    );
    expect(readPersonal(store.db, '1')).toMatchObject({
      positionSec: 20,
      heard: [
        [0, 8],
        [15, 20],
      ],
    });
  });

  it('merges heard stretches into sorted ones that cover the same seconds', () => {
    const stretch = fc.tuple(fc.nat(60), fc.nat(60));
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 8 }), (stretches) => {
        const merged = mergeStretches(stretches);
        const covers = (list: readonly (readonly [number, number])[], second: number) =>
          list.some(([from, to]) => from <= second && second < to);
        for (let second = 0; second < 60; second++) {
          expect(covers(merged, second)).toBe(covers(stretches, second));
        }
        merged.slice(1).forEach(([from], index) => {
          expect(from).toBeGreaterThan(merged[index]?.[1] ?? Infinity);
        });
      }),
    );
  });
});
