import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Database from 'better-sqlite3';
import { type ColumnStore, openColumns } from '../../db/index/columns/columns.ts';
import { valuesOf } from '../../db/index/columns/values.ts';
import { trackerStore } from '../../db/index/figures/tracker-store.ts';
import { overlapReport } from '../../db/reports/overlap.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { evidencePage } from '../../db/reports/parts/evidence.ts';
import { followsReport, warmFollows } from '../../db/reports/parts/follows.ts';
import { phrasesReport } from '../../db/reports/parts/phrases.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { positionsReport } from '../../db/reports/parts/positions.ts';
import { stagesReport } from '../../db/reports/parts/stages.ts';
import { togetherReport } from '../../db/reports/parts/together.ts';
import { trackerList } from '../../db/reports/tracker-list.ts';
import { openReader } from '../../db/store/connect.ts';
import { shardsFolder } from '../../db/store/open.ts';
import type { EvidenceFilter, SeriesRef } from '../../electron/contract/trends.ts';
import { syntheticStore } from '../fixtures/synthetic-store.ts';
import { contestOptions } from './support/options.ts';
import { installPeers } from './support/peers.ts';
import { table } from './support/table.ts';

// A tracker report over random filters: Earshot's reader, plain SQL with covering indexes made for these questions, and with
// --peers DuckDB over the same tables. Every answer is compared. The last line is JSON.
const { values } = parseArgs({
  options: {
    ...contestOptions,
    /** Only Earshot, without the contenders. */
    alone: { type: 'boolean', default: false },
    /** Also larger reports and lists of moments over the same filters. */
    more: { type: 'boolean', default: false },
  },
});
const say = (text: string) => console.error(text);
const file =
  values.file ??
  syntheticStore({ calls: Number(values.calls), seed: Number(values.seed), transcripts: false }, values.store)
    .file;
const percentile = (list: readonly number[], part: number) =>
  [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * part))] ?? 0;

// Filters over attributes, as query text and as SQL ---------------------------------------------------------------

const db = openReader(file);
const begin = performance.now();
const store = openColumns(db);
const columns = store.current();
// As the reader does at its start, so that the first filter does not wait for it.
store.words();
const columnsMs = performance.now() - begin;
const trackers = trackerStore(db, store);
// The segments, as the reader makes them in the background. ----------------------------------------------------------
const segmentsBegin = performance.now();
let longestStep = 0;
let longestCpu = 0;
let steps = 0;
for (const saving = trackers.save(); ; steps++) {
  const from = performance.now();
  const used = process.cpuUsage();
  if (saving.next().done) break;
  longestStep = Math.max(longestStep, performance.now() - from);
  const { user, system } = process.cpuUsage(used);
  longestCpu = Math.max(longestCpu, (user + system) / 1000);
}
const segmentsMs = performance.now() - segmentsBegin;
const firstBegin = performance.now();
const [someTracker] = trackers.trackers();
if (!someTracker) throw new Error('the store has no trackers');
trackers.block(someTracker);
const oneTrackerMs = performance.now() - firstBegin;
const warmBegin = performance.now();
let slices = 0;
let longest = 0;
for (let more = true; more; slices++) {
  const from = performance.now();
  more = trackers.warm(6) || warmFollows(db, store);
  longest = Math.max(longest, performance.now() - from);
}
const warmMs = performance.now() - warmBegin;
const list = trackerList(db, store).filter((item) => item.mentions > 0);
const megabytes = readdirSync(shardsFolder(file)).reduce(
  (sum, name) => sum + statSync(join(shardsFolder(file), name)).size / 1e6,
  0,
);
say(
  `segments: ${megabytes.toFixed(0)} MB in ${steps} steps of at most ${longestStep.toFixed(0)} ms (${longestCpu.toFixed(0)} of processor time): ${segmentsMs.toFixed(0)} ms`,
);
say(
  `columns ${columnsMs.toFixed(0)} ms, one tracker ${oneTrackerMs.toFixed(0)} ms, all in ${slices} slices of at most ${longest.toFixed(0)} ms: ${warmMs.toFixed(0)} ms`,
);

