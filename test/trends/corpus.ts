import type { CallRecord } from '../../electron/gong/schema/call.ts';

/** Random raw call records with every trap that tracker data has, and the figures worked out from the records alone. */

export type Raw = CallRecord;
type Tree = Record<string, unknown>;

/** Repeatable random numbers (mulberry32). */
export function random(seed: number) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  return {
    next,
    below: (n: number) => Math.floor(next() * n),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)] as T,
    chance: (p: number) => next() < p,
  };
}
type Random = ReturnType<typeof random>;

/** Moments that a calendar gets wrong easily, as UTC. */
const corners = [
  '2022-12-31T23:30:00Z',
  '2023-01-01T00:00:00Z',
  '2023-03-26T00:59:00Z', // Europe goes to summer time
  '2023-03-26T01:00:00Z',
  '2023-10-29T00:30:00Z', // and back
  '2023-10-29T01:30:00Z',
  '2023-03-12T09:59:00Z', // America/Los_Angeles
  '2023-11-05T08:30:00Z',
  '2023-04-30T22:15:00Z', // month's end, Sunday night in Berlin
  '2023-05-07T21:59:59Z', // a week's end in Berlin
  '2023-05-07T22:00:00Z',
  '2023-06-30T23:59:59Z',
  '2024-02-29T12:00:00Z',
  '2023-12-31T23:00:00Z',
];

interface TrackerSpec {
  readonly id: string;
  readonly name: string;
  readonly type: 'KEYWORD' | 'SMART';
  readonly phrases: readonly string[];
}

const trackerSpecs: readonly TrackerSpec[] = [
  { id: '11', name: 'Pricing', type: 'KEYWORD', phrases: ['price', 'Price', 'too expensive'] },
  // The same name in another workspace, written otherwise: queries cannot tell the two apart.
  { id: '12', name: 'pricing', type: 'KEYWORD', phrases: ['price', 'list “price”'] },
  { id: '13', name: 'Competition “big”', type: 'KEYWORD', phrases: ['rival', 'price'] },
  { id: '14', name: 'Risk', type: 'SMART', phrases: [] },
  { id: '15', name: 'Never', type: 'KEYWORD', phrases: ['unicorn'] },
];

const outcomes = ['Demo', 'demo', 'Not interested', 'Größe', null, null];
const stages = ['Discovery', 'Negotiation', 'Closed "Won"', null];
const accounts = ['Acme', 'ACME', 'Größe & Co', 'Twelve "12"', null, 'Once a month'];
const words = ['walnut', 'budget', 'roadmap', 'office', 'wheel'];

function trackerBlock(spec: TrackerSpec, rnd: Random, old: boolean, duration: number): Tree {
  const moments = (count: number) =>
    Array.from({ length: count }, () => ({
      startTime: Math.round(rnd.next() * duration * 10) / 10 + (rnd.chance(0.1) ? 0.0004 : 0),
      speakerId: rnd.pick(['s1', 's2', 's3', null]),
    }));
  const own = old || rnd.chance(0.3) ? [] : moments(rnd.below(5));
  const phrases = spec.phrases.map((phrase) => {
    const said = rnd.chance(0.5) ? rnd.below(4) : 0;
    const listed = old ? [] : moments(said);
    // Some trackers list a moment under the phrase and under the tracker.
    if (!old && rnd.chance(0.3)) own.push(...listed);
    return { phrase, count: said, ...(rnd.chance(0.9) ? { occurrences: listed } : {}) };
  });
  const total = own.length + phrases.reduce((sum, phrase) => sum + phrase.count, 0);
  const count = rnd.chance(0.2) ? total + rnd.below(4) : rnd.chance(0.3) ? 0 : total;
  return {
    id: spec.id,
    name: spec.name,
    type: spec.type,
    count,
    ...(rnd.chance(0.9) ? { occurrences: own } : {}),
    ...(spec.type === 'KEYWORD' ? { phrases } : {}),
  };
}

/** Another person of the first one's name. */
const otherAda = {
  id: 'p5',
  name: 'Ada Keller',
  emailAddress: 'Ada.K@ours.example',
  userId: '9',
  affiliation: 'Internal',
};
/** What tells users apart who have one name: the address, or the id of one whose address is not known. */
const labelOf: Readonly<Record<string, string>> = {
  '7': 'Ada Keller <7>',
  '8': 'Eve Rep',
  '9': 'Ada Keller <ada.k@ours.example>',
};

