import { blob, integer, primaryKey, real, sqliteTable, text } from './drizzle.ts';

// The one list of tables and columns: new stores are made by it (create.ts), and old ones are migrated to it (test/db/open.test.ts
// compares the two). Rows are typed by it and written by it (rows.ts, calls/ingest), and what of a call's columns comes from Gong is
// said in calls/ingest/fields.ts. Properties carry the columns' own names, so that a row of hand-written SQL has the same type.
//
// Times are UTC milliseconds; _offset is minutes east of UTC of the original text, which is kept in _text. JSON columns hold Gong's
// own block, as it came. Codes: passage.kind 1 said, 2 outline, 3 highlight, 4 comment, 5 note; side 0 unknown, 1 company, 2 customer.

/** The call that a row is a part of, and goes with. */
const ofCall = () => integer().references(() => call.id, { onDelete: 'cascade' });

export const meta = sqliteTable('meta', {
  key: text().primaryKey(),
  value: integer().notNull(),
});

export const setting = sqliteTable('setting', {
  key: text().primaryKey(),
  value: text().notNull(),
});

export const call = sqliteTable('call', {
  id: integer().primaryKey({ autoIncrement: true }),
  gong_id: text().notNull().unique(),
  url: text(),
  title: text(),
  scheduled_ms: integer(),
  scheduled_offset: integer(),
  scheduled_text: text(),
  started_ms: integer().notNull(),
  started_offset: integer().notNull(),
  started_text: text(),
  duration_s: real(),
  primary_user_id: text(),
  direction: text(),
  system: text(),
  scope: text(),
  media: text(),
  language: text(),
  workspace_id: text(),
  sdr_disposition: text(),
  client_unique_id: text(),
  custom_data: text(),
  purpose: text(),
  meeting_url: text(),
  is_private: integer(),
  calendar_event_id: text(),
  brief: text(),
  outcome_id: text(),
  outcome_category: text(),
  outcome_name: text(),
  questions_company: integer(),
  questions_non_company: integer(),
  has_audio_url: integer(),
  has_video_url: integer(),
  account: text(),
  stage: text(),
  stage_at_call: text(),
  has_transcript: integer().notNull().default(0),
  has_comments: integer().notNull().default(0),
  // When Gong was last asked for the transcript, with or without success.
  transcript_asked_ms: integer(),
  // The store's own.
  // 0 shown; 1 kept but shown nowhere (gone with policy hide, private calls switched off); 2 private, only known to exist.
  hidden: integer().notNull().default(0),
  gone_ms: integer(),
  first_synced_ms: integer().notNull(),
  synced_ms: integer().notNull(),
  changed_ms: integer(),
  generation: integer().notNull(),
});

// Calls removed from the store since a generation, so that readers can forget them.
export const purged = sqliteTable('purged', {
  call_id: integer().primaryKey(),
  gong_id: text().notNull(),
  generation: integer().notNull(),
});

export const callRaw = sqliteTable('call_raw', {
  call_id: ofCall().primaryKey(),
  hash: blob({ mode: 'buffer' }).notNull(),
  fetched_ms: integer().notNull(),
  json: blob({ mode: 'buffer' }).notNull(),
});

export const callContent = sqliteTable('call_content', {
  call_id: ofCall().primaryKey(),
  key_points: text(),
  outline: text(),
  highlights: text(),
  points_of_interest: text(),
});

export const party = sqliteTable('party', {
  id: integer().primaryKey(),
  call_id: ofCall().notNull(),
  position: integer().notNull(),
  gong_id: text(),
  email: text(),
  name: text(),
  title: text(),
  user_id: text(),
  speaker_id: text(),
  affiliation: text(),
  phone: text(),
  methods: text(),
  side: integer().notNull(),
  company: text(),
  person_key: text(),
});

export const contextObject = sqliteTable('context_object', {
  id: integer().primaryKey(),
  call_id: ofCall().notNull(),
  // Position of the party it belongs to; -1 for the call's own context.
  party: integer().notNull(),
  position: integer().notNull(),
  system: text(),
  object_type: text(),
  object_id: text(),
  timing: text(),
  fields: text(),
});

