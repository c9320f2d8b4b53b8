import type { CallDetail, InteractionStat } from '../../electron/contract/call.ts';
import type { ColumnStore } from '../index/columns/columns.ts';
import { valuesOf } from '../index/columns/values.ts';
import { readPersonal } from '../personal/layer.ts';
import type { Db } from '../store/open.ts';
import { findRow } from '../store/rows.ts';
import { workspace as workspaceTable } from '../store/schema.ts';
import { prepared } from '../store/statements.ts';
import { readSpeech } from '../transcripts/speech.ts';
import { readComments } from './comments.ts';
import { readContext } from './context.ts';
import { readDigest } from './digest.ts';
import { type CallRow, findCall } from './find-call.ts';
import { hostMedians } from './host-medians.ts';
import { pageFields, shownValue } from './ingest/fields.ts';
import { readParties } from './parties.ts';
import { readLibrary, readScorecards } from './reviews.ts';
import { readTrackers } from './trackers.ts';

/** metaData by Gong's names, without what the detail has a field of its own for. */
function metaOf(db: Db, call: CallRow): CallDetail['meta'] {
  const facts: [string, string | number | null | undefined][] = pageFields.map(({ column, name }) => [
    name,
    call[column],
  ]);
  const workspace = facts.findIndex(([name]) => name === 'workspaceId') + 1;
  const { workspace_id: id } = call;
  facts.splice(workspace, 0, ['workspace', id && findRow(db, workspaceTable, { gong_id: id })?.name]);
  facts.push(
    ['audioUrl', call.has_audio_url === 1 ? 'available' : null],
    ['videoUrl', call.has_video_url === 1 ? 'available' : null],
  );
  return facts.flatMap(([name, value]) => (value ? [{ name, value: shownValue(name, String(value)) }] : []));
}

function readStats(db: Db, call: CallRow): readonly InteractionStat[] {
  const rows = prepared(
    db,
    'SELECT name, value FROM interaction_stat WHERE call_id = +? AND value IS NOT NULL ORDER BY position',
  ).all(call.id) as { name: string | null; value: number }[];
  if (rows.length === 0) return [];
  const medians = call.primary_user_id === null ? new Map() : hostMedians(db, call.primary_user_id);
  return rows.map(({ name, value }) => {
    const host = medians.get(name ?? '');
    return { name: name ?? '', value, hostMedian: host?.median ?? null, hostCalls: host?.calls ?? 0 };
  });
}

function readSegments(db: Db, callId: number, kind: string): { name: string; durationSec: number }[] {
  return prepared(
    db,
    `SELECT coalesce(name, '') AS name, coalesce(duration_s, 0) AS durationSec FROM segment
     WHERE call_id = +? AND kind = +? ORDER BY position`,
  ).all(callId, kind) as { name: string; durationSec: number }[];
}

function questionsOf(call: CallRow): CallDetail['questions'] {
  if (call.questions_company === null && call.questions_non_company === null) return null;
  return { company: call.questions_company, nonCompany: call.questions_non_company };
}

function outcomeOf(call: CallRow): CallDetail['outcome'] {
  const { outcome_id: id, outcome_category: category, outcome_name: name } = call;
  return id === null && category === null && name === null ? null : { id, category, name };
}

/** The host's newest name, told apart from others of that name; null when Gong names no host. */
function hostOf(store: ColumnStore, call: CallRow): string | null {
  const columns = store.current();
  const slot = columns.slotOf(call.id);
  const code = slot < 0 ? -1 : (columns.single.rep[slot] as number);
  return code < 0 ? null : valuesOf(store, columns, 'rep').label(code);
}

/** Everything the call page shows but the transcript; `store` knows the people of all calls. Throws call/not-found. */
export function readCallDetail(db: Db, store: ColumnStore, gongId: string): CallDetail {
  const call = findCall(db, gongId);
  const digest = readDigest(db, call);
  const context = readContext(db, call.id);
  const speech = readSpeech(db, gongId, call.duration_s);
  return {
    id: call.gong_id,
    title: call.title ?? '',
    url: call.url,
    startedMs: call.started_ms,
    offsetMinutes: call.started_offset,
    scheduledMs: call.scheduled_ms,
    durationSec: call.duration_s ?? 0,
    host: hostOf(store, call),
    hostUserId: call.primary_user_id,
    meta: metaOf(db, call),
    isPrivate: call.is_private === 1,
    goneMs: call.gone_ms,
    syncedMs: call.synced_ms,
    account: call.account,
    context: context.get(-1) ?? [],
    parties: readParties(db, store, call.id, context, speech),
    speechSec: speech?.totalSec ?? null,
    brief: digest.brief,
    keyPoints: digest.keyPoints,
    outline: digest.outline,
    highlights: digest.highlights,
    outcome: outcomeOf(call),
    structure: readSegments(db, call.id, 'structure'),
    topics: readSegments(db, call.id, 'topic'),
    pointsOfInterest: digest.pointsOfInterest,
    trackers: readTrackers(db, call.id, call.has_transcript === 1),
    interactionStats: readStats(db, call),
    video: readSegments(db, call.id, 'video'),
    questions: questionsOf(call),
    comments: readComments(db, call.id),
    scorecards: readScorecards(db, call.id, call.gong_id),
    library: readLibrary(db, call.id, call.gong_id),
    hasTranscript: call.has_transcript === 1,
    mine: readPersonal(db, call.gong_id),
  };
}
