import { join } from 'node:path';
import * as fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { readCallDetail } from '../../db/calls/call-detail.ts';
import { readRaw } from '../../db/calls/call-history.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { examine } from '../../db/doctor/doctor.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { openWriter, type WriterDb } from '../../db/store/open.ts';
import { digestOf, parts } from '../../electron/contract/parts.ts';
import { exportCalls } from '../../electron/documents/export-calls.ts';
import { callsHtml } from '../../electron/documents/html.ts';
import { callMarkdown } from '../../electron/documents/markdown.ts';
import type { CallRecord } from '../../electron/gong/schema/call.ts';
import { callText } from '../../electron/hosts/cli/commands/show.ts';
import { callFields } from '../support/gong-fields.ts';
import { useStore } from './support.ts';

const store = useStore();
let db: WriterDb;
beforeEach(() => {
  db = store.db;
});

const maybe = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.option(fc.option(arbitrary, { nil: null }), { nil: undefined });
const text = fc.string({ unit: 'grapheme', maxLength: 40 });
const id = fc.bigInt({ min: 1n, max: 99_999_999_999_999_999_999n }).map(String);
const seconds = fc.double({ min: 0, max: 20_000, noNaN: true });
const count = fc.nat(50);
const list = <T>(arbitrary: fc.Arbitrary<T>) => maybe(fc.array(arbitrary, { maxLength: 3 }));
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) => fc.record(fields);