export const segment = sqliteTable(
  'segment',
  {
    call_id: ofCall().notNull(),
    kind: text({ enum: ['structure', 'topic', 'video'] }).notNull(),
    position: integer().notNull(),
    name: text(),
    duration_s: real(),
  },
  (t) => [primaryKey({ columns: [t.call_id, t.kind, t.position] })],
);

export const tracker = sqliteTable('tracker', {
  id: integer().primaryKey(),
  // 'gong:<id>', or 'name:<name>' where Gong gave no id.
  key: text().notNull().unique(),
  gong_id: text(),
  name: text().notNull(),
  type: text(),
});

export const callTracker = sqliteTable(
  'call_tracker',
  {
    call_id: ofCall().notNull(),
    position: integer().notNull(),
    tracker_id: integer()
      .references(() => tracker.id)
      .notNull(),
    name: text(),
    type: text(),
    count: integer(),
    // Listed moments by side: the union of the tracker's and its phrases' occurrences, each moment once.
    // NULL when Gong lists no occurrences for this call at all.
    company: integer(),
    customer: integer(),
    unknown: integer(),
    // JSON [[startSec, side, speakerId, phrase], ...] of that union, by time.
    moments: text(),
    // JSON [[phrase, count], ...] of all phrases, also those never said.
    phrases: text(),
  },
  (t) => [primaryKey({ columns: [t.call_id, t.position] })],
);

export const speaker = sqliteTable(
  'speaker',
  {
    call_id: ofCall().notNull(),
    position: integer().notNull(),
    gong_id: text(),
    user_id: text(),
    talk_time_s: real(),
  },
  (t) => [primaryKey({ columns: [t.call_id, t.position] })],
);

export const interactionStat = sqliteTable(
  'interaction_stat',
  {
    call_id: ofCall().notNull(),
    position: integer().notNull(),
    name: text(),
    value: real(),
  },
  (t) => [primaryKey({ columns: [t.call_id, t.position] })],
);

export const comment = sqliteTable(
  'comment',
  {
    call_id: ofCall().notNull(),
    position: integer().notNull(),
    gong_id: text(),
    start_s: real(),
    end_s: real(),
    user_id: text(),
    text: text(),
    posted_ms: integer(),
    posted_offset: integer(),
    posted_text: text(),
    in_reply_to: text(),
    during_call: integer(),
  },
  (t) => [primaryKey({ columns: [t.call_id, t.position] })],
);

// Transcripts are keyed by Gong's id: one can arrive before its call.
export const transcript = sqliteTable('transcript', {
  gong_id: text().primaryKey(),
  hash: blob({ mode: 'buffer' }).notNull(),
  fetched_ms: integer().notNull(),
  monologues: integer().notNull(),
  sentences: integer().notNull(),
  speech_ms: integer().notNull(),
  // Timings and lengths for the text in passage; NULL while raw holds the whole transcript.
  timing: blob({ mode: 'buffer' }),
  raw: blob({ mode: 'buffer' }),
});

export const callText = sqliteTable('call_text', {
  call_id: ofCall().primaryKey(),
  title: text().notNull().default(''),
  people: text().notNull().default(''),
  brief: text().notNull().default(''),
  key_points: text().notNull().default(''),
  outline: text().notNull().default(''),
  highlights: text().notNull().default(''),
  comments: text().notNull().default(''),
  notes: text().notNull().default(''),
});

export const passage = sqliteTable('passage', {
  id: integer().primaryKey(),
  call_id: ofCall().notNull(),
  kind: integer().notNull(),
  // Index of the monologue, of the item over all sections, of the comment; id of the note.
  position: integer().notNull(),
  start_s: real(),
  end_s: real(),
  side: integer().notNull().default(0),
  speaker: text(),
  text: text().notNull(),
});

