import type { CallOutcome } from '../schema/outcome.ts';
import { type GongUser, gongUser } from '../schema/user.ts';

const settings = {
  webConferencesRecorded: true,
  preventWebConferenceRecording: false,
  telephonyCallsImported: false,
  emailsImported: true,
  preventEmailImport: false,
  nonRecordedMeetingsImported: false,
  gongConnectEnabled: false,
};

/** What Gong sends of a user where nobody filled it in, if not null. */
const unfilled: GongUser = {
  id: '',
  active: true,
  emailAliases: [],
  personalMeetingUrls: [],
  settings,
  spokenLanguages: [],
};

/**
 * A user with all seventeen fields that Gong sends: what nobody filled in is null or empty, never absent. The page where
 * people consent to be recorded is null wherever a user is got; `withConsentPage` has it.
 */
export function wholeUser(user: GongUser): GongUser {
  const fields = Object.keys(gongUser.entries).map((name) => [name, user[name] ?? unfilled[name] ?? null]);
  return { ...Object.fromEntries(fields), meetingConsentPageUrl: null };
}

/** A user as `POST /v2/users/extensive` lists it. */
export const withConsentPage = (user: GongUser): GongUser => ({
  ...wholeUser(user),
  meetingConsentPageUrl:
    user.meetingConsentPageUrl ?? `https://join.gong.example/acme/${encodeURIComponent(user.id)}`,
});

type Row = readonly [callOutcome: string, order: number, connected: boolean, sentiment: string];
const answered: readonly Row[] = [
  ['Follow up', 1, true, 'POSITIVE'],
  ['Meeting booked', 2, true, 'POSITIVE'],
  ['Bad timing', 3, true, 'NEGATIVE'],
  ['Has a solution', 4, true, 'NEUTRAL'],
  ['Bad persona', 5, true, 'NEGATIVE'],
  ['Wrong number', 6, false, 'NEGATIVE'],
  ['Gave referral', 7, true, 'POSITIVE'],
  ['Bad fit', 8, true, 'NEGATIVE'],
  ['Opt out', 9, true, 'NEGATIVE'],
  ['Hung up', 10, false, 'NEGATIVE'],
  ['Gatekeeper', 11, false, 'NEUTRAL'],
  ['Not interested (other)', 12, true, 'NEGATIVE'],
];
const notAnswered: readonly Row[] = [
  ['No voicemail', 1, false, 'NEUTRAL'],
  ['Left voicemail', 2, false, 'NEUTRAL'],
  ['Not in service', 3, false, 'NEUTRAL'],
  ['Busy', 4, false, 'NEUTRAL'],
];
const outcomesOf = (category: string, rows: readonly Row[]) =>
  rows.map(
    ([callOutcome, displayOrder, connected, sentiment]): CallOutcome => ({
      callOutcome,
      displayOrder,
      connectStatus: connected ? 'CONNECTED' : 'NOT_CONNECTED',
      sentiment,
      todoAction: connected ? 'COMPLETE_AND_REMOVE' : 'COMPLETE',
      automation: callOutcome === 'Opt out' ? 'MARK_AS_OPT_OUT' : null,
      category,
    }),
  );

/** The outcomes that Gong comes with, as a live tenant listed them in June 2026. */
export const callOutcomes: readonly CallOutcome[] = [
  ...outcomesOf('NOT_ANSWERED', notAnswered),
  ...outcomesOf('ANSWERED', answered),
];
