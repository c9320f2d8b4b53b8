import type { DoctorReport } from '../../electron/contract/app.ts';
import { checkWords } from '../index/words/check.ts';
import { type Db, sizeOnDisk } from '../store/open.ts';
import { setAsideCopies } from '../store/set-aside.ts';
import { prepared } from '../store/statements.ts';
import { schemaVersion, versionOf } from '../store/version.ts';
import { lastSyncMs } from '../sync/sync.ts';
import { countProblems } from '../sync/sync-log.ts';
import { oldRulesNote, zoneRules } from './zone-rules.ts';

const waitingText = (waiting: number) =>
  waiting === 0 ? 'ok' : `${waiting} calls wait to be indexed, which happens while Earshot runs`;

function tableCounts(db: Db): DoctorReport['tables'] {
  const names = prepared(
    db,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
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
  const words = checkWords(db);
  const version = versionOf(db);
  const open = countProblems(db);
  const problems = [
    integrity === 'ok' ? '' : `The file is damaged: ${integrity}. Restart Earshot to have it rebuilt.`,
    foreign === 0
      ? ''
      : `${foreign} rows belong to calls that are not there. Restart Earshot and sync again.`,
    words.damaged ? 'The word index is damaged. Restart Earshot to have it made anew; nothing is lost.' : '',
    version === schemaVersion
      ? ''
      : `The schema is version ${version}, this Earshot writes ${schemaVersion}.`,
    open === 0 ? '' : `${open} records or requests had problems: see Sync & settings, Problems.`,
  ].filter((problem) => problem !== '');
  return {
    ok: integrity === 'ok' && !words.damaged && foreign === 0 && version === schemaVersion,
    tables: tableCounts(db),
    totals: totals(db),
    integrity,
    wordIndex: words.damaged ? 'damaged' : waitingText(words.waiting),
    schemaVersion: version,
    sizeBytes: sizeOnDisk(db),
    lastSyncMs: lastSyncMs(db),
    zoneRules: zoneRules(),
    problems,
    setAside: setAsideCopies(db.name),
    notes: [oldRulesNote(zoneRules()) ?? ''].filter((note) => note !== ''),
  };
}