let state = Number(values.seed) * 7919;
const random = () => {
  state = (state * 1103515245 + 12345) % 2147483648;
  return state / 2147483648;
};
const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
const labels = (field: 'scope' | 'outcome' | 'rep' | 'account' | 'stage' | 'dir') =>
  Array.from(store.dictionaries[field].labels, (_, code) =>
    valuesOf(store, store.current(), field).label(code),
  );
const sqlText = (text: string) => `'${text.replaceAll("'", "''")}'`;
const months = Array.from({ length: 30 }, (_, at) => new Date(Date.UTC(2024, at, 1)));
const iso = (date: Date) => date.toISOString().slice(0, 10);

interface Filter {
  readonly q: string;
  readonly sql: string;
}
function value(field: 'scope' | 'outcome' | 'rep' | 'account' | 'stage' | 'dir'): Filter {
  const label = pick(labels(field));
  return { q: `${field}:"${label.replaceAll('"', '\\"')}"`, sql: `c.${field} = ${sqlText(label)}` };
}
function dates(): Filter {
  const from = pick(months);
  const to = new Date(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 3 + Math.floor(random() * 12), 1));
  return {
    q: `after:${iso(from)} before:${iso(to)}`,
    sql: `c.started >= ${from.getTime()} AND c.started < ${to.getTime()}`,
  };
}
const all: Filter = { q: '', sql: '1 = 1' };
const makers = [
  () => all,
  () => value('scope'),
  () => value('outcome'),
  () => value('rep'),
  () => value('account'),
  () => value('stage'),
  () => value('dir'),
  dates,
];
const filters = Array.from(
  { length: Number(values.queries) },
  (_, at): Filter & { tracker: (typeof list)[number] } => {
    const one = at % 4 === 0 ? all : pick(makers)();
    const two = at % 3 === 0 ? all : pick([() => value('scope'), () => value('dir'), dates])();
    return {
      q: [one.q, two.q].filter(Boolean).join(' '),
      sql: `${one.sql} AND ${two.sql}`,
      tracker: pick(list),
    };
  },
);

// The parts of a report -------------------------------------------------------------------------------------------

const parts = [
  'points',
  'breakdown',
  'positions',
  'phrases',
  'together',
  'follows',
  'stages',
  'evidence',
] as const;
type Part = (typeof parts)[number];
type Check = readonly (number | string)[];
type Contender = (part: Part, filter: (typeof filters)[number]) => Promise<Check> | Check;

const now = Date.UTC(2026, 8, 2);
const where = { tz: 'UTC', weekStart: 1, now } as const;

/** A report as JSON, as a reader answers it; its rows' figure, added up. */
function summed<R>(report: { readonly rows: readonly R[] }, figure: (row: R) => number): number[] {
  JSON.stringify(report);
  return [report.rows.reduce((sum, row) => sum + figure(row), 0)];
}

const oursOver =
  (store: ColumnStore): Contender =>
  (part, { q, tracker }) => {
    const series: SeriesRef = { kind: 'tracker', key: tracker.key };
    const input = { ...where, q, series };
    switch (part) {
      case 'points': {
        const report = pointsReport(db, store, {
          ...where,
          q,
          series: [series],
          bucket: 'month',
          compare: null,
        });
        JSON.stringify(report);
        const total = report.series[0]?.total;
        return [total?.calls ?? 0, total?.mentioning ?? 0, total?.mentions ?? 0];
      }
      case 'breakdown': {
        const report = breakdownReport(db, store, {
          ...input,
          field: 'rep',
          bucket: 'month',
          sort: 'calls',
          limit: 30,
        });
        JSON.stringify(report);
        // Values with as many calls may come in another order: the first row's size tells enough.
        return [report.rows[0]?.calls ?? 0];
      }
      case 'positions': {
        const report = positionsReport(db, store, { ...input, unit: 'percent', split: 'side' });
        JSON.stringify(report);
        return [report.placed];
      }
      case 'phrases':
        return summed(phrasesReport(db, store, input), (row) => row.mentions);
      case 'together':
        return summed(togetherReport(db, store, input), (row) => row.both);
      case 'follows':
        return summed(followsReport(db, store, { ...input, withinSec: 60 }), (row) => row.followed);
      case 'stages':
        return summed(stagesReport(db, store, input), (row) => row.mentioning);
      case 'evidence': {
        const page = evidencePage(db, store, { ...input, filter: {}, order: 'newest', offset: 0, limit: 50 });
        JSON.stringify(page);
        return [page.total, page.calls];
      }
    }
  };
