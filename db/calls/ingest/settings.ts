import type { ScorecardRecord } from '../../../electron/gong/schema/scorecards.ts';
import type { KeywordTracker } from '../../../electron/gong/schema/tracker.ts';
import type { GongUser } from '../../../electron/gong/schema/user.ts';
import type { Workspace } from '../../../electron/gong/schema/workspace.ts';
import { readEraser } from '../../erase/eraser.ts';
import { nextGeneration, readGeneration, touchCalls } from '../../store/generation.ts';
import { bool, int, jsonText, str, word } from '../../store/json.ts';
import type { WriterDb } from '../../store/open.ts';
import { findRow, putRow } from '../../store/rows.ts';
import { scorecard, trackerSetting, user, workspace } from '../../store/schema.ts';
import { parseTime } from '../../store/time.ts';
import { refreshAddresses, touchUsers } from './people.ts';
import { recordProblem } from './problems.ts';
import { rescore } from './scorecards.ts';

/** What happened to a list of settings. */
interface SettingsSummary {
  readonly changed: number;
  readonly problems: number;
}

type SettingsTable = typeof user | typeof workspace | typeof trackerSetting | typeof scorecard;

/** One kind of setting: its table, its id, and the columns taken from a record. */
interface Kind<R, T extends SettingsTable> {
  readonly table: T;
  id(record: R): string;
  columns(record: R): Omit<T['$inferInsert'], 'gong_id' | 'json' | 'synced_ms'>;
}

function ingest<R, T extends SettingsTable>(
  db: WriterDb,
  kind: Kind<R, T>,
  records: readonly R[],
  atMs: number,
): SettingsSummary {
  return db.transaction(() => {
    let changed = 0;
    let problems = 0;
    for (const record of records) {
      try {
        const gong_id = kind.id(record);
        if (gong_id.trim() === '') throw new TypeError('the record has no id');
        const json = JSON.stringify(record);
        if (findRow<SettingsTable>(db, kind.table, { gong_id })?.json === json) continue;
        putRow<SettingsTable>(db, kind.table, { gong_id, ...kind.columns(record), json, synced_ms: atMs });
        changed++;
      } catch (error) {
        problems += recordProblem(db, 'record', record, error, { atMs });
      }
    }
    if (changed > 0) nextGeneration(db);
    return { changed, problems };
  })();
}

const users: Kind<GongUser, typeof user> = {
  table: user,
  id: ({ id }) => id,
  columns: (record) => {
    const name = [word(record.firstName), word(record.lastName)].filter(Boolean).join(' ');
    return {
      email: str(record.emailAddress),
      name: name === '' ? null : name,
      first_name: str(record.firstName),
      last_name: str(record.lastName),
      title: str(record.title),
      phone: str(record.phoneNumber),
      active: bool(record.active),
      manager_id: str(record.managerId),
      created_ms: parseTime(record.created).ms,
    };
  },
};

const workspaces: Kind<Workspace, typeof workspace> = {
  table: workspace,
  id: ({ id }) => id,
  columns: ({ name, description }) => ({ name: str(name), description: str(description) }),
};

const trackers: Kind<KeywordTracker, typeof trackerSetting> = {
  table: trackerSetting,
  id: ({ trackerId }) => trackerId,
  columns: (record) => ({
    name: str(record.trackerName),
    workspace_id: str(record.workspaceId),
    affiliation: str(record.affiliation),
    part_of_question: bool(record.partOfQuestion),
    said_at: str(record.saidAt),
    said_at_interval: int(record.saidAtInterval),
    said_at_unit: str(record.saidAtUnit),
    language_keywords: jsonText(record.languageKeywords),
    said_in_topics: jsonText(record.saidInTopics),
    filter_query: str(record.filterQuery),
    created_ms: parseTime(record.created).ms,
    creator_user_id: str(record.creatorUserId),
    updated_ms: parseTime(record.updated).ms,
    updater_user_id: str(record.updaterUserId),
  }),
};

/** Stores users as `GET /v2/users` returns them. The same list twice changes nothing. */
export function ingestUsers(db: WriterDb, records: readonly GongUser[], atMs: number): SettingsSummary {
  return db.transaction(() => {
    const eraser = readEraser(db);
    const kept = eraser ? records.filter((record) => !eraser.user(record)) : records;
    const summary = ingest(db, users, kept, atMs);
    if (summary.changed > 0) {
      refreshAddresses(db, () => readGeneration(db));
      touchUsers(db);
    }
    return summary;
  })();
}

/** Stores workspaces as `GET /v2/workspaces` returns them. */
export function ingestWorkspaces(db: WriterDb, records: readonly Workspace[], atMs: number): SettingsSummary {
  return ingest(db, workspaces, records, atMs);
}

/** Stores keyword tracker settings as `GET /v2/settings/trackers` returns them. */
export function ingestTrackers(
  db: WriterDb,
  records: readonly KeywordTracker[],
  atMs: number,
): SettingsSummary {
  return ingest(db, trackers, records, atMs);
}

const scorecards: Kind<ScorecardRecord, typeof scorecard> = {
  table: scorecard,
  id: ({ scorecardId }) => String(scorecardId),
  columns: (record) => ({
    name: str(record.scorecardName),
    workspace_id: str(record.workspaceId),
    enabled: bool(record.enabled),
    review_method: str(record.reviewMethod),
    updater_user_id: str(record.updaterUserId),
    created_ms: parseTime(record.created).ms,
    updated_ms: parseTime(record.updated).ms,
  }),
};

/** Stores scorecards as `GET /v2/settings/scorecards` returns them; reviews get the names and scores that follow. */
export function ingestScorecards(
  db: WriterDb,
  records: readonly ScorecardRecord[],
  atMs: number,
): SettingsSummary {
  return db.transaction(() => {
    const summary = ingest(db, scorecards, records, atMs);
    const calls = summary.changed > 0 ? rescore(db) : [];
    if (calls.length > 0) touchCalls(db, calls);
    return summary;
  })();
}
