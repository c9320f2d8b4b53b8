import type { ContextField, ContextObject } from '../../electron/contract/call.ts';
import { objects, sameJson, str } from '../store/json.ts';
import type { Db } from '../store/open.ts';
import type { contextObject } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';

type Row = typeof contextObject.$inferSelect;

/** Fields of one object by name, as text and as they were. */
function fieldsOf(row: Row | undefined): ReadonlyMap<string, unknown> {
  if (!row?.fields) return new Map();
  return new Map(objects(JSON.parse(row.fields)).map((field) => [str(field['name']) ?? '', field['value']]));
}

function joinTimings(rows: readonly Row[]): ContextObject {
  const first = rows[0];
  const now = fieldsOf(rows.find((row) => row.timing !== 'TimeOfCall'));
  const then = fieldsOf(rows.find((row) => row.timing === 'TimeOfCall'));
  const both = now.size > 0 && then.size > 0;
  const fields = [...new Set([...now.keys(), ...then.keys()])].map((name): ContextField => {
    const [nowValue, thenValue] = [now.get(name), then.get(name)];
    const changed = both && !sameJson(nowValue ?? null, thenValue ?? null);
    return { name, now: str(nowValue), timeOfCall: str(thenValue), changed };
  });
  return {
    system: first?.system ?? '',
    objectType: first?.object_type ?? '',
    objectId: first?.object_id ?? '',
    fields,
    timings: rows.flatMap((row) => (row.timing === null ? [] : [row.timing])),
  };
}

/**
 * The CRM context of a call by the position of the participant it belongs to (-1: the call's own). The same object at
 * both timings becomes one, with both values of each field.
 */
export function readContext(db: Db, callId: number): ReadonlyMap<number, readonly ContextObject[]> {
  const rows = prepared(db, 'SELECT * FROM context_object WHERE call_id = +? ORDER BY party, position').all(
    callId,
  ) as Row[];
  const groups = new Map<string, Row[]>();
  rows.forEach((row, index) => {
    // An object without an id is never the same as another.
    const identity = row.object_id ?? `#${index}`;
    const key = JSON.stringify([row.party, row.system, row.object_type, identity]);
    const group = groups.get(key);
    if (group && !group.some((other) => other.timing === row.timing)) group.push(row);
    else groups.set(group ? `${key}#${index}` : key, [row]);
  });
  const result = new Map<number, ContextObject[]>();
  for (const group of groups.values()) {
    const party = group[0]?.party ?? -1;
    result.set(party, [...(result.get(party) ?? []), joinTimings(group)]);
  }
  return result;
}