export const user = sqliteTable('user', {
  gong_id: text().primaryKey(),
  email: text(),
  name: text(),
  first_name: text(),
  last_name: text(),
  title: text(),
  phone: text(),
  active: integer(),
  manager_id: text(),
  created_ms: integer(),
  json: text().notNull(),
  synced_ms: integer().notNull(),
});

export const userAddress = sqliteTable('user_address', {
  address: text().primaryKey(),
  user_id: text().notNull(),
  source: integer().notNull(),
});

export const workspace = sqliteTable('workspace', {
  gong_id: text().primaryKey(),
  name: text(),
  description: text(),
  json: text().notNull(),
  synced_ms: integer().notNull(),
});

export const trackerSetting = sqliteTable('tracker_setting', {
  gong_id: text().primaryKey(),
  name: text(),
  workspace_id: text(),
  affiliation: text(),
  part_of_question: integer(),
  said_at: text(),
  said_at_interval: integer(),
  said_at_unit: text(),
  language_keywords: text(),
  said_in_topics: text(),
  filter_query: text(),
  created_ms: integer(),
  creator_user_id: text(),
  updated_ms: integer(),
  updater_user_id: text(),
  json: text().notNull(),
  synced_ms: integer().notNull(),
});

export const scorecard = sqliteTable('scorecard', {
  gong_id: text().primaryKey(),
  name: text(),
  workspace_id: text(),
  enabled: integer(),
  review_method: text(),
  updater_user_id: text(),
  created_ms: integer(),
  updated_ms: integer(),
  json: text().notNull(),
  synced_ms: integer().notNull(),
});

export const answeredScorecard = sqliteTable('answered_scorecard', {
  gong_id: text().primaryKey(),
  call_gong_id: text().notNull(),
  scorecard_id: text(),
  name: text().notNull(),
  reviewed_user_id: text(),
  reviewer_user_id: text(),
  editor_user_id: text(),
  review_method: text(),
  review_ms: integer(),
  call_started_ms: integer(),
  visibility: text(),
  score: real(),
  json: text().notNull(),
  hidden: integer().notNull().default(0),
  seen_ms: integer().notNull(),
  missing_ms: integer(),
  synced_ms: integer().notNull(),
});

export const scorecardAnswer = sqliteTable(
  'scorecard_answer',
  {
    answered_id: text().notNull(),
    position: integer().notNull(),
    question_id: text(),
    score: real(),
  },
  (t) => [primaryKey({ columns: [t.answered_id, t.position] })],
);

export const libraryFolder = sqliteTable('library_folder', {
  gong_id: text().primaryKey(),
  workspace_id: text(),
  name: text().notNull(),
  parent_id: text(),
  created_by: text(),
  updated_ms: integer(),
  path: text().notNull(),
  label: text().notNull(),
  content_ms: integer(),
  json: text().notNull(),
  synced_ms: integer().notNull(),
});

export const libraryCall = sqliteTable(
  'library_call',
  {
    folder_id: text().notNull(),
    position: integer().notNull(),
    call_gong_id: text().notNull(),
    title: text(),
    note: text(),
    added_by: text(),
    created_ms: integer(),
    url: text(),
    from_s: real(),
    to_s: real(),
    json: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.folder_id, t.position] })],
);

export const checkpoint = sqliteTable('checkpoint', {
  key: text().primaryKey(),
  value: text().notNull(),
  at_ms: integer().notNull(),
});

export const run = sqliteTable('run', {
  id: integer().primaryKey({ autoIncrement: true }),
  started_ms: integer().notNull(),
  finished_ms: integer(),
  outcome: text({ enum: ['running', 'done', 'failed', 'cancelled', 'interrupted'] })
    .notNull()
    .default('running'),
  requests: integer().notNull().default(0),
  added: integer().notNull().default(0),
  changed: integer().notNull().default(0),
  unchanged: integer().notNull().default(0),
  gone: integer().notNull().default(0),
  transcripts: integer().notNull().default(0),
  // JSON {"brief": 9, ...}: how many calls each kind of change touched.
  kinds: text().notNull().default('{}'),
  summary: text().notNull().default(''),
});

