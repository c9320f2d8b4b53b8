import { type PartName, partList } from '../../../electron/contract/parts.ts';
import type { CallRecord } from '../../../electron/gong/schema/call.ts';
import { objects, sameJson, str } from '../../store/json.ts';
import { contextField, contextObjects, texts } from './derive.ts';
import { metaLabels, shownValue } from './fields.ts';

/** One thing that changed in a call. `kind` groups changes over calls in a run's summary: 'brief arrived', 'comments'. */
export interface Change {
  readonly kind: string;
  /** For people, e.g. 'brief rewritten'. */
  readonly text: string;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
}

const longest = 20_000;
const shown = (value: unknown): string | null => {
  if (value === undefined || value === null) return null;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
};
const short = (value: string | null) => {
  const text = value === null || value === '' ? 'none' : value;
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
};
const empty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
const plural = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

type Content = NonNullable<CallRecord['content']>;
type Items<T> = readonly T[] | null | undefined;
type Comments = NonNullable<CallRecord['collaboration']>['publicComments'];

const changed = (kind: string, text: string, field: string, before: unknown, after: unknown): Change => ({
  kind,
  text,
  field,
  before: shown(before),
  after: shown(after),
});

function metaChanges(before: CallRecord['metaData'], after: CallRecord['metaData']): Change[] {
  const changes: Change[] = [];
  for (const field of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const old = before[field];
    const now = after[field];
    if (sameJson(old ?? null, now ?? null)) continue;
    const label = metaLabels.get(field);
    const [from, to] = [old, now].map((value) =>
      typeof value === 'string' ? shownValue(field, value) : value,
    );
    const text =
      field === 'isPrivate'
        ? now === true
          ? 'made private'
          : 'no longer private'
        : label
          ? `${label} ${short(shown(from))} → ${short(shown(to))}`
          : `${field} changed`;
    changes.push(changed(field === 'title' ? 'title' : 'details', text, field, from, to));
  }
  return changes;
}

/** A part that arrives, is rewritten or goes away as a whole. */
function partChange(
  kind: string,
  label: string,
  plurals: boolean,
  before: unknown,
  after: unknown,
): Change[] {
  if (sameJson(before ?? null, after ?? null) || (empty(before) && empty(after))) return [];
  const verb = empty(before) ? 'arrived' : empty(after) ? 'removed' : plurals ? 'changed' : 'rewritten';
  const text = `${label} ${verb}`;
  return [{ kind: text, text, field: kind, before: readable(before), after: readable(after) }];
}

/** Lists of texts read better as lines than as JSON. */
function readable(value: unknown): string | null {
  const lines = texts(value);
  return lines.length > 0 && lines.length === objects(value).length ? shown(lines.join('\n')) : shown(value);
}

function outcomeChange(before: Content['callOutcome'], after: Content['callOutcome']): Change[] {
  if (sameJson(before ?? null, after ?? null)) return [];
  const name = (value: Content['callOutcome']) => value?.name ?? str(value?.id);
  const text =
    name(before) === null
      ? `outcome arrived: ${short(name(after))}`
      : `outcome ${short(name(before))} → ${short(name(after))}`;
  return [changed('outcome', text, 'callOutcome', before, after)];
}

/** How many items of a list are new, different or gone by their keys, in the order of `words`; '' when nothing is. */
function editsOf<T>(
  before: Items<T>,
  after: Items<T>,
  keyOf: (item: T, index: number) => string,
  words: Readonly<Record<'added' | 'edited' | 'removed', (count: number) => string>>,
): string {
  if (sameJson(before ?? null, after ?? null)) return '';
  const keyed = (items: Items<T>) => new Map((items ?? []).map((item, index) => [keyOf(item, index), item]));
  const [old, now] = [keyed(before), keyed(after)];
  const counts = {
    added: [...now.keys()].filter((key) => !old.has(key)).length,
    edited: [...now].filter(([key, item]) => old.has(key) && !sameJson(old.get(key), item)).length,
    removed: [...old.keys()].filter((key) => !now.has(key)).length,
  };
  return (Object.keys(words) as (keyof typeof counts)[])
    .flatMap((what) => (counts[what] > 0 ? [words[what](counts[what])] : []))
    .join(', ');
}

function commentChanges(before: Comments, after: Comments): Change[] {
  const text = editsOf(before, after, (item, index) => str(item.id) ?? `#${index}:${item.comment ?? null}`, {
    added: (count) => plural(count, 'new comment'),
    edited: (count) => `${plural(count, 'comment')} edited`,
    removed: (count) => `${plural(count, 'comment')} removed`,
  });
  const all = (value: Comments) => (value ?? []).map(({ comment }) => comment ?? '').join('\n');
  return text === '' ? [] : [changed('comments', text, 'publicComments', all(before), all(after))];
}