const ours = oursOver(store);

/** Reports that are not part of every page, over a filter. */
const larger: Readonly<Record<string, (filter: (typeof filters)[number]) => unknown>> = (() => {
  const inputOf = ({ q, tracker }: (typeof filters)[number]) => ({
    ...where,
    q,
    series: { kind: 'tracker', key: tracker.key } as const,
  });
  const moments = (filter: (typeof filters)[number], wanted: EvidenceFilter) =>
    evidencePage(db, store, {
      ...inputOf(filter),
      filter: wanted,
      order: 'newest',
      offset: 0,
      limit: 50,
    });
  const five = list.slice(0, 5).map(({ key }): SeriesRef => ({ kind: 'tracker', key }));
  return {
    'five trackers by week': ({ q }) =>
      pointsReport(db, store, { ...where, q, series: five, bucket: 'week', compare: null }),
    'a year before': (filter) =>
      pointsReport(db, store, {
        ...where,
        q: `${filter.q} after:2025-01-01 before:2025-07-01`,
        series: [inputOf(filter).series],
        bucket: 'week',
        compare: { kind: 'year' },
      }),
    'accounts by day, most changed first': (filter) =>
      breakdownReport(db, store, {
        ...inputOf(filter),
        field: 'account',
        bucket: 'day',
        sort: 'change',
        limit: 30,
      }),
    'people by week': (filter) =>
      breakdownReport(db, store, {
        ...inputOf(filter),
        field: 'who',
        bucket: 'week',
        sort: 'share',
        limit: 30,
      }),
    'minutes by outcome': (filter) =>
      positionsReport(db, store, { ...inputOf(filter), unit: 'minutes', split: 'outcome' }),
    'two trackers': (filter) =>
      overlapReport(db, store, {
        ...where,
        q: filter.q,
        a: filter.tracker.key,
        b: pick(list).key,
      }),
    'moments of a side': (filter) => moments(filter, { side: 'customer' }),
    'moments of a bar': (filter) => moments(filter, { bin: { unit: 'percent', from: 45, to: 50 } }),
    'moments of a phrase': (filter) => moments(filter, { phrase: 'data' }),
    'moments that another tracker follows': (filter) =>
      moments(filter, { followed: { key: pick(list).key, withinSec: 60 } }),
  };
})();

/** Processor time of the larger reports, each tracker having been asked before. */
function timeLarger(): void {
  const rows = Object.entries(larger).map(([name, ask]) => {
    for (const tracker of list) ask({ ...all, tracker });
    const times = filters.map((filter) => {
      const used = process.cpuUsage();
      const from = performance.now();
      JSON.stringify(ask(filter));
      const clock = performance.now() - from;
      const { user, system } = process.cpuUsage(used);
      return { clock, cpu: (user + system) / 1000 };
    });
    const of = (kind: 'clock' | 'cpu', part: number) =>
      percentile(
        times.map((time) => time[kind]),
        part,
      ).toFixed(1);
    return [name, of('clock', 0.5), of('clock', 0.95), of('clock', 1), of('cpu', 0.95)];
  });
  console.log(table(['larger reports (ms)', 'p50', 'p95', 'most', 'cpu p95'], rows));
}

/** The first report of each tracker after a start, when nothing was read ahead: wall clock and processor time of the parts. */
async function firstReports() {
  const fresh = openColumns(db);
  fresh.words();
  const ask = oursOver(fresh);
  const clock: Record<string, number[]> = Object.fromEntries([...parts, 'all'].map((part) => [part, []]));
  const cpu: number[] = [];
  for (const tracker of list) {
    const begin = performance.now();
    const used = process.cpuUsage();
    for (const part of parts) {
      const from = performance.now();
      await ask(part, { ...all, tracker });
      clock[part]?.push(performance.now() - from);
    }
    clock['all']?.push(performance.now() - begin);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1000);
  }
  return { clock, cpu };
}

