import * as v from 'valibot';
import { parseWith } from './call.ts';
import { bool, changed, id, num, opt, paged, record, text } from './common.ts';

/** A sentence; start and end in milliseconds from the start of the call. */
const sentence = record({ start: num, end: num, text: opt(text) });
const monologue = record({ speakerId: opt(id), topic: opt(text), sentences: opt(v.array(sentence)) });

/** One call's transcript as `POST /v2/calls/transcript` returns it. */
export const callTranscript = record({ callId: id, transcript: opt(v.array(monologue)) });
export type CallTranscript = v.InferOutput<typeof callTranscript>;
/** A transcript that `callTranscript` accepts, as it came from Gong. */
export type TranscriptRecord = v.InferInput<typeof callTranscript>;
export const transcriptsPage = record({ ...paged, callTranscripts: opt(v.array(v.unknown())) });

/** Reads one transcript; anything that does not fit is described, never thrown. */
export const parseTranscript = parseWith(callTranscript, ['callId']);

export const gongUser = record({
  id: id,
  emailAddress: opt(text),
  created: opt(text),
  active: opt(bool),
  emailAliases: opt(v.array(text)),
  trustedEmailAddress: opt(text),
  firstName: opt(text),
  lastName: opt(text),
  title: opt(text),
  phoneNumber: opt(text),
  extension: opt(text),
  personalMeetingUrls: opt(v.array(text)),
  settings: opt(v.record(text, v.unknown())),
  managerId: opt(id),
  meetingConsentPageUrl: opt(text),
  conferencingProviders: opt(v.array(record({ provider: opt(text), isDefault: opt(bool) }))),
  spokenLanguages: opt(v.array(record({ language: opt(text), primary: opt(bool) }))),
});
export type GongUser = v.InferOutput<typeof gongUser>;
export const usersPage = record({ ...paged, users: opt(v.array(v.unknown())) });

/** A result that a call can be given; its `callOutcome` is the name that people see. */
export const callOutcome = record({
  callOutcome: opt(text),
  displayOrder: opt(num),
  connectStatus: opt(text),
  sentiment: opt(text),
  todoAction: opt(text),
  automation: opt(text),
  category: opt(text),
});
export type CallOutcome = v.InferOutput<typeof callOutcome>;

export const workspace = record({ id: id, name: opt(text), description: opt(text) });
export type Workspace = v.InferOutput<typeof workspace>;
export const workspacesList = record({ requestId: opt(text), workspaces: opt(v.array(v.unknown())) });

export const keywordTracker = record({
  trackerId: id,
  trackerName: opt(text),
  workspaceId: opt(id),
  languageKeywords: opt(
    v.array(record({ language: opt(text), keywords: opt(v.array(text)), includeRelatedForms: opt(bool) })),
  ),
  affiliation: opt(text),
  partOfQuestion: opt(bool),
  saidAt: opt(text),
  saidAtInterval: opt(num),
  saidAtUnit: opt(text),
  saidInTopics: opt(v.array(text)),
  filterQuery: opt(text),
  ...changed,
  creatorUserId: opt(id),
});
export type KeywordTracker = v.InferOutput<typeof keywordTracker>;
export const trackersList = record({ requestId: opt(text), keywordTrackers: opt(v.array(v.unknown())) });
