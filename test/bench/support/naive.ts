import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Prepare } from './contender.ts';
import { flatCalls, multiColumns, singleColumns, textColumns } from './documents.ts';
import type { BenchQuery } from './queries.ts';

/** A store as one would make it at first: one FTS5 table with all texts, one table of attributes, an index on each. */
function build(file: string, store: string, transcripts: boolean): void {
  const db = new Database(file);
  db.pragma('page_size = 16384');
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = OFF');
  db.exec(`
    CREATE VIRTUAL TABLE doc USING fts5(${textColumns.join(', ')}, tokenize = 'unicode61 remove_diacritics 2');
    CREATE TABLE call(id INTEGER PRIMARY KEY, ${singleColumns.map((name) => `"${name}" TEXT`).join(', ')}, started INTEGER, duration REAL);
    ${multiColumns.map((name) => `CREATE TABLE ${name}(call_id INTEGER, value TEXT, PRIMARY KEY (call_id, value)) WITHOUT ROWID;`).join('\n')}
  `);
  const doc = db.prepare(
    `INSERT INTO doc(rowid, ${textColumns.join(', ')}) VALUES (?, ${textColumns.map(() => '?').join(', ')})`,
  );
  const call = db.prepare(`INSERT INTO call VALUES (?, ${singleColumns.map(() => '?').join(', ')}, ?, ?)`);
  const many = multiColumns.map((name) => db.prepare(`INSERT OR IGNORE INTO ${name} VALUES (?, ?)`));
  db.exec('BEGIN');
  let count = 0;
  for (const row of flatCalls(store, transcripts)) {
    doc.run(row.id, ...textColumns.map((name) => row[name]));
    call.run(row.id, ...singleColumns.map((name) => row[name]), row.started, row.duration);
    multiColumns.forEach((name, at) => {
      for (const value of row[name]) many[at]?.run(row.id, value);
    });
    if (++count % 5000 === 0) db.exec('COMMIT; BEGIN');
  }
  db.exec('COMMIT');
  for (const name of [...singleColumns, 'started', 'duration'])
    db.exec(`CREATE INDEX call_${name} ON call("${name}")`);
  for (const name of multiColumns) db.exec(`CREATE INDEX ${name}_value ON ${name}(value)`);
  db.pragma('optimize');
  db.pragma('wal_checkpoint(TRUNCATE)');
  db.close();
}

/** FTS5 syntax of the words of a query; null when there are none. */
function matchOf(query: BenchQuery): string | null {
  const parts = [
    ...query.words.map((word) => `"${word}"`),
    ...(query.phrase ? [`"${query.phrase.join(' ')}"`] : []),
    ...(query.prefix ? [`"${query.prefix}"*`] : []),
    ...(query.inBrief ? [`brief : "${query.inBrief}"*`] : []),
  ];
  return parts.length > 0 ? parts.join(' AND ') : null;
}

function whereOf(query: BenchQuery): { sql: string; args: unknown[] } {
  const args: unknown[] = [];
  const sql = query.filters.map((filter) => {
    if (filter.kind === 'value') {
      args.push(filter.value);
      return `call."${filter.field}" = ?`;
    }
    args.push(filter.kind === 'longer' ? filter.minutes * 60 : Date.parse(filter.date));
    return filter.kind === 'longer' ? 'call.duration > ?' : 'call.started >= ?';
  });
  return { sql: sql.length > 0 ? sql.join(' AND ') : 'true', args };
}

