import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import type { Prepare } from '../support/contender.ts';
import { type FlatCall, multiColumns, singleColumns, textColumns } from '../support/documents.ts';
import type { BenchFilter, BenchQuery } from '../support/queries.ts';
import { snippet } from './shared.ts';

interface Connection {
  run(sql: string): Promise<unknown>;
  runAndReadAll(sql: string): Promise<{ getRowObjectsJson(): Record<string, unknown>[] }>;
  closeSync(): void;
}
interface DuckDb {
  readonly DuckDBInstance: {
    create(file: string, options?: Record<string, string>): Promise<{ connect(): Promise<Connection> }>;
  };
}

const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/**
 * DuckDB: a columnar store. Its full-text extension is a download of its own, so the same tables are made here by hand:
 * a dictionary, postings sorted by term, and BM25 in SQL; phrases are looked for in the texts of the calls with all words.
 */
export const prepare: Prepare = async (job) => {
  const name = '@duckdb/node-api';
  const { DuckDBInstance } = (await import(name)) as DuckDb;
  const file = `${job.store}.duckdb`;
  let ingestSeconds: number | null = null;
  if (!existsSync(file)) {
    const from = performance.now();
    rmSync(`${file}.part`, { force: true });
    const instance = await DuckDBInstance.create(`${file}.part`, { threads: '2' });
    const db = await instance.connect();
    await db.run("SET memory_limit = '6GB'");
    const columns = [
      "id: 'INTEGER'",
      ...[...textColumns, ...singleColumns].map((column) => `${column}: 'VARCHAR'`),
      ...multiColumns.map((column) => `${column}: 'VARCHAR[]'`),
      "started: 'BIGINT'",
      "duration: 'DOUBLE'",
    ].join(', ');
    await db.run(
      `CREATE TABLE call AS SELECT * FROM read_json(${text(job.documents)}, format = 'newline_delimited', maximum_object_size = 67108864, columns = {${columns}}) ORDER BY started DESC`,
    );
    const words = (source: string) =>
      `unnest(regexp_extract_all(strip_accents(lower(${source})), '[\\p{L}\\p{N}]+'))`;
    for (const [table, source] of [
      ['post', `concat_ws(' ', ${textColumns.join(', ')})`],
      ['post_brief', 'brief'],
    ]) {
      await db.run(
        `CREATE TABLE ${table} AS SELECT term, id, count(*)::INTEGER AS tf FROM (SELECT id, ${words(source as string)} AS term FROM call) GROUP BY ALL ORDER BY term, id`,
      );
    }
    await db.run(
      'CREATE TABLE dict AS SELECT term, count(*)::INTEGER AS df FROM post GROUP BY term ORDER BY term',
    );
    await db.run('CREATE TABLE len AS SELECT id, sum(tf)::INTEGER AS len FROM post GROUP BY id ORDER BY id');
    await db.run('CHECKPOINT');
    db.closeSync();
    renameSync(`${file}.part`, file);
    ingestSeconds = (performance.now() - from) / 1000;
  }
  const from = performance.now();
  const instance = await DuckDBInstance.create(file, { threads: '2', access_mode: 'READ_ONLY' });
  const db = await instance.connect();
  const all = async (sql: string) => (await db.runAndReadAll(sql)).getRowObjectsJson();
  const average = Number((await all('SELECT avg(len) AS a FROM len'))[0]?.['a'] ?? 1);

  const filterSql = (filter: BenchFilter) =>
    filter.kind === 'value'
      ? `call."${filter.field}" = ${text(filter.value)}`
      : filter.kind === 'longer'
        ? `call.duration > ${filter.minutes * 60}`
        : `call.started >= ${Date.parse(filter.date)}`;

  /** A temporary table `hit` with the ids of all matching calls and their scores. */
  async function match(query: BenchQuery): Promise<void> {
    const conditions: [table: string, term: string][] = [
      ...[...query.words, ...(query.phrase ?? [])].map((word): [string, string] => [
        'post',
        `= ${text(word)}`,
      ]),
      ...(query.prefix
        ? [
            ['post', `>= ${text(query.prefix)} AND term < ${text(`${query.prefix}\u{10ffff}`)}`] as [
              string,
              string,
            ],
          ]
        : []),
      ...(query.inBrief
        ? [
            ['post_brief', `>= ${text(query.inBrief)} AND term < ${text(`${query.inBrief}\u{10ffff}`)}`] as [
              string,
              string,
            ],
          ]
        : []),
    ];
    const where = query.filters.map(filterSql);
    if (query.phrase)
      where.push(
        `regexp_matches(strip_accents(lower(concat_ws(' | ', ${textColumns.map((column) => `call.${column}`).join(', ')}))), ${text(`(^|[^\\p{L}\\p{N}])${query.phrase.join('[^\\p{L}\\p{N}|]+')}($|[^\\p{L}\\p{N}])`)})`,
      );
    const scored = conditions.map(
      ([table, term], at) =>
        `(SELECT id, ln(1 + (${job.calls} - count(*) OVER () + 0.5) / (count(*) OVER () + 0.5)) * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * len / ${average})) AS score FROM (SELECT id, sum(tf) AS tf FROM ${table} WHERE term ${term} GROUP BY id) JOIN len USING (id)) AS m${at}`,
    );
    const score = conditions.length > 0 ? conditions.map((_, at) => `m${at}.score`).join(' + ') : '0';
    const joins = scored.map((sub, at) => (at === 0 ? sub : `JOIN ${sub} USING (id)`)).join(' ');
    const source =
      conditions.length === 0 ? 'call' : where.length === 0 ? joins : `${joins} JOIN call USING (id)`;
    await db.run(
      `CREATE OR REPLACE TEMP TABLE hit AS SELECT id, ${score} AS score FROM ${source} ${where.length > 0 ? `WHERE ${where.join(' AND ')}` : ''}`,
    );
  }

  async function facets(): Promise<number> {
    for (const column of singleColumns)
      await all(
        `SELECT "${column}" AS v, count(*) AS n FROM hit JOIN call USING (id) GROUP BY v ORDER BY n DESC LIMIT 8`,
      );
    for (const column of multiColumns)
      await all(
        `SELECT v, count(*) AS n FROM (SELECT unnest(${column}) AS v FROM hit JOIN call USING (id)) GROUP BY v ORDER BY n DESC LIMIT 8`,
      );
    for (const value of [
      'CASE WHEN duration < 300 THEN 0 WHEN duration < 900 THEN 1 WHEN duration < 1800 THEN 2 WHEN duration < 3600 THEN 3 WHEN duration < 5400 THEN 4 ELSE 5 END',
      'dayofweek(make_timestamp(started * 1000))',
      "date_trunc('month', make_timestamp(started * 1000))",
    ])
      await all(`SELECT ${value} AS v, count(*) AS n FROM hit JOIN call USING (id) GROUP BY v`);
    return Number((await all('SELECT count(*) AS n FROM hit'))[0]?.['n'] ?? 0);
  }

  async function page(query: BenchQuery): Promise<number> {
    const words = query.words.length > 0 || query.phrase || query.prefix || query.inBrief;
    const rows = await all(
      words
        ? `SELECT call.* FROM (SELECT id, score FROM hit ORDER BY score DESC LIMIT 50) JOIN call USING (id) ORDER BY score DESC`
        : `SELECT call.* FROM (SELECT id FROM hit JOIN call USING (id) ORDER BY started DESC LIMIT 50) JOIN call USING (id)`,
    );
    return rows.map((row) => snippet(row as unknown as FlatCall, query)).length;
  }
  await all('SELECT id FROM call LIMIT 50');
  return {
    startMs: performance.now() - from,
    start: 'open the file, first rows',
    ingestSeconds,
    diskBytes: statSync(file).size,
    async page(query) {
      await match(query);
      const hits = await page(query);
      return { hits, total: Number((await all('SELECT count(*) AS n FROM hit'))[0]?.['n'] ?? 0) };
    },
    async keystroke(query) {
      await match(query);
      return { hits: await page(query), total: await facets() };
    },
    async facets(query) {
      await match(query);
      return { hits: 0, total: await facets() };
    },
    close: () => db.closeSync(),
  };
};