/** A corpus of raw calls. */
export function randomCorpus(seed: number, size: number): Raw[] {
  const rnd = random(seed);
  return Array.from({ length: size }, (_, at) => {
    const corner = rnd.chance(0.5);
    const ms = corner
      ? Date.parse(rnd.pick(corners)) + (rnd.chance(0.3) ? (rnd.below(7) - 3) * 3_600_000 : 0)
      : Date.parse('2022-11-01T00:00:00Z') + rnd.below(600 * 86_400) * 1000;
    const offset = rnd.pick([0, 60, -420, 330]);
    const local = new Date(ms + offset * 60_000).toISOString().slice(0, 19);
    const sign = offset < 0 ? '-' : '+';
    const hh = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
    const mm = String(Math.abs(offset) % 60).padStart(2, '0');
    const duration = rnd.pick([0, 59, 600, 1795, 3600, 7200]);
    const outcome = rnd.pick(outcomes);
    const account = accounts[(at * 7 + seed) % accounts.length] ?? null;
    const [then, now] = [rnd.pick(stages), rnd.pick(stages)];
    const old = ms < Date.parse('2023-01-01T00:00:00Z');
    const trackers = rnd.chance(0.12)
      ? undefined
      : trackerSpecs
          .filter(() => rnd.chance(0.75))
          .map((spec) => trackerBlock(spec, rnd, old, Math.max(1, duration)));
    return {
      metaData: {
        id: String(1000 + at),
        title: `Call ${rnd.pick(words)} ${at}`,
        started: `${local}${sign}${hh}:${mm}`,
        duration,
        scope: rnd.pick(['External', 'Internal', 'Unknown']),
        direction: rnd.pick(['Inbound', 'Outbound', 'Conference']),
        primaryUserId: rnd.pick(at % 5 === 4 ? ['9', '9'] : ['7', '8']),
      },
      parties: [
        { id: 'p1', name: 'Ada Keller', userId: '7', speakerId: 's1', affiliation: 'Internal' },
        { id: 'p2', name: 'Bob Buyer', speakerId: 's2', affiliation: 'External' },
        // Everybody is on the first call, so that all names are known.
        ...(rnd.chance(0.5) || at === 0
          ? [{ id: 'p4', name: 'Eve Rep', userId: '8', affiliation: 'Internal' }]
          : []),
        ...(at % 7 === 0 ? [otherAda] : []),
        ...(rnd.chance(0.3) ? [{ id: 'p3', name: 'Cy', speakerId: 's3', affiliation: 'Unknown' }] : []),
      ],
      context: [
        {
          system: 'Salesforce',
          objects: [
            {
              objectType: 'Opportunity',
              objectId: 'o1',
              timing: 'Now',
              fields: [{ name: 'StageName', value: now }],
            },
            {
              objectType: 'Opportunity',
              objectId: 'o1',
              timing: 'TimeOfCall',
              fields: [{ name: 'StageName', value: then }],
            },
            ...(account === null
              ? []
              : [{ objectType: 'Account', objectId: 'a1', fields: [{ name: 'Name', value: account }] }]),
          ],
        },
      ],
      content: {
        brief: `They spoke of ${rnd.pick(words)} and ${rnd.pick(words)}.`,
        ...(outcome === null ? {} : { callOutcome: { id: '1', category: 'x', name: outcome } }),
        ...(trackers ? { trackers } : {}),
      },
    };
  });
}

const object = (value: unknown) => (value ?? {}) as Tree;
const list = (value: unknown) => (Array.isArray(value) ? value : []) as Raw[];

/** One call as the figures need it, from its raw record only. */
export interface Told {
  readonly id: string;
  readonly ms: number;
  readonly duration: number;
  readonly scope: string;
  readonly direction: string;
  readonly rep: string | null;
  readonly outcome: string | null;
  readonly stage: string | null;
  readonly stageAtCall: string | null;
  readonly account: string | null;
  readonly words: string;
  readonly people: readonly string[];
  /** Null: tracker figures were not synced. */
  readonly trackers: readonly ToldTracker[] | null;
}

interface ToldTracker {
  readonly name: string;
  readonly mentions: number;
  /** Null: Gong listed no occurrences. [ms, side, phrase], by time. */
  readonly moments: readonly (readonly [number, 'company' | 'customer' | 'unknown', string | null])[] | null;
  readonly phrases: readonly (readonly [string, number])[];
}