const context = list(
  record({
    system: maybe(fc.constantFrom('Salesforce', 'HubSpot', 'New CRM')),
    objects: list(
      record({
        objectType: maybe(fc.constantFrom('Opportunity', 'Account', 'Lead')),
        objectId: maybe(id),
        timing: maybe(fc.constantFrom('Now', 'TimeOfCall')),
        fields: list(record({ name: maybe(text), value: maybe(fc.oneof(text, fc.integer(), fc.boolean())) })),
      }),
    ),
  }),
);
const occurrences = list(record({ startTime: maybe(seconds), speakerId: maybe(id) }));
const call = record({
  metaData: record({
    id,
    started: fc
      .date({ min: new Date('2015-01-01'), max: new Date('2030-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString().replace('Z', '+02:00')),
    title: maybe(text),
    duration: maybe(fc.nat(20_000)),
    primaryUserId: maybe(id),
    direction: maybe(fc.constantFrom('Inbound', 'Sideways')),
    isPrivate: fc.constant(false),
    customData: maybe(text),
    purpose: maybe(text),
    newField: maybe(text),
  }),
  context,
  parties: list(
    record({
      id: maybe(id),
      name: maybe(text),
      emailAddress: maybe(text),
      userId: maybe(id),
      speakerId: maybe(id),
      affiliation: maybe(fc.constantFrom('Internal', 'External', 'Unknown')),
      methods: list(fc.constantFrom('Invitee', 'Attendee')),
      context,
    }),
  ),
  content: maybe(
    record({
      brief: maybe(text),
      keyPoints: list(record({ text: maybe(text) })),
      outline: list(
        record({
          section: maybe(text),
          startTime: maybe(seconds),
          duration: maybe(seconds),
          items: list(record({ text: maybe(text), startTime: maybe(seconds) })),
        }),
      ),
      highlights: list(
        record({ title: maybe(text), items: list(record({ text: maybe(text), startTimes: list(seconds) })) }),
      ),
      trackers: list(
        record({
          id: maybe(id),
          name: maybe(text),
          count: maybe(count),
          type: maybe(fc.constantFrom('KEYWORD', 'SMART')),
          occurrences,
          phrases: list(record({ phrase: maybe(text), count: maybe(count), occurrences })),
        }),
      ),
      topics: list(record({ name: maybe(text), duration: maybe(count) })),
      structure: list(record({ name: maybe(text), duration: maybe(count) })),
      callOutcome: maybe(record({ id: maybe(text), category: maybe(text), name: maybe(text) })),
      pointsOfInterest: maybe(fc.jsonValue({ maxDepth: 2 })),
    }),
  ),
  interaction: maybe(
    record({
      speakers: list(record({ id: maybe(id), talkTime: maybe(seconds) })),
      interactionStats: list(record({ name: maybe(text), value: maybe(seconds) })),
      questions: maybe(record({ companyCount: maybe(count), nonCompanyCount: maybe(count) })),
    }),
  ),
  collaboration: maybe(
    record({
      publicComments: list(
        record({
          id: maybe(id),
          comment: maybe(text),
          audioStartTime: maybe(seconds),
          inReplyTo: maybe(id),
          posted: maybe(fc.constant('2025-01-02T03:04:05.678901+02:00')),
        }),
      ),
    }),
  ),
});

/** As JSON carries it: absent fields are absent. */
const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as CallRecord;

describe('what goes in as a CallData', () => {
  it('can be read back field for field, and twice the same changes nothing', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(call, { minLength: 1, maxLength: 4, selector: (item) => item.metaData.id }),
        (calls) => {
          const records = calls.map(json);
          ingestCalls(db, records, { atMs: 1, privateCalls: 'show' });
          const generation = db.prepare("SELECT value FROM meta WHERE key = 'generation'").pluck().get();
          expect(ingestCalls(db, records, { atMs: 2, privateCalls: 'show' })).toMatchObject({
            added: 0,
            changed: 0,
          });
          expect(db.prepare("SELECT value FROM meta WHERE key = 'generation'").pluck().get()).toBe(
            generation,
          );
          const columns = openColumns(db);
          for (const item of calls) {
            expect(JSON.parse(readRaw(db, item.metaData.id).json)).toEqual(json(item));
            const detail = readCallDetail(db, columns, item.metaData.id);
            if (typeof item.content?.brief === 'string' && item.content.brief !== '')
              expect(detail.brief).toBe(item.content.brief);
            expect(detail.startedMs).toBe(Date.parse(item.metaData.started));
            expect(detail.keyPoints.length).toBeLessThanOrEqual(item.content?.keyPoints?.length ?? 0);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(examine(db).ok).toBe(true);
  });

  it('needs no order: pages in any order give the same calls', () => {
    const [sample] = fc.sample(
      fc.uniqueArray(call, { minLength: 12, maxLength: 12, selector: (item) => item.metaData.id }),
      { seed: 5, numRuns: 1 },
    );
    const records = (sample ?? []).map(json);
    ingestCalls(db, records, { atMs: 1, privateCalls: 'show' });
    const other = openWriter(join(store.dir, 'other.db'));
    for (const item of [...records].reverse()) ingestCalls(other, [item], { atMs: 1, privateCalls: 'show' });
    const dump = (from: WriterDb) =>
      from
        .prepare(
          'SELECT t.title, t.people, t.brief, t.key_points, t.outline, t.highlights, t.comments, c.gong_id, c.stage, c.account, (SELECT json_group_array(person_key) FROM party p WHERE p.call_id = c.id) AS people FROM call c JOIN call_text t ON t.call_id = c.id ORDER BY c.gong_id',
        )
        .all();
    expect(dump(other)).toEqual(dump(db));
    other.close();
  });
});

describe('every field of Gong’s page', () => {
  /** A record with one telling value at every leaf of the page. */
  function fullRecord(): { record: CallRecord; values: Map<string, unknown> } {
    const record: Record<string, unknown> = {};
    const values = new Map<string, unknown>();
    const fixed: Record<string, unknown> = {
      'metaData.id': '7782342274025937895',
      'metaData.started': '2025-03-04T05:06:07+02:00',
      'metaData.scheduled': '2025-03-04T05:00:00+02:00',
      'metaData.isPrivate': false,
      'parties[].affiliation': 'External',
      'context[].objects[].timing': 'Now',
      'parties[].context[].objects[].timing': 'Now',
      'content.trackers[].type': 'KEYWORD',
      'collaboration.publicComments[].posted': '2025-03-05T05:06:07+02:00',
      'collaboration.publicComments[].duringCall': true,
      'content.pointsOfInterest': [{ name: 'point-of-interest' }],
    };
    const numeric =
      /duration$|count$|Count$|startTimes?(\[\])?$|StartTime$|EndTime$|talkTime$|interactionStats\[\]\.value$/i;
    callFields.forEach((path, at) => {
      const value =
        path in fixed
          ? fixed[path]
          : numeric.test(path)
            ? 100 + at
            : /(^|\.)(id|\w+Id)$/.test(path)
              ? String(9_000_000_000_000_000_000n + BigInt(at))
              : `value-${at}`;
      values.set(path, value);
      let target = record as Record<string, unknown>;
      const parts = path.split('.');
      parts.forEach((part, depth) => {
        const name = part.replace('[]', '');
        const last = depth === parts.length - 1;
        if (last) target[name] = part.endsWith('[]') ? [value] : value;
        else if (part.endsWith('[]')) {
          target[name] ??= [{}];
          target = (target[name] as Record<string, unknown>[])[0] as Record<string, unknown>;
        } else {
          target[name] ??= {};
          target = target[name] as Record<string, unknown>;
        }
      });
    });
    return { record: record as CallRecord, values };
  }

  it('survives from the API to the store and to the call page', () => {
    const { record, values } = fullRecord();
    ingestCalls(db, [record], { atMs: 1, privateCalls: 'show' });
    const raw = JSON.parse(readRaw(db, '7782342274025937895').json) as Record<string, unknown>;
    const { media, ...rest } = record;
    // Media URLs live eight hours and are asked for when played: they are the only part that is not kept.
    expect(media).toBeDefined();
    expect(raw).toEqual({ ...rest, media: { audioUrl: 'not kept', videoUrl: 'not kept' } });
    const page = JSON.stringify(readCallDetail(db, openColumns(db), '7782342274025937895'));
    const missing = [...values].filter(([path, value]) => {
      if (path.startsWith('media.') || typeof value === 'boolean' || value === 'Now' || value === 'External')
        return false;
      if (path === 'metaData.started' || path === 'metaData.scheduled' || path.endsWith('.posted'))
        return !page.includes(String(Date.parse(value as string)));
      return !page.includes(typeof value === 'object' ? 'point-of-interest' : String(value));
    });
    expect(missing.map(([path]) => path)).toEqual([]);
  });

  it('is in the export of a call, which can be read back', () => {
    const { record } = fullRecord();
    ingestCalls(db, [record], { atMs: 1, privateCalls: 'show' });
    const options = { transcript: false, maskNames: false, tz: 'UTC' } as const;
    const media = { audioUrl: 'not kept', videoUrl: 'not kept' };
    for (const format of ['json', 'jsonl'] as const) {
      const { content } = exportCalls(db, openColumns(db), ['7782342274025937895'], { ...options, format });
      expect(JSON.parse(content).record).toEqual({ ...record, media });
    }
  });

  /** Drawn, exported and printed in a form of their own, or, as statistics of speech, on the call page alone. */
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

  it('is in the digest that page, files and command line hold, where its part has no form of its own', () => {
    const { record } = fullRecord();
    ingestCalls(db, [record as CallRecord], { atMs: 1, privateCalls: 'show' });
    const call = readCallDetail(db, openColumns(db), '7782342274025937895');
    const digest = digestOf(call);
    expect([...digest.map(({ name }) => name), ...ownForm].sort()).toEqual(Object.keys(parts).sort());
    expect(digest.slice(0, 4).map(({ name }) => name)).toEqual([
      'brief',
      'keyPoints',
      'highlights',
      'outline',
    ]);
    const dates = { zone: 'UTC', minute: String, day: String };
    const bundle = { call, transcript: null, record: null };
    for (const text of [callMarkdown(bundle, dates), callsHtml([bundle], dates), callText(call, String)]) {
      for (const { label, groups } of digest) {
        expect(text).toContain(label);
        for (const { heading, items } of groups) {
          expect(text).toContain(heading ?? '');
          for (const item of items) expect(text).toContain(item.text);
        }
      }
      expect(text).toContain(call.outcome?.name);
    }
  });
});
