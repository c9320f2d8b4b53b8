import type { DoctorReport } from '../../electron/contract/app.ts';
import { storeErrorCode } from '../errors.ts';
import { schemaVersion, versionOf } from '../migrate.ts';
import { connect, type Db, sizeOnDisk } from '../open.ts';
import { prepared } from '../statements.ts';
import { lastSyncMs } from '../sync.ts';
import { countProblems } from './sync-log.ts';

/** Our full-text tables; external content ones are compared with the text they index (rank 1). */
const fullText = [{ table: 'passage_fts', rank: 1 }] as const;

/** FTS5's own check of every index: 'ok' or what is wrong. `PRAGMA integrity_check` does not see these errors. */
export function checkFullText(db: Db): string {
  for (const { table, rank } of fullText) {
    try {
      db.prepare(`INSERT INTO ${table}(${table}, rank) VALUES ('integrity-check', ?)`).run(rank);
    } catch (error) {
      if (storeErrorCode(error) === 'store/corrupt') return `${table} does not match the stored text`;
      throw error;
    }
  }
  return 'ok';
}

/** The check is written as an INSERT, which a read-only connection may not do, though it changes nothing. */
function fullTextState(db: Db): string {
  if (!db.readonly) return checkFullText(db);
  let writer: ReturnType<typeof connect> | null = null;
  try {
    writer = connect(db.name);
    return checkFullText(writer);
  } catch (error) {
    return `not checked: ${error instanceof Error ? error.message : String(error)}`;
  } finally {
    writer?.close();
  }
}

function tableCounts(db: Db): DoctorReport['tables'] {
  const names = prepared(
    db,
    `SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND name NOT LIKE 'sqlite_%'
       AND name NOT GLOB '*_fts_*' ORDER BY name`,
  )
    .pluck()
    .all() as string[];
  return names.map((table) => ({
    table,
    rows: db.prepare(`SELECT count(*) FROM "${table}"`).pluck().get() as number,
  }));
}

function totals(db: Db): Record<string, number> {
  const one = (sql: string) => (db.prepare(sql).pluck().get() as number | null) ?? 0;
  const occurrences = (where: string) =>
    one(
      `SELECT sum(coalesce(company, 0) + coalesce(customer, 0) + coalesce(unknown, 0)) FROM call_tracker ${where}`,
    );
  return {
    calls: one('SELECT count(*) FROM call'),
    callsShown: one('SELECT count(*) FROM call WHERE hidden = 0'),
    callsPrivate: one('SELECT count(*) FROM call WHERE is_private = 1'),
    callsGone: one('SELECT count(*) FROM call WHERE gone_ms IS NOT NULL'),
    transcripts: one('SELECT count(*) FROM transcript'),
    monologues: one('SELECT sum(monologues) FROM transcript'),
    sentences: one('SELECT sum(sentences) FROM transcript'),
    trackerOccurrences: occurrences(''),
    keywordOccurrences: occurrences("WHERE type = 'KEYWORD'"),
    smartOccurrences: occurrences("WHERE type = 'SMART'"),
    participants: one('SELECT count(*) FROM party'),
    comments: one('SELECT count(*) FROM comment'),
    passages: one('SELECT count(*) FROM passage'),
    users: one('SELECT count(*) FROM user'),
    workspaces: one('SELECT count(*) FROM workspace'),
    trackerSettings: one('SELECT count(*) FROM tracker_setting'),
    changes: one('SELECT count(*) FROM change'),
    myNotes: one('SELECT count(*) FROM mine_note'),
    myTags: one('SELECT count(*) FROM mine_tag'),
    openProblems: countProblems(db),
  };
}

/** A complete examination of the store: counts, integrity, versions, size. Reads everything, so it takes a while. */
export function examine(db: Db): DoctorReport {
  const integrity = (db.pragma('integrity_check(20)') as { integrity_check: string }[])
    .map((row) => row.integrity_check)
    .join('; ');
  const foreign = (db.pragma('foreign_key_check') as unknown[]).length;
  const ftsIntegrity = fullTextState(db);
  const version = versionOf(db);
  const open = countProblems(db);
  const problems = [
    integrity === 'ok' ? '' : `The file is damaged: ${integrity}. Restart Earshot to have it rebuilt.`,
    foreign === 0
      ? ''
      : `${foreign} rows belong to calls that are not there. Restart Earshot and sync again.`,
    ftsIntegrity === 'ok' ? '' : `Full-text index: ${ftsIntegrity}.`,
    version === schemaVersion
      ? ''
      : `The schema is version ${version}, this Earshot writes ${schemaVersion}.`,
    open === 0 ? '' : `${open} records or requests had problems: see Sync & settings, Problems.`,
  ].filter((problem) => problem !== '');
  return {
    ok: integrity === 'ok' && ftsIntegrity === 'ok' && foreign === 0 && version === schemaVersion,
    tables: tableCounts(db),
    totals: totals(db),
    integrity,
    ftsIntegrity,
    schemaVersion: version,
    sizeBytes: sizeOnDisk(db),
    lastSyncMs: lastSyncMs(db),
    problems,
  };
}