/** The same questions in SQL; SQLite and DuckDB both understand them. */
function sqlOf(part: Part, filter: (typeof filters)[number]): readonly string[] {
  const t = `t.tracker = ${list.indexOf(filter.tracker)}`;
  const from = `FROM call c LEFT JOIN tc t ON t.call = c.id AND ${t} WHERE ${filter.sql}`;
  const figures = `count(*) AS calls, sum(coalesce(t.mentions, 0) > 0) AS mentioning, sum(coalesce(t.mentions, 0)) AS mentions, sum(t.company) AS company, sum(t.customer) AS customer, sum(t.unknown) AS unknown, sum(c.duration) AS seconds`;
  const cast = figures.replace(
    'sum(coalesce(t.mentions, 0) > 0)',
    'sum(CASE WHEN coalesce(t.mentions, 0) > 0 THEN 1 ELSE 0 END)',
  );
  const o = `o.tracker = ${list.indexOf(filter.tracker)}`;
  switch (part) {
    case 'points':
      return [`SELECT c.month AS g, ${cast} ${from} GROUP BY c.month ORDER BY c.month`];
    case 'breakdown':
      return [
        `SELECT c.rep AS g, ${cast} ${from} GROUP BY c.rep ORDER BY calls DESC, g LIMIT 30`,
        `SELECT c.rep AS g, c.month AS m, ${cast} ${from} GROUP BY c.rep, c.month`,
      ];
    case 'positions':
      return [
        `SELECT min(19, CAST(o.start / c.duration / 50 AS INTEGER)) AS g, o.side AS s, count(*) AS n FROM occ o JOIN call c ON c.id = o.call WHERE ${o} AND c.duration > 0 AND ${filter.sql} GROUP BY 1, 2`,
      ];
    case 'phrases':
      return [
        `SELECT p.phrase AS g, sum(p.n) AS n, count(*) AS calls, min(c.started) AS a, max(c.started) AS b FROM phr p JOIN call c ON c.id = p.call WHERE p.tracker = ${list.indexOf(filter.tracker)} AND ${filter.sql} GROUP BY p.phrase`,
      ];
    case 'together':
      return [
        `SELECT x.tracker AS g, count(*) AS n FROM tc t JOIN call c ON c.id = t.call JOIN tc x ON x.call = t.call AND x.tracker <> t.tracker AND x.mentions > 0 WHERE ${t} AND t.mentions > 0 AND ${filter.sql} GROUP BY x.tracker`,
        `SELECT x.tracker AS g, count(*) AS n FROM call c JOIN tc x ON x.call = c.id AND x.mentions > 0 WHERE ${filter.sql} GROUP BY x.tracker`,
      ];
    case 'follows':
      return [
        `SELECT x.tracker AS g, count(DISTINCT o.id) AS n FROM occ o JOIN call c ON c.id = o.call JOIN occ x ON x.call = o.call AND x.tracker <> o.tracker AND x.start > o.start AND x.start <= o.start + 60000 WHERE ${o} AND ${filter.sql} GROUP BY x.tracker`,
      ];
    case 'stages':
      return [`SELECT c.stage_at_call AS g, c.stage AS h, ${cast} ${from} GROUP BY 1, 2`];
    case 'evidence':
      return [
        `SELECT count(*) AS n, count(DISTINCT o.call) AS calls FROM occ o JOIN call c ON c.id = o.call WHERE ${o} AND ${filter.sql}`,
        `SELECT o.call AS id, o.start AS s, o.side AS d, c.started AS at FROM occ o JOIN call c ON c.id = o.call WHERE ${o} AND ${filter.sql} ORDER BY c.started DESC, o.start LIMIT 50`,
      ];
  }
}

type Rows = readonly Record<string, unknown>[];
function checkOf(part: Part, [first]: readonly Rows[]): Check {
  const rows = first ?? [];
  const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
  switch (part) {
    case 'points':
      return [sum('calls'), sum('mentioning'), sum('mentions')];
    case 'breakdown':
      return [Number(rows[0]?.['calls'] ?? 0)];
    case 'stages':
      return [sum('mentioning')];
    case 'evidence':
      return [Number(rows[0]?.['n'] ?? 0), Number(rows[0]?.['calls'] ?? 0)];
    default:
      return [sum('n')];
  }
}

