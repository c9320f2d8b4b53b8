import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { diffRecords } from '../../db/calls/ingest/diff.ts';
import { mergeRecord } from '../../db/calls/ingest/merge.ts';
import { everything } from '../../db/calls/ingest/selector.ts';
import { partList, parts } from '../../electron/contract/parts.ts';
import { defaultSyncScope, syncProcedures } from '../../electron/contract/sync.ts';
import { help } from '../../electron/hosts/cli/help.ts';
import { scopeKey, selectorOf } from '../../electron/sync/plan.ts';
import { callFields } from '../support/gong-fields.ts';

// What must not be forgotten of a part of a call, for each part of the table.

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
    const older = Object.entries(defaultSyncScope.exposed).filter(([name]) =>
      names.split(' ').includes(name),
    );
    const exposed = Object.fromEntries(names.split(' ').map((name) => [name, true]));
    const scope = { ...defaultSyncScope, exposed: Object.fromEntries(older) as never };
    expect(scopeKey(scope)).toBe(
      JSON.stringify([null, null, [], null, 'Extended', ['Now', 'TimeOfCall'], exposed, false]),
    );
  });
});
