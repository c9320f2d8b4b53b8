import { partList } from '../../../electron/contract/parts.ts';
import type { ContentSelector } from '../../../electron/gong/schema/request.ts';
import { type Json, obj, objects, str } from '../../store/json.ts';

const absent = (value: unknown) => value === undefined || value === null;

/** Identity of a participant within a call, by the best id Gong gave. */
function partyKey(party: Json): string {
  for (const name of ['id', 'userId', 'speakerId', 'emailAddress', 'name', 'phoneNumber']) {
    const value = str(party[name]);
    if (value) return `${name}:${value}`;
  }
  return '';
}

const objectKey = (system: Json, object: Json) =>
  JSON.stringify([str(system['system']), str(object['objectType']), str(object['objectId'])]);

/** Context of the call or of a party: links and fields that were not asked for this time stay as they were. */
function mergeContext(before: unknown, now: unknown, requested: ContentSelector): unknown {
  const context = requested.context ?? 'None';
  if (absent(before)) return now;
  if (context === 'None') return absent(now) || objects(now).length === 0 ? before : now;
  const kept = new Map<string, Json[]>();
  const timings = new Set<string>(requested.contextTiming ?? ['Now']);
  if (context === 'Extended' && timings.size === 2) return now;
  for (const system of objects(before)) {
    for (const object of objects(system['objects'])) {
      const timing = str(object['timing']);
      const outside =
        context === 'Basic' ? !absent(object['fields']) : timing !== null && !timings.has(timing);
      if (!outside) continue;
      const key = objectKey(system, object);
      kept.set(key, [...(kept.get(key) ?? []), object]);
    }
  }
  if (kept.size === 0) return now;
  if (context === 'Basic') {
    return objects(now).map((system) => ({
      ...system,
      objects: objects(system['objects']).flatMap(
        (object) => kept.get(objectKey(system, object)) ?? [object],
      ),
    }));
  }
  return mergeTimings(before, now, kept);
}

/** Adds the kept objects of other timings to the systems that came now. */
function mergeTimings(before: unknown, now: unknown, kept: ReadonlyMap<string, readonly Json[]>): unknown {
  const systems = new Map<string, Json>();
  for (const system of objects(now)) systems.set(str(system['system']) ?? '', system);
  for (const system of objects(before)) {
    const name = str(system['system']) ?? '';
    const older = objects(system['objects']).filter((object) =>
      kept.get(objectKey(system, object))?.includes(object),
    );
    if (older.length === 0) continue;
    const current = systems.get(name) ?? { ...system, objects: [] };
    systems.set(name, { ...current, objects: [...objects(current['objects']), ...older] });
  }
  return [...systems.values()];
}

function mergeParties(before: unknown, now: unknown, requested: ContentSelector): unknown {
  if (!requested.exposedFields?.parties) return absent(now) ? before : now;
  const older = new Map(objects(before).map((party) => [partyKey(party), party]));
  if (older.size === 0 || !Array.isArray(now)) return now;
  return now.map((item) => {
    const party = obj(item);
    const old = party && older.get(partyKey(party));
    if (!party || !old || absent(old['context'])) return item;
    return { ...party, context: mergeContext(old['context'], party['context'], requested) };
  });
}

/** Occurrences an earlier, wider sync brought, put back into trackers that came without. */
function keepOccurrences(before: unknown, now: unknown): unknown {
  if (!Array.isArray(now)) return now;
  const keyOf = (tracker: Json) => str(tracker['id']) ?? `name:${str(tracker['name'])}`;
  const older = new Map(objects(before).map((tracker) => [keyOf(tracker), tracker]));
  return now.map((item) => {
    const tracker = obj(item);
    const old = tracker && older.get(keyOf(tracker));
    if (!tracker || !old) return item;
    const oldPhrases = new Map(objects(old['phrases']).map((phrase) => [str(phrase['phrase']), phrase]));
    const withOld = (target: Json, source: Json | undefined): Json =>
      source && objects(target['occurrences']).length === 0 && !absent(source['occurrences'])
        ? { ...target, occurrences: source['occurrences'] }
        : target;
    const merged = withOld(tracker, old);
    return Array.isArray(merged['phrases'])
      ? {
          ...merged,
          phrases: merged['phrases'].map((phrase: unknown) => {
            const known = obj(phrase);
            return known ? withOld(known, oldPhrases.get(str(known['phrase']))) : phrase;
          }),
        }
      : absent(merged['phrases']) && !absent(old['phrases'])
        ? { ...merged, phrases: old['phrases'] }
        : merged;
  });
}

/**
 * The record to keep: what came now, plus the parts of the earlier record that were not asked for this time. A part
 * that was asked for and is absent is gone at the source, so it goes here too.
 */
export function mergeRecord(before: Json, now: Json, requested: ContentSelector): Json {
  const merged: Record<string, unknown> = { ...now };
  const fields = requested.exposedFields ?? {};
  const set = (name: string, value: unknown) => {
    if (value === undefined) delete merged[name];
    else merged[name] = value;
  };
  set('context', mergeContext(before['context'], now['context'], requested));
  set('parties', mergeParties(before['parties'], now['parties'], requested));
  if (!fields.media && absent(now['media'])) set('media', before['media']);
  for (const block of ['content', 'interaction', 'collaboration'] as const) {
    const older = obj(before[block]);
    if (!older) continue;
    const flags: Readonly<Record<string, boolean | null | undefined>> = fields[block] ?? {};
    const result: Record<string, unknown> = { ...obj(now[block]) };
    let kept = false;
    for (const { block: owner, field, name } of partList) {
      if (owner !== block || field === null || flags[name]) continue;
      if (!absent(result[field]) || absent(older[field])) continue;
      result[field] = older[field];
      kept = true;
    }
    if (block === 'content' && flags['trackers'] && !flags['trackerOccurrences']) {
      result['trackers'] = keepOccurrences(older['trackers'], result['trackers']);
      kept = true;
    }
    if (kept) merged[block] = result;
  }
  return merged;
}

/** The record without what must not be kept: media URLs are signed, expire and differ each time. Only that they exist stays. */
export function withoutMediaUrls(record: Json): Json {
  const media = obj(record['media']);
  if (!media) return record;
  const kept = Object.fromEntries(
    Object.entries(media).map(([name, value]) => [
      name,
      typeof value === 'string' && value !== '' ? 'not kept' : value,
    ]),
  );
  return { ...record, media: kept };
}

/** All that is kept of a private call while private calls are not synced: that it exists, when, how long, whose. */
export function privateStub(record: Json): Json {
  const meta = obj(record['metaData']) ?? {};
  const kept = ['id', 'started', 'scheduled', 'duration', 'primaryUserId', 'workspaceId', 'isPrivate'];
  return {
    metaData: Object.fromEntries(kept.filter((name) => name in meta).map((name) => [name, meta[name]])),
  };
}
