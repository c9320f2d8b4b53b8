import { nextGeneration, readGeneration, touchCalls } from '../../store/generation.ts';
import { bool, int, type Json, jsonText, obj, str, word } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { parseTime } from '../../store/time.ts';
import { refreshAddresses, touchUsers } from './people.ts';
import { recordProblem } from './problems.ts';
import { rescore } from './scorecards.ts';

/** What happened to a list of settings. */
interface SettingsSummary {
  readonly changed: number;
  readonly problems: number;
}

/** One kind of setting: its table, the field that holds the id, and the columns taken from the record. */
interface Kind {
  readonly table: 'user' | 'workspace' | 'tracker_setting' | 'scorecard';
  readonly id: string;
  readonly columns: (record: Json) => Readonly<Record<string, string | number | null>>;
}

function store(db: WriterDb, kind: Kind, record: Json, atMs: number): boolean {
  const id = word(record[kind.id]);
  if (!id) throw new TypeError(`the record has no ${kind.id}`);
  const json = JSON.stringify(record);
  const old = prepared(db, `SELECT json FROM ${kind.table} WHERE gong_id = ?`).get(id) as
    | { json: string }
    | undefined;
  if (old?.json === json) return false;
  const values = { ...kind.columns(record), json, synced_ms: atMs };
  const names = Object.keys(values);
  prepared(
    db,
    `INSERT INTO ${kind.table}(gong_id, ${names.join(', ')}) VALUES (?, ${names.map(() => '?').join(', ')})
     ON CONFLICT (gong_id) DO UPDATE SET ${names.map((name) => `${name} = excluded.${name}`).join(', ')}`,
  ).run(id, ...Object.values(values));
  return true;
}

function ingest(db: WriterDb, kind: Kind, records: readonly unknown[], atMs: number): SettingsSummary {
  return db.transaction(() => {
    let changed = 0;
    let problems = 0;
    for (const item of records) {
      try {
        const record = obj(item);
        if (!record) throw new TypeError('the record is not an object');
        if (store(db, kind, record, atMs)) changed++;
      } catch (error) {
        problems += recordProblem(db, 'record', item, error, { atMs });
      }
    }
    if (changed > 0) nextGeneration(db);
    return { changed, problems };
  })();
}

const users: Kind = {
  table: 'user',
  id: 'id',
  columns: (record) => {
    const name = [word(record['firstName']), word(record['lastName'])].filter(Boolean).join(' ');
    return {
      email: str(record['emailAddress']),
      name: name === '' ? null : name,
      first_name: str(record['firstName']),
      last_name: str(record['lastName']),
      title: str(record['title']),
      phone: str(record['phoneNumber']),
      active: bool(record['active']),
      manager_id: str(record['managerId']),
      created_ms: parseTime(str(record['created'])).ms,
    };
  },
};

const workspaces: Kind = {
  table: 'workspace',
  id: 'id',
  columns: (record) => ({ name: str(record['name']), description: str(record['description']) }),
};

const trackers: Kind = {
  table: 'tracker_setting',
  id: 'trackerId',
  columns: (record) => ({
    name: str(record['trackerName']),
    workspace_id: str(record['workspaceId']),
    affiliation: str(record['affiliation']),
    part_of_question: bool(record['partOfQuestion']),
    said_at: str(record['saidAt']),
    said_at_interval: int(record['saidAtInterval']),
    said_at_unit: str(record['saidAtUnit']),
    language_keywords: jsonText(record['languageKeywords']),
    said_in_topics: jsonText(record['saidInTopics']),
    filter_query: str(record['filterQuery']),
    created_ms: parseTime(str(record['created'])).ms,
    creator_user_id: str(record['creatorUserId']),
    updated_ms: parseTime(str(record['updated'])).ms,
    updater_user_id: str(record['updaterUserId']),
  }),
};

/** Stores users as `GET /v2/users` returns them. The same list twice changes nothing. */
export function ingestUsers(db: WriterDb, records: readonly unknown[], atMs: number): SettingsSummary {
  return db.transaction(() => {
    const summary = ingest(db, users, records, atMs);
    if (summary.changed > 0) {
      refreshAddresses(db, () => readGeneration(db));
      touchUsers(db);
    }
    return summary;
  })();
}

/** Stores workspaces as `GET /v2/workspaces` returns them. */
export function ingestWorkspaces(db: WriterDb, records: readonly unknown[], atMs: number): SettingsSummary {
  return ingest(db, workspaces, records, atMs);
}

/** Stores keyword tracker settings as `GET /v2/settings/trackers` returns them. */
export function ingestTrackers(db: WriterDb, records: readonly unknown[], atMs: number): SettingsSummary {
  return ingest(db, trackers, records, atMs);
}

const scorecards: Kind = {
  table: 'scorecard',
  id: 'scorecardId',
  columns: (record) => ({
    name: str(record['scorecardName']),
    workspace_id: str(record['workspaceId']),
    enabled: bool(record['enabled']),
    review_method: str(record['reviewMethod']),
    updater_user_id: str(record['updaterUserId']),
    created_ms: parseTime(str(record['created'])).ms,
    updated_ms: parseTime(str(record['updated'])).ms,
  }),
};

/** Stores scorecards as `GET /v2/settings/scorecards` returns them; reviews get the names and scores that follow. */
export function ingestScorecards(db: WriterDb, records: readonly unknown[], atMs: number): SettingsSummary {
  return db.transaction(() => {
    const summary = ingest(db, scorecards, records, atMs);
    const calls = summary.changed > 0 ? rescore(db) : [];
    if (calls.length > 0) touchCalls(db, calls);
    return summary;
  })();
}