// What a run has seen, by list, so that a list that was read completely shows what it lacks.
export const seen = sqliteTable(
  'seen',
  {
    gong_id: text().notNull(),
    list: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.gong_id, table.list] })],
);

export const absence = sqliteTable('absence', {
  gong_id: text().primaryKey(),
  asked_ms: integer().notNull(),
  absent_ms: integer(),
});

export const problem = sqliteTable('problem', {
  id: integer().primaryKey({ autoIncrement: true }),
  at_ms: integer().notNull(),
  kind: text({ enum: ['record', 'transcript', 'request'] }).notNull(),
  call_id: text(),
  reason: text().notNull(),
  request_id: text(),
  hash: blob({ mode: 'buffer' }).notNull(),
  raw: blob({ mode: 'buffer' }),
  resolved_ms: integer(),
});

export const change = sqliteTable('change', {
  id: integer().primaryKey({ autoIncrement: true }),
  gong_id: text().notNull(),
  at_ms: integer().notNull(),
  summary: text().notNull(),
  // JSON [{field, before, after}]
  fields: text().notNull(),
});

export const mineCall = sqliteTable('mine_call', {
  gong_id: text().primaryKey(),
  starred_ms: integer(),
  reviewed_ms: integer(),
  position_s: real().notNull().default(0),
  heard: text().notNull().default('[]'),
  played_ms: integer(),
  seen_changes_ms: integer(),
});

export const mineTag = sqliteTable(
  'mine_tag',
  {
    gong_id: text().notNull(),
    tag: text().notNull(),
    at_ms: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.gong_id, t.tag] })],
);

export const mineNote = sqliteTable('mine_note', {
  id: integer().primaryKey({ autoIncrement: true }),
  gong_id: text().notNull(),
  kind: text({ enum: ['note', 'bookmark', 'highlight'] }).notNull(),
  start_s: real(),
  end_s: real(),
  text: text().notNull(),
  quote: text(),
  created_ms: integer().notNull(),
  updated_ms: integer().notNull(),
});

// The journal of edits of the user's own, by rows before and after.
export const mineUndo = sqliteTable('mine_undo', {
  id: integer().primaryKey({ autoIncrement: true }),
  at_ms: integer().notNull(),
  what: text().notNull(),
  changes: text().notNull().default('[]'),
  // NULL: it stands. Else taken back: 1, 2, … in this order; 0: another edit was made since.
  undone: integer(),
});

// A tracker's row stays when it is removed (removed_ms), so that every version can be brought back.
export const mineTracker = sqliteTable('mine_tracker', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  definition: text().notNull(),
  created_ms: integer().notNull(),
  updated_ms: integer().notNull(),
  version: integer().notNull().default(1),
  removed_ms: integer(),
  // The version whose hits are stored, and the generation in which all of them were last written; 0: none yet.
  hits_version: integer().notNull().default(0),
  hits_generation: integer().notNull().default(0),
  // Calls up to this generation have been looked through.
  seen_generation: integer().notNull().default(0),
  // The set whose hits count; 0: none. A set to which no tracker points is removed.
  hit_set: integer().notNull().default(0),
});

export const mineTrackerVersion = sqliteTable(
  'mine_tracker_version',
  {
    tracker_id: integer().notNull(),
    version: integer().notNull(),
    at_ms: integer().notNull(),
    name: text().notNull(),
    definition: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.tracker_id, t.version] })],
);

// Same columns as call_tracker, so that reports read both alike. A call that lost its hits keeps a row of zero mentions.
export const mineHit = sqliteTable(
  'mine_hit',
  {
    // mine_tracker.hit_set: hits of a new version are written beside the old ones until they are complete.
    set_id: integer().notNull(),
    call_id: ofCall().notNull(),
    generation: integer().notNull(),
    mentions: integer().notNull(),
    moments: text().notNull(),
    phrases: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.set_id, t.call_id] })],
);