const fieldNames = (name: string) =>
  /^(stagename|dealstage)$/i.test(name) ? 'stage' : name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function contextChanges(before: CallRecord['context'], after: CallRecord['context']): Change[] {
  if (sameJson(before ?? null, after ?? null)) return [];
  const keyed = (value: CallRecord['context']) =>
    new Map(
      contextObjects(value).map(({ system, object }) => [
        JSON.stringify([system.system, object.objectType, object.objectId, object.timing]),
        object,
      ]),
    );
  const old = keyed(before);
  const now = keyed(after);
  const changes: Change[] = [];
  for (const [key, object] of now) {
    const previous = old.get(key);
    const type = object.objectType ?? 'object';
    if (!previous) {
      changes.push(changed('CRM links', `${type} linked`, type, null, object));
      continue;
    }
    const names = new Set(
      [...(previous.fields ?? []), ...(object.fields ?? [])].map((field) => field.name ?? ''),
    );
    for (const name of names) {
      const was = contextField(previous, name);
      const is = contextField(object, name);
      if (was === is) continue;
      const text = `${fieldNames(name)} ${short(was)} → ${short(is)}`;
      changes.push(changed('CRM fields', text, `${type}.${name}`, was, is));
    }
  }
  for (const [key, object] of old) {
    if (now.has(key)) continue;
    const type = object.objectType ?? 'object';
    changes.push(changed('CRM links', `${type} unlinked`, type, object, null));
  }
  return changes;
}

function partyChanges(before: CallRecord['parties'], after: CallRecord['parties']): Change[] {
  const said = (verb: string) => (count: number) => `${plural(count, 'participant')} ${verb}`;
  const text = editsOf(before, after, (party, index) => str(party.id) ?? party.name ?? `#${index}`, {
    added: said('added'),
    removed: said('removed'),
    edited: said('changed'),
  });
  return text === '' ? [] : [changed('participants', text, 'parties', before, after)];
}

function trackerChanges(before: Content['trackers'], after: Content['trackers']): Change[] {
  if (sameJson(before ?? null, after ?? null) || (empty(before) && empty(after))) return [];
  if (empty(before)) return partChange('trackers', 'trackers', true, before, after);
  const counts = (value: Content['trackers']) =>
    new Map((value ?? []).map(({ name, count }) => [name ?? '', count ?? 0]));
  const old = counts(before);
  const now = counts(after);
  const moved = [...new Set([...old.keys(), ...now.keys()])].filter(
    (name) => old.get(name) !== now.get(name),
  );
  const told = moved
    .slice(0, 3)
    .map((name) => `${short(name)} ${old.get(name) ?? 0} → ${now.get(name) ?? 0}`);
  const more = moved.length > 3 ? ` and ${moved.length - 3} more` : '';
  const text = moved.length === 0 ? 'tracker details changed' : `trackers: ${told.join(', ')}${more}`;
  const listed = (value: ReadonlyMap<string, number>) =>
    [...value].map(([name, n]) => `${name}: ${n}`).join('\n');
  return [changed('trackers', text, 'trackers', listed(old), listed(now))];
}

/** Parts of which is told what in them changed; who takes part follows the deals that a call is about. */
const ownChanges: { readonly [K in PartName]?: (before: CallRecord, after: CallRecord) => Change[] } = {
  callOutcome: (old, now) => outcomeChange(old.content?.callOutcome, now.content?.callOutcome),
  publicComments: (old, now) =>
    commentChanges(old.collaboration?.publicComments, now.collaboration?.publicComments),
  parties: (old, now) => [
    ...contextChanges(old.context, now.context),
    ...partyChanges(old.parties, now.parties),
  ],
  trackers: (old, now) => trackerChanges(old.content?.trackers, now.content?.trackers),
};

/** What differs between two records of one call, most interesting first. Empty when only key order or media URLs differ. */
export function diffRecords(before: CallRecord, after: CallRecord): readonly Change[] {
  const changes = metaChanges(before.metaData, after.metaData);
  for (const { name, block, field, change, rewritten } of partList) {
    if (field === null) continue;
    const [old, now] = [before, after].map((record) => (block ? record[block] : record)?.[field]);
    changes.push(...(ownChanges[name]?.(before, after) ?? partChange(field, change, !rewritten, old, now)));
  }
  return changes;
}

/** One line for the change log: the first few changes in words. */
export function summarise(changes: readonly Change[]): string {
  const told = changes.slice(0, 6).map((change) => change.text);
  const more = changes.length - told.length;
  return told.join(', ') + (more > 0 ? ` and ${more} more` : '') || 'details changed';
}
