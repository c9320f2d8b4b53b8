import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestUsers } from '../../db/calls/ingest/settings.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { clearStore } from '../../db/erase/files.ts';
import { erasePerson } from '../../db/erase/people/erase.ts';
import { previewErasure } from '../../db/erase/people/find.ts';
import { addNote, readPersonal } from '../../db/personal/layer.ts';
import { addHistory } from '../../db/personal/saved.ts';
import { openWriter } from '../../db/store/open.ts';
import { unpack } from '../../db/store/raw.ts';
import { readMonologues } from '../../db/transcripts/monologues.ts';
import { testFolder } from '../support/folder.ts';
import { hits, idOf, makeAccount, record, startCore, transcript, withStore } from './world.ts';

const person = {
  name: 'Zelda Quorkfeld',
  emailAddress: 'zelda.q@quork.example',
  phoneNumber: '+49 (30) 7654-3210',
};
const words = ['zelda', 'quorkfeld', 'zelda.q@quork.example', '7654-3210', 'zqwhisper'];
const [theirs, naming, other] = [0, 1, 2];

/** What they say has a word of its own; others call them by their name. */
const said = (line: number) => (line % 2 ? `my zqwhisper number ${line}` : `yes Zelda, line ${line}`);
const records = () => [
  record(theirs, person),
  {
    ...record(naming),
    content: {
      brief: 'Ask Quorkfeld, Zelda (zelda.q@quork.example, 030/76543210) about it. A zealous plan.',
    },
  } as never,
  record(other),
];
const transcripts = () => [
  transcript(theirs, said),
  transcript(naming, (line) => `we met Zelda Quorkfeld in ${1950 + line}`),
  transcript(other, (line) => `a calm line ${line}`),
];

type Db = Parameters<typeof ingestCalls>[0];
function sync(db: Db, atMs: number): void {
  ingestUsers(
    db,
    [{ id: '71', emailAddress: 'ada@own.example', firstName: 'Ada', lastName: 'Keller' } as never],
    atMs,
  );
  ingestCalls(db, records(), { atMs });
  ingestTranscripts(db, transcripts() as never, { atMs });
}
function note(db: Db): void {
  addNote(db, idOf(theirs), { kind: 'highlight', startSec: 10, endSec: 18, text: 'good', quote: said(1) }, 5);
  addNote(
    db,
    idOf(other),
    {
      kind: 'note',
      startSec: null,
      endSec: null,
      text: 'Tell Zelda Quorkfeld. Zelda is a name.',
      quote: null,
    },
    6,
  );
  addHistory(db, 'who:"Zelda Quorkfeld"', 7);
}

function store() {
  const dir = testFolder();
  const db = openWriter(join(dir, 'store.db'));
  onTestFinished(() => void db.close());
  sync(db, 1);
  note(db);
  return { dir, db };
}

test.each(['Zelda Quorkfeld', 'quorkfeld, zelda', person.emailAddress, '030 76543210'])(
  'what there is of a person is counted before, found by %s',
  (asked) => {
    const { db } = store();
    expect(previewErasure(db, asked)).toEqual({
      people: [
        { names: [person.name], addresses: [person.emailAddress], phones: [person.phoneNumber], calls: 1 },
      ],
      counts: { calls: 1, named: 1, lines: 30, comments: 0, notes: 3, recordings: 0, undecided: 1 },
      undecided: [{ text: 'Zelda', count: 1 }],
      calls: [expect.objectContaining({ id: idOf(theirs) })],
    });
  },
);

test('their words, name and addresses go and the rest stays; a sync does not bring them back', () => {
  const { dir, db } = store();
  expect(new Set(hits(dir, words).map((hit) => hit.split(': ')[1]))).toEqual(new Set(words));
  const receipt = erasePerson(db, person.emailAddress, 'words', 10);
  const check = () => {
    clearStore(db);
    // A note's own words stay, and in it a single word that may be a name.
    expect(
      hits(
        dir,
        words.filter((word) => word !== 'zelda'),
      ),
    ).toEqual([]);
  };
  check();
  expect(
    readMonologues(db, idOf(theirs))
      ?.slice(0, 2)
      .map(({ sentences }) => sentences[0]?.text),
  ).toEqual(['yes [erased], line 0', '[erased]']);
  expect(readMonologues(db, idOf(naming))?.[0]?.sentences[0]?.text).toBe('we met [erased] in 1950');
  expect(db.prepare('SELECT brief FROM call WHERE gong_id = ?').pluck().get(idOf(naming))).toBe(
    'Ask [erased] ([erased], [erased]) about it. A zealous plan.',
  );
  expect(readPersonal(db, idOf(other)).notes[0]?.text).toBe('Tell [erased]. Zelda is a name.');
  expect(readPersonal(db, idOf(theirs)).notes[0]).toMatchObject({ text: 'good', quote: null });
  expect(JSON.stringify(receipt)).not.toMatch(/zelda|quork|7654/i);
  const generation = db.prepare("SELECT value FROM meta WHERE key = 'generation'").pluck();
  const before = generation.get();
  sync(db, 20);
  expect(generation.get()).toBe(before);
  check();
  // Nothing that is kept to know them again says who they are.
  const marks = JSON.stringify(db.prepare('SELECT * FROM erased_person').all());
  expect(marks).not.toMatch(/zelda|quork/i);
  // A new call with them, and one of somebody else with the same name.
  ingestCalls(db, [record(5, person), record(6, { name: person.name, emailAddress: 'other@else.example' })], {
    atMs: 30,
  });
  const names = db
    .prepare(
      'SELECT party.name FROM party JOIN call ON call.id = call_id WHERE call.gong_id = ? AND party.position = 1',
    )
    .pluck();
  expect(names.get(idOf(5))).toBe('[erased]');
  expect(db.prepare('SELECT email FROM party WHERE email = ?').pluck().get('other@else.example')).toBe(
    'other@else.example',
  );
});