// Verdicts on hits of any tracker; key as in reports ('gong:…' or 'mine:…').
export const mineMark = sqliteTable(
  'mine_mark',
  {
    key: text().notNull(),
    gong_id: text().notNull(),
    start_ms: integer().notNull(),
    is_right: integer().notNull(),
    at_ms: integer().notNull(),
  },
  (t) => [primaryKey({ columns: [t.key, t.gong_id, t.start_ms] })],
);

export const mineDashboard = sqliteTable('mine_dashboard', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  position: integer().notNull(),
  created_ms: integer().notNull(),
});

export const mineChart = sqliteTable('mine_chart', {
  id: integer().primaryKey({ autoIncrement: true }),
  dashboard_id: integer()
    .references(() => mineDashboard.id, { onDelete: 'cascade' })
    .notNull(),
  position: integer().notNull(),
  title: text().notNull(),
  // JSON of the contract's ChartSpec.
  spec: text().notNull(),
});

// The user's own dated notes on charts over time.
export const mineAnnotation = sqliteTable('mine_annotation', {
  id: integer().primaryKey({ autoIncrement: true }),
  // Local day 'YYYY-MM-DD'.
  day: text().notNull(),
  text: text().notNull(),
  // Key of the tracker whose charts show it, as in reports ('gong:…' or 'mine:…'); NULL: every chart.
  key: text(),
  created_ms: integer().notNull(),
  // Its last day, after its first; NULL for a single day.
  end_day: text(),
});

export const savedSearch = sqliteTable('saved_search', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  q: text().notNull(),
  created_ms: integer().notNull(),
  // Calls added or changed after this moment count as fresh.
  seen_ms: integer().notNull(),
  position: integer().notNull().default(0),
});

export const history = sqliteTable('history', {
  q: text().primaryKey(),
  at_ms: integer().notNull(),
});

export const mediaFile = sqliteTable(
  'media_file',
  {
    gong_id: text().notNull(),
    kind: text({ enum: ['audio', 'video'] }).notNull(),
    state: text({ enum: ['queued', 'downloading', 'done', 'failed'] }).notNull(),
    file: text(),
    bytes: integer().notNull().default(0),
    total_bytes: integer(),
    validator: text(),
    content_type: text(),
    error: text(),
    added_ms: integer().notNull(),
    played_ms: integer(),
  },
  (t) => [primaryKey({ columns: [t.gong_id, t.kind] })],
);

// Calls, and words without a call (''), whose traces may still lie in some file: a row goes when none is left. `stem` is what the
// files of a call's recordings are called by (db/media/files.ts).
export const erasing = sqliteTable('erasing', {
  stem: text().primaryKey(),
  at_ms: integer().notNull(),
});

// Every call that was removed from here, and why: gone from Gong, older than the user's rule, of others than those who
// are synced, or of a person who was erased.
export const removal = sqliteTable('removal', {
  id: integer().primaryKey({ autoIncrement: true }),
  at_ms: integer().notNull(),
  gong_id: text().notNull(),
  why: text({ enum: ['gone', 'age', 'person', 'host'] }).notNull(),
});

// By what an erased person is known again, hashed with the store's own salt: addresses, the ends of phone numbers, names and their
// single words, ids. Of a name, how many words it has.
export const erasedPerson = sqliteTable('erased_person', {
  hash: blob({ mode: 'buffer' }).primaryKey(),
  receipt_id: integer().notNull(),
  kind: text({ enum: ['address', 'phone', 'name', 'part', 'user'] }).notNull(),
  words: integer().notNull(),
  takes: text({ enum: ['calls', 'words'] }).notNull(),
});

export const erasureReceipt = sqliteTable('erasure_receipt', {
  id: integer().primaryKey({ autoIncrement: true }),
  at_ms: integer().notNull(),
  // NULL while files may still hold traces.
  finished_ms: integer(),
  takes: text({ enum: ['calls', 'words'] }).notNull(),
  // JSON of the contract's ErasureCounts.
  counts: text().notNull(),
});