// The tables of the SQL contenders, from the same store ----------------------------------------------------------------

const dir = mkdtempSync(join(tmpdir(), 'earshot-trends-'));
const tables: Record<
  string,
  { columns: readonly string[]; rows: () => Generator<(number | string | null)[]> }
> = {
  call: {
    columns: [
      'id INTEGER PRIMARY KEY',
      'started BIGINT',
      'month INTEGER',
      'duration DOUBLE',
      ...['scope', 'outcome', 'rep', 'account', 'stage', 'dir', 'stage_at_call'].map(
        (name) => `${name} TEXT`,
      ),
    ],
    *rows() {
      for (let slot = 0; slot < columns.size; slot++) {
        const at = new Date(columns.started[slot] as number);
        const label = (field: 'scope' | 'stage@call') => {
          const code = columns.single[field][slot] as number;
          return code < 0 ? null : valuesOf(store, columns, field).label(code);
        };
        yield [
          columns.rowids[slot] as number,
          at.getTime(),
          at.getUTCFullYear() * 12 + at.getUTCMonth(),
          columns.duration[slot] as number,
          ...(['scope', 'outcome', 'rep', 'account', 'stage', 'dir', 'stage@call'] as const).map((field) =>
            label(field as 'scope'),
          ),
        ];
      }
    },
  },
  tc: {
    columns: [
      'tracker INTEGER',
      'call INTEGER',
      'mentions INTEGER',
      'company INTEGER',
      'customer INTEGER',
      'unknown INTEGER',
    ],
    *rows() {
      for (const [at, item] of list.entries()) {
        const block = trackers.block(
          trackers.find(item.key) as NonNullable<ReturnType<typeof trackers.find>>,
        );
        for (let entry = 0; entry < block.size; entry++)
          yield [
            at,
            block.rowids[entry] as number,
            block.mentions[entry] as number,
            block.company[entry] as number,
            block.customer[entry] as number,
            (block.listed[entry] as number) -
              (block.company[entry] as number) -
              (block.customer[entry] as number),
          ];
      }
    },
  },
  occ: {
    columns: ['id INTEGER PRIMARY KEY', 'tracker INTEGER', 'call INTEGER', 'start INTEGER', 'side INTEGER'],
    *rows() {
      let id = 0;
      for (const [at, item] of list.entries()) {
        const block = trackers.block(
          trackers.find(item.key) as NonNullable<ReturnType<typeof trackers.find>>,
        );
        for (let entry = 0; entry < block.size; entry++)
          for (let o = block.occurrences[entry] as number; o < (block.occurrences[entry + 1] as number); o++)
            yield [
              id++,
              at,
              block.rowids[entry] as number,
              block.startMs[o] as number,
              block.side[o] as number,
            ];
      }
    },
  },
  phr: {
    columns: ['tracker INTEGER', 'call INTEGER', 'phrase TEXT', 'n INTEGER'],
    *rows() {
      for (const [at, item] of list.entries()) {
        const block = trackers.block(
          trackers.find(item.key) as NonNullable<ReturnType<typeof trackers.find>>,
        );
        for (const { first, phrases, ends, entries, counted } of block.phraseChunks)
          for (const [p, code] of phrases.entries())
            for (let row = p === 0 ? 0 : (ends[p - 1] as number); row < (ends[p] as number); row++)
              if (counted[row] !== 0)
                yield [
                  at,
                  block.rowids[first + (entries[row] as number)] as number,
                  block.phrases[code] ?? '',
                  counted[row] as number,
                ];
      }
    },
  },
};