/** Plain FTS5 for the hits and GROUP BY for each facet, over the ids put into a temporary table. */
export const prepare: Prepare = async (job) => {
  const file = `${job.store}.naive`;
  let ingestSeconds: number | null = null;
  if (!existsSync(file)) {
    const from = performance.now();
    build(`${file}.part`, job.store, job.transcripts);
    renameSync(`${file}.part`, file);
    for (const suffix of ['-wal', '-shm']) rmSync(`${file}.part${suffix}`, { force: true });
    ingestSeconds = (performance.now() - from) / 1000;
  }
  const from = performance.now();
  const db = new Database(file);
  db.pragma('cache_size = -32768');
  db.pragma('mmap_size = 1073741824');
  db.pragma('temp_store = MEMORY');
  db.exec('CREATE TEMP TABLE hit(id INTEGER PRIMARY KEY)');
  const statements = new Map<string, Database.Statement>();
  const run = (sql: string) => {
    let statement = statements.get(sql);
    if (!statement) {
      statement = db.prepare(sql);
      statements.set(sql, statement);
    }
    return statement;
  };

  function facets(query: BenchQuery): number {
    const match = matchOf(query);
    const where = whereOf(query);
    const all = match === null && query.filters.length === 0;
    run('DELETE FROM temp.hit').run();
    if (!all) {
      const words = match === null ? '' : 'id IN (SELECT rowid FROM doc WHERE doc MATCH ?) AND ';
      run(`INSERT INTO temp.hit SELECT id FROM call WHERE ${words}${where.sql}`).run(
        ...(match === null ? [] : [match]),
        ...where.args,
      );
    }
    const joined = all ? 'call' : 'temp.hit JOIN call USING (id)';
    for (const name of singleColumns)
      run(`SELECT call."${name}", count(*) AS n FROM ${joined} GROUP BY 1 ORDER BY n DESC LIMIT 8`).all();
    for (const name of multiColumns)
      run(
        `SELECT value, count(*) AS n FROM ${all ? name : `temp.hit JOIN ${name} ON call_id = id`} GROUP BY 1 ORDER BY n DESC LIMIT 8`,
      ).all();
    for (const value of [
      'CASE WHEN call.duration < 300 THEN 0 WHEN call.duration < 900 THEN 1 WHEN call.duration < 1800 THEN 2 WHEN call.duration < 3600 THEN 3 WHEN call.duration < 5400 THEN 4 ELSE 5 END',
      "strftime('%w', call.started / 1000, 'unixepoch')",
      "strftime('%Y-%m', call.started / 1000, 'unixepoch')",
    ])
      run(`SELECT ${value}, count(*) FROM ${joined} GROUP BY 1`).all();
    return run(`SELECT count(*) FROM ${joined}`).pluck().get() as number;
  }

  function count(query: BenchQuery): number {
    const match = matchOf(query);
    const where = whereOf(query);
    const args = [...(match === null ? [] : [match]), ...where.args];
    const sql =
      match === null
        ? `SELECT count(*) FROM call WHERE ${where.sql}`
        : query.filters.length === 0
          ? 'SELECT count(*) FROM doc WHERE doc MATCH ?'
          : `SELECT count(*) FROM doc JOIN call ON call.id = doc.rowid WHERE doc MATCH ? AND ${where.sql}`;
    return run(sql)
      .pluck()
      .get(...args) as number;
  }

  function page(query: BenchQuery): number {
    const match = matchOf(query);
    const where = whereOf(query);
    if (match === null) {
      const rows = run(`SELECT id FROM call WHERE ${where.sql} ORDER BY started DESC LIMIT 50`).all(
        ...where.args,
      ) as { id: number }[];
      for (const { id } of rows)
        run('SELECT title, people, substr(brief, 1, 260) FROM doc WHERE rowid = ?').get(id);
      return rows.length;
    }
    const rows = (
      query.filters.length === 0
        ? run('SELECT rowid AS id FROM doc WHERE doc MATCH ? ORDER BY rank LIMIT 50').all(match)
        : run(
            `SELECT doc.rowid AS id FROM doc JOIN call ON call.id = doc.rowid WHERE doc MATCH ? AND ${where.sql} ORDER BY rank LIMIT 50`,
          ).all(match, ...where.args)
    ) as { id: number }[];
    for (const { id } of rows) {
      run(
        "SELECT highlight(doc, 0, '<', '>') AS title, snippet(doc, -1, '<', '>', '…', 24) AS text FROM doc WHERE doc MATCH ? AND rowid = ?",
      ).get(match, id);
      run('SELECT * FROM call WHERE id = ?').get(id);
    }
    return rows.length;
  }

  page({ class: 'empty', q: '', words: [], prefix: null, phrase: null, inBrief: null, filters: [] });
  return {
    startMs: performance.now() - from,
    start: 'open the store, first page',
    ingestSeconds,
    diskBytes: statSync(file).size,
    page: (query) => ({ hits: page(query), total: count(query) }),
    keystroke: (query) => ({ hits: page(query), total: facets(query) }),
    facets: (query) => ({ hits: 0, total: facets(query) }),
    close: () => db.close(),
  };
};
