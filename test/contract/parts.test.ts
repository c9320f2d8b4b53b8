import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { diffRecords } from '../../db/calls/ingest/diff.ts';
import { mergeRecord } from '../../db/calls/ingest/merge.ts';
import { everything } from '../../db/calls/ingest/selector.ts';
import type { CallDetail } from '../../electron/contract/call.ts';
import { digestOf, partList, parts } from '../../electron/contract/parts.ts';
import { defaultSyncScope, syncProcedures } from '../../electron/contract/sync.ts';
import { callsHtml } from '../../electron/documents/html.ts';
import { callMarkdown } from '../../electron/documents/markdown.ts';
import { callText } from '../../electron/hosts/cli/commands/show.ts';
import { help } from '../../electron/hosts/cli/help.ts';
import { scopeKey, selectorOf } from '../../electron/sync/plan.ts';
import { callFields } from '../support/gong-fields.ts';

// What must not be forgotten of a part of a call, for each part of the table.

/** Drawn, exported and printed in a form of their own, or, as the statistics of speech, on the call page alone. */
const ownForm = [
  'callOutcome',
  'publicComments',
  'parties',
  'trackers',
  'trackerOccurrences',
  'speakers',
  'personInteractionStats',
  'video',
  'questions',
];

const withPart = (block: string | null, field: string, value: unknown) => ({
  metaData: { id: '1' },
  ...(block === null ? { [field]: value } : { [block]: { [field]: value } }),
});
/** A selector that asks for all but one part. */
const without = (name: string) => ({
  ...everything,
  ...selectorOf({ ...defaultSyncScope, exposed: { ...defaultSyncScope.exposed, [name]: false } }),
});
const fields = partList.flatMap((part) => (part.field === null ? [] : [{ ...part, field: part.field }]));

describe('each part of a call', () => {
  it.each(fields)('$name stays as a wider sync brought it, and goes where it is gone at Gong', (part) => {
    const value = [{ id: '1', name: 'wide' }];
    const before = withPart(part.block, part.field, value);
    const now = { metaData: { id: '1' } };
    expect(mergeRecord(before, now, without(part.name))).toMatchObject(before);
    expect(JSON.stringify(mergeRecord(before, now, everything))).not.toContain('wide');
  });

  it.each(fields)('$name is compared, under its field', ({ block, field }) => {
    const named = (name: string) => withPart(block, field, [{ id: name, name }]);
    const changes = diffRecords(named('a'), named('b'));
    expect(changes.map((change) => change.field)).toEqual([field]);
    expect(changes[0]?.text).toMatch(/./);
  });

  it.each(fields)(
    '$name has a form in the schema, whose fields test/db/round-trip looks for on the call page',
    (part) => {
      const path = part.block === null ? part.field : `${part.block}.${part.field}`;
      expect(callFields.filter((field) => field.replace('[]', '').startsWith(path))).not.toEqual([]);
    },
  );

  it('is a switch of the scope, of the command line and of its help', () => {
    const { exposed, ...rest } = defaultSyncScope;
    expect(Object.keys(exposed)).toEqual(Object.keys(parts));
    for (const { name } of partList) expect(help['scope']).toContain(name);
    // A scope that was stored before a part was there has it on.
    const { brief, ...older } = exposed;
    expect(v.parse(syncProcedures['sync/setScope'].input, { ...rest, exposed: older })).toEqual(
      defaultSyncScope,
    );
    expect(brief).toBe(true);
  });

  it('stands in the key of a scope where it stood when stores began to keep it, or all calls are read again', () => {
    const names =
      'parties structure topics trackers trackerOccurrences pointsOfInterest brief outline highlights callOutcome keyPoints speakers video personInteractionStats questions publicComments';
    const exposed = Object.fromEntries(names.split(' ').map((name) => [name, true]));
    expect(scopeKey(defaultSyncScope)).toBe(
      JSON.stringify([null, null, [], null, 'Extended', ['Now', 'TimeOfCall'], exposed, false]),
    );
  });
});

describe('a digest', () => {
  const call = {
    title: 'A call',
    startedMs: 0,
    durationSec: 60,
    url: null,
    host: null,
    account: null,
    brief: 'words of brief',
    keyPoints: ['words of keyPoints'],
    outline: [
      {
        section: 'heading of outline',
        startSec: 1,
        durationSec: 2,
        items: [{ text: 'words of outline', startSec: 3 }],
      },
    ],
    highlights: [
      { title: 'heading of highlights', items: [{ text: 'words of highlights', startSecs: [4, 5] }] },
    ],
    outcome: { id: 'X', category: 'Answered', name: 'words of callOutcome' },
    structure: [{ name: 'words of structure', durationSec: 67 }],
    topics: [{ name: 'words of topics', durationSec: 86 }],
    pointsOfInterest: ['words of pointsOfInterest'],
    parties: [],
    trackers: [],
    comments: [],
    scorecards: [],
    library: [],
    speechSec: null,
    mine: { tags: [], notes: [] },
  } as unknown as CallDetail;

  it('holds each part of the table that has no form of its own, what is read first first', () => {
    const names = digestOf(call).map(({ name }) => name);
    expect([...names, ...ownForm].sort()).toEqual(Object.keys(parts).sort());
    expect(names.slice(0, 4)).toEqual(['brief', 'keyPoints', 'highlights', 'outline']);
  });

  it('is in files and on the command line, with the outcome', () => {
    const dates = { zone: 'UTC', minute: String, day: String } as never;
    const bundle = { call, transcript: null, record: null };
    for (const text of [callMarkdown(bundle, dates), callsHtml([bundle], dates), callText(call, String)]) {
      for (const { name, label, groups } of digestOf(call)) {
        expect(text).toContain(label);
        expect(text).toContain(`words of ${name}`);
        for (const { heading } of groups) expect(text).toContain(heading ?? '');
      }
      expect(text).toContain('words of callOutcome');
      expect(text).toContain('1 min');
    }
  });
});