test('their calls go, others lose their name; a sync does not bring them back', () => {
  const { dir, db } = store();
  expect(erasePerson(db, person.name, 'calls', 10).counts.calls).toBe(1);
  for (const atMs of [20, 30]) {
    clearStore(db);
    expect(
      hits(
        dir,
        words.filter((word) => word !== 'zelda'),
      ),
    ).toEqual([]);
    expect(db.prepare('SELECT gong_id FROM call ORDER BY gong_id').pluck().all()).toEqual([
      idOf(naming),
      idOf(other),
    ]);
    sync(db, atMs);
  }
  expect(readPersonal(db, idOf(theirs)).notes).toEqual([]);
});

test('of a user nothing is left by which Gong knows them: neither as host nor as who wrote or spoke', () => {
  const { db } = store();
  erasePerson(db, 'ada@own.example', 'words', 10);
  const check = () => {
    const raw = db.prepare('SELECT json FROM call_raw').pluck().all() as Buffer[];
    for (const json of raw) expect(unpack(json)).not.toMatch(/"(?:primaryU|u|commenterU)serId":"71"/);
    expect(db.prepare("SELECT count(*) FROM call WHERE primary_user_id = '71'").pluck().get()).toBe(0);
  };
  check();
  sync(db, 20);
  check();
});

test.each([
  ['Jürgen Müller', 'Ask MUELLER, JUERGEN now', 'Ask [erased] now'],
  ['Jürgen Müller (he/him)', 'we saw jurgen müllers plan', 'we saw [erased] plan'],
  ['Dr. Zoë O’Brien', 'and zoe o`brien said', 'and [erased] said'],
  ['דנה לוי', 'אמרתי ולדנה לוי ש', 'אמרתי [erased] ש'],
  ['王小明', '我见过王小明了', '我见过[erased]了'],
  ['Zelda Quorkfeld', 'we met zelda quorkfeld', 'we met [erased]'],
])('the name %s is found however it is written: %s, and after a sync again', (name, brief, left) => {
  const db = openWriter(join(testFolder(), 'store.db'));
  onTestFinished(() => void db.close());
  const all = () => [
    record(theirs, { name, emailAddress: 'they@quork.example' }),
    { ...record(naming), content: { brief } } as never,
  ];
  ingestCalls(db, all(), { atMs: 1 });
  erasePerson(db, name, 'words', 10);
  const read = () => db.prepare('SELECT brief FROM call WHERE gong_id = ?').pluck().get(idOf(naming));
  expect(read()).toBe(left);
  ingestCalls(db, all(), { atMs: 20 });
  expect(read()).toBe(left);
});

test('what may be somebody else stays, is told before, and its number is in the receipt', () => {
  const { db } = store();
  ingestCalls(
    db,
    [{ ...record(7), content: { brief: 'Z. Quorkfeld, Quorkfeld and Zelda Quorkfeld' } } as never],
    {
      atMs: 2,
    },
  );
  const { undecided, counts } = previewErasure(db, person.name);
  expect(undecided.map(({ text }) => text).sort()).toEqual(['Quorkfeld', 'Z. Quorkfeld', 'Zelda']);
  expect(erasePerson(db, person.name, 'words', 10).counts.undecided).toBe(counts.undecided);
});

test('a text that names nobody is refused with what to give', () => {
  const { db } = store();
  expect(() => previewErasure(db, '??')).toThrow(expect.objectContaining({ code: 'erase/who' }));
});

test('in an open account they leave the index and the columns too, and the receipt says when', async () => {
  const dir = testFolder();
  await makeAccount(dir);
  await withStore(dir, (db) => {
    sync(db, 1);
    note(db);
    addNote(
      db,
      idOf(theirs),
      { kind: 'note', startSec: null, endSec: null, text: 'Zelda was kind', quote: null },
      8,
    );
  });
  const core = await startCore(dir);
  onTestFinished(() => core.close());
  await core.indexed();
  expect((await core.request('library/search', { q: 'zqwhisper' })).total).toBe(1);
  const receipt = await core.request('erase/person', { person: person.name, takes: 'words' });
  expect(receipt.finishedMs).not.toBeNull();
  expect(await core.request('erase/receipts', {})).toMatchObject([
    { takes: 'words', counts: receipt.counts, finishedMs: expect.any(Number) },
  ]);
  expect((await core.request('library/search', { q: 'zqwhisper' })).total).toBe(0);
  expect((await core.request('media/state', { id: idOf(theirs) })).state).toBe('none');
  const gone = words.filter((word) => word !== 'zelda');
  expect(hits(dir, gone)).toEqual([]);
  for (
    let step = 0;
    step < 20 && (await core.request('edits/undo', {}).catch(() => ({ edit: null }))).edit;
    step++
  );
  await core.close();
  expect(hits(dir, gone)).toEqual([]);
});
