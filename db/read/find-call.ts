import { EarshotError } from '../../electron/contract/errors.ts';
import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';

/** A row of `call`, column for column. */
export interface CallRow {
  readonly id: number;
  readonly gong_id: string;
  readonly url: string | null;
  readonly title: string | null;
  readonly scheduled_ms: number | null;
  readonly scheduled_offset: number | null;
  readonly scheduled_text: string | null;
  readonly started_ms: number;
  readonly started_offset: number;
  readonly started_text: string | null;
  readonly duration_s: number | null;
  readonly primary_user_id: string | null;
  readonly direction: string | null;
  readonly system: string | null;
  readonly scope: string | null;
  readonly media: string | null;
  readonly language: string | null;
  readonly workspace_id: string | null;
  readonly sdr_disposition: string | null;
  readonly client_unique_id: string | null;
  readonly custom_data: string | null;
  readonly purpose: string | null;
  readonly meeting_url: string | null;
  readonly is_private: number | null;
  readonly calendar_event_id: string | null;
  readonly brief: string | null;
  readonly outcome_id: string | null;
  readonly outcome_category: string | null;
  readonly outcome_name: string | null;
  readonly questions_company: number | null;
  readonly questions_non_company: number | null;
  readonly has_audio_url: number | null;
  readonly has_video_url: number | null;
  readonly host: string | null;
  readonly account: string | null;
  readonly stage: string | null;
  readonly stage_at_call: string | null;
  readonly has_transcript: number;
  readonly has_comments: number;
  readonly hidden: number;
  readonly gone_ms: number | null;
  readonly first_synced_ms: number;
  readonly synced_ms: number;
  readonly changed_ms: number | null;
}

/** The stored row of a call the user may see. Throws call/not-found. */
export function findCall(db: Db, gongId: string): CallRow {
  const row = prepared(db, 'SELECT * FROM call WHERE gong_id = ? AND hidden = 0').get(gongId);
  if (!row) {
    throw new EarshotError({
      code: 'call/not-found',
      message: `There is no call ${gongId} in this store.`,
      nextStep: 'It may not be synced yet, be hidden by your settings, or belong to another profile.',
    });
  }
  return row as CallRow;
}