function told(tracker: Tree, sides: ReadonlyMap<string, 'company' | 'customer' | 'unknown'>): ToldTracker {
  const phrases = list(tracker['phrases']);
  const lists = [tracker, ...phrases].filter((item) => Array.isArray(item['occurrences']));
  // Each (second, speaker) counts as often as the longer of the two lists has it.
  const own: string[] = list(tracker['occurrences']).map((o) => `${o['startTime']}|${o['speakerId']}`);
  const moments: [number, 'company' | 'customer' | 'unknown', string | null][] = [];
  const put = (key: string, phrase: string | null) => {
    const [start, speaker] = key.split('|') as [string, string];
    moments.push([Number(start), sides.get(speaker) ?? 'unknown', phrase]);
  };
  for (const phrase of phrases)
    for (const o of list(phrase['occurrences'])) {
      const key = `${o['startTime']}|${o['speakerId']}`;
      put(key, phrase['phrase'] as string);
      const again = own.indexOf(key);
      if (again >= 0) own.splice(again, 1);
    }
  for (const key of own) put(key, null);
  // By the second as Gong has it, then to the millisecond.
  moments.sort((a, b) => a[0] - b[0]);
  for (const moment of moments) moment[0] = Math.round(moment[0] * 1000);
  return {
    name: tracker['name'] as string,
    mentions: Math.max(Number(tracker['count'] ?? 0), lists.length > 0 ? moments.length : 0),
    moments: lists.length > 0 ? moments : null,
    phrases: phrases.map((phrase) => [phrase['phrase'] as string, Number(phrase['count'])]),
  };
}

/** Reads a raw record for the figures. */
export function tell(raw: Tree): Told {
  const meta = object(raw['metaData']);
  const content = object(raw['content']);
  const parties = list(raw['parties']);
  const sides = new Map(
    parties
      .filter((party) => party['speakerId'])
      .map((party) => [
        party['speakerId'] as string,
        ({ Internal: 'company', External: 'customer' } as const)[party['affiliation'] as 'Internal'] ??
          'unknown',
      ]),
  );
  const stage = (timing: string) =>
    (list(object(list(raw['context'])[0])['objects'])
      .filter((item) => item['timing'] === timing)
      .flatMap((item) => list(item['fields']))[0]?.['value'] as string | null | undefined) ?? null;
  return {
    id: meta['id'] as string,
    ms: Date.parse(meta['started'] as string),
    duration: meta['duration'] as number,
    scope: meta['scope'] as string,
    direction: meta['direction'] as string,
    rep: labelOf[meta['primaryUserId'] as string] ?? null,
    outcome: (object(content['callOutcome'])['name'] as string | undefined) ?? null,
    stage: stage('Now'),
    stageAtCall: stage('TimeOfCall'),
    account:
      (list(object(list(raw['context'])[0])['objects'])
        .filter((item) => item['objectType'] === 'Account')
        .flatMap((item) => list(item['fields']))[0]?.['value'] as string | undefined) ?? null,
    words: `${meta['title']} ${content['brief']}`.toLowerCase(),
    people: parties.map((party) => labelOf[party['userId'] as string] ?? (party['name'] as string)),
    trackers: content['trackers']
      ? list(content['trackers']).map((tracker) => told(tracker, sides as never))
      : null,
  };
}

const iso = (date: Date) => date.toISOString().slice(0, 10);
/** First day of the bucket a local day lies in, by plain date arithmetic. */
export function bucketOf(
  day: string,
  unit: 'day' | 'week' | 'month' | 'quarter',
  weekStart: 0 | 1 | 6,
): string {
  const date = new Date(`${day}T12:00:00Z`);
  if (unit === 'month') return `${day.slice(0, 7)}-01`;
  if (unit === 'quarter') {
    const month = Math.floor(date.getUTCMonth() / 3) * 3 + 1;
    return `${day.slice(0, 4)}-${String(month).padStart(2, '0')}-01`;
  }
  if (unit === 'week') while (date.getUTCDay() !== weekStart) date.setUTCDate(date.getUTCDate() - 1);
  return iso(date);
}

/** Letters without case and accents, as queries compare them: as far as they are met here. */
export const same = (text: string) =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss');