function sqlite(): Contender {
  const from = performance.now();
  const made = new Database(join(dir, 'plain.db'));
  made.pragma('journal_mode = OFF');
  made.pragma('synchronous = OFF');
  made.pragma('cache_size = -524288');
  made.pragma('mmap_size = 4294967296');
  for (const [name, { columns: names, rows }] of Object.entries(tables)) {
    made.exec(`CREATE TABLE ${name}(${names.join(', ')})`);
    const insert = made.prepare(`INSERT INTO ${name} VALUES (${names.map(() => '?').join(', ')})`);
    made.transaction(() => {
      for (const row of rows()) insert.run(...row);
    })();
  }
  made.exec(`CREATE INDEX tc_tracker ON tc(tracker, call, mentions, company, customer, unknown);
    CREATE INDEX tc_call ON tc(call, tracker, mentions);
    CREATE INDEX occ_tracker ON occ(tracker, call, start, side);
    CREATE INDEX occ_call ON occ(call, tracker, start);
    CREATE INDEX phr_tracker ON phr(tracker, call, phrase, n);
    CREATE INDEX call_started ON call(started, id, month, duration, rep, stage, stage_at_call);
    ${['scope', 'outcome', 'rep', 'account', 'stage', 'dir'].map((name) => `CREATE INDEX call_${name} ON call(${name}, started, month, duration);`).join('\n')}
    ANALYZE;`);
  say(`plain SQL: tables and indexes in ${((performance.now() - from) / 1000).toFixed(0)} s`);
  return (part, filter) =>
    checkOf(
      part,
      sqlOf(part, filter).map((sql) => made.prepare(sql).all() as Rows),
    );
}

async function duckdb(): Promise<Contender> {
  const problem = installPeers(say);
  if (problem !== null) throw new Error(problem);
  const name = new URL('./peers/node_modules/@duckdb/node-api/lib/index.js', import.meta.url).href;
  const { DuckDBInstance } = (await import(name)) as {
    DuckDBInstance: {
      create(
        file: string,
        options: Record<string, string>,
      ): Promise<{
        connect(): Promise<{
          run(sql: string): Promise<unknown>;
          runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Rows }>;
        }>;
      }>;
    };
  };
  const from = performance.now();
  const instance = await DuckDBInstance.create(join(dir, 'peer.duckdb'), { threads: '2' });
  const made = await instance.connect();
  for (const [table_, { columns: names, rows }] of Object.entries(tables)) {
    const csv = join(dir, `${table_}.csv`);
    let text = '';
    writeFileSync(csv, '');
    for (const row of rows()) {
      text += `${row.map((cell) => (cell === null ? '' : typeof cell === 'number' ? cell : `"${cell.replaceAll('"', '""')}"`)).join(',')}\n`;
      if (text.length > 4_000_000) {
        writeFileSync(csv, text, { flag: 'a' });
        text = '';
      }
    }
    writeFileSync(csv, text, { flag: 'a' });
    const types = names.map((column) => {
      const [id, type] = column.split(' ');
      return `'${id}': '${type === 'TEXT' ? 'VARCHAR' : type}'`;
    });
    await made.run(
      `CREATE TABLE ${table_} AS SELECT * FROM read_csv('${csv}', header = false, columns = {${types.join(', ')}}) ${table_ === 'call' ? 'ORDER BY started' : 'ORDER BY tracker, call'}`,
    );
    rmSync(csv);
  }
  await made.run('CHECKPOINT');
  say(`DuckDB: tables in ${((performance.now() - from) / 1000).toFixed(0)} s`);
  return async (part, filter) => {
    const results: Rows[] = [];
    for (const sql of sqlOf(part, filter))
      results.push((await made.runAndReadAll(sql.replace('min(19, ', 'least(19, '))).getRowObjectsJson());
    return checkOf(part, results);
  };
}

// The run -----------------------------------------------------------------------------------------------------------------

async function run(contender: Contender, budgetMs: number) {
  const times: Record<string, number[]> = Object.fromEntries([...parts, 'all'].map((part) => [part, []]));
  /** Processor time: what a shared machine leaves as it is. */
  const cpu: Record<string, number[]> = Object.fromEntries([...parts, 'all'].map((part) => [part, []]));
  const checks = new Map<string, Check>();
  const until = performance.now() + budgetMs;
  for (const filter of filters.slice(0, 3)) for (const part of parts) await contender(part, filter);
  let done = 0;
  for (const [index, filter] of filters.entries()) {
    if (performance.now() > until && done >= 5) break;
    let whole = 0;
    let used = 0;
    for (const part of parts) {
      const from = performance.now();
      const before = process.cpuUsage();
      checks.set(`${index} ${part}`, await contender(part, filter));
      const ms = performance.now() - from;
      const { user, system } = process.cpuUsage(before);
      cpu[part]?.push((user + system) / 1000);
      used += (user + system) / 1000;
      times[part]?.push(ms);
      whole += ms;
    }
    times['all']?.push(whole);
    cpu['all']?.push(used);
    done++;
  }
  return { times, cpu, checks, done };
}

const names: [string, () => Promise<Contender> | Contender][] = [
  ['Earshot', () => ours],
  ...(values.alone ? [] : [['plain SQL', sqlite] as [string, () => Contender]]),
  ...(values.peers ? [['DuckDB', duckdb] as [string, () => Promise<Contender>]] : []),
];
const first = await firstReports();
const results = new Map<string, Awaited<ReturnType<typeof run>>>();
try {
  for (const [name, open] of names)
    results.set(name, await run(await open(), name === 'Earshot' ? 600_000 : 120_000));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
const own = results.get('Earshot') as Awaited<ReturnType<typeof run>>;
let different = 0;
for (const [name, { checks }] of results)
  for (const [key, check] of checks)
    if (JSON.stringify(check) !== JSON.stringify(own.checks.get(key))) {
      if (different++ < 5)
        say(
          `${name} differs at ${key}: ${JSON.stringify(check)} against ${JSON.stringify(own.checks.get(key))} for ${filters[Number(key.split(' ')[0])]?.q}`,
        );
    }
const ms = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0));
const rows = [...parts, 'all'].map((part) => [
  part === 'all' ? 'whole report' : part,
  ...[...results].flatMap(([name, result]) => {
    const mine = percentile(result.times[part] ?? [], 0.95);
    const base = percentile(own.times[part] ?? [], 0.95);
    return name === 'Earshot'
      ? [
          ms(percentile(result.times[part] ?? [], 0.5)),
          ms(mine),
          ms(percentile(result.cpu[part] ?? [], 0.95)),
          ms(percentile(first.clock[part] ?? [], 0.5)),
          ms(percentile(first.clock[part] ?? [], 0.95)),
        ]
      : [ms(mine), `${(mine / base).toFixed(0)} ×`];
  }),
]);
console.log(
  table(
    [
      'part (ms)',
      'Earshot p50',
      'p95',
      'cpu p95',
      'first p50',
      'p95',
      ...[...results.keys()].slice(1).flatMap((name) => [`${name} p95`, 'ratio']),
    ],
    rows,
  ),
);
if (values.more) timeLarger();
console.log(
  `${columns.size} calls, ${list.reduce((sum, item) => sum + item.calls, 0)} tracker counts, ${list.reduce((sum, item) => sum + item.mentions, 0)} mentions; ${filters.length} filters; answers that differ: ${different}; first report of ${list.length} trackers p95 ${percentile(first.cpu, 0.95).toFixed(0)} ms of processor time; memory ${Math.round(process.memoryUsage.rss() / 1e6)} MB with the mapped store, typed arrays ${Math.round(process.memoryUsage().arrayBuffers / 1e6)} MB`,
);
console.log(
  JSON.stringify({
    calls: columns.size,
    different,
    segments: { megabytes: Math.round(megabytes), ms: Math.round(segmentsMs), longestStep },
    first: Object.fromEntries(
      Object.entries(first.clock).map(([part, list]) => [part, Number(percentile(list, 0.95).toFixed(2))]),
    ),
    loadMs: { columns: columnsMs, oneTracker: oneTrackerMs, all: warmMs, longestSlice: longest },
    p95: Object.fromEntries(
      [...results].map(([name, { times, cpu, done }]) => [
        name,
        {
          filters: done,
          cpu: Object.fromEntries(
            Object.entries(cpu).map(([part, list]) => [part, Number(percentile(list, 0.95).toFixed(2))]),
          ),
          ...Object.fromEntries(
            Object.entries(times).map(([part, list]) => [part, Number(percentile(list, 0.95).toFixed(2))]),
          ),
        },
      ]),
    ),
  }),
);
db.close();
