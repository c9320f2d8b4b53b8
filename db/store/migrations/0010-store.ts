/** The first schema of a store that is still opened: version 10. Text in a module is found from source and from a bundle. */
export const sql = `
-- Codes: passage.kind 1 said, 2 outline, 3 highlight, 4 comment, 5 note;
-- side 0 unknown, 1 company, 2 customer. Times are UTC milliseconds; _offset is minutes east of UTC of
-- the original text, which is kept in _text. JSON columns hold Gong's own block, as it came.

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO meta(key, value) VALUES ('generation', 0);

CREATE TABLE setting (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Calls ---------------------------------------------------------------------------------------------------

CREATE TABLE call (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gong_id TEXT NOT NULL UNIQUE,
  url TEXT,
  title TEXT,
  scheduled_ms INTEGER,
  scheduled_offset INTEGER,
  scheduled_text TEXT,
  started_ms INTEGER NOT NULL,
  started_offset INTEGER NOT NULL,
  started_text TEXT,
  duration_s REAL,
  primary_user_id TEXT,
  direction TEXT,
  system TEXT,
  scope TEXT,
  media TEXT,
  language TEXT,
  workspace_id TEXT,
  sdr_disposition TEXT,
  client_unique_id TEXT,
  custom_data TEXT,
  purpose TEXT,
  meeting_url TEXT,
  is_private INTEGER,
  calendar_event_id TEXT,
  brief TEXT,
  outcome_id TEXT,
  outcome_category TEXT,
  outcome_name TEXT,
  questions_company INTEGER,
  questions_non_company INTEGER,
  has_audio_url INTEGER,
  has_video_url INTEGER,
  -- Derived from the record, for lists and facets.
  host TEXT,
  account TEXT,
  stage TEXT,
  stage_at_call TEXT,
  has_transcript INTEGER NOT NULL DEFAULT 0,
  has_comments INTEGER NOT NULL DEFAULT 0,
  -- When Gong was last asked for the transcript, with or without success.
  transcript_asked_ms INTEGER,
  -- The store's own.
  -- 0 shown; 1 kept but shown nowhere (gone with policy hide, private calls switched off); 2 private, only known to exist.
  hidden INTEGER NOT NULL DEFAULT 0,
  gone_ms INTEGER,
  first_synced_ms INTEGER NOT NULL,
  synced_ms INTEGER NOT NULL,
  changed_ms INTEGER,
  generation INTEGER NOT NULL
) STRICT;
CREATE INDEX call_started ON call(started_ms, id);
CREATE INDEX call_host ON call(primary_user_id);
CREATE INDEX call_generation ON call(generation);
CREATE INDEX call_hidden ON call(id) WHERE hidden > 0;

-- Calls removed from the store since a generation, so that readers can forget them.
CREATE TABLE purged (
  call_id INTEGER PRIMARY KEY,
  gong_id TEXT NOT NULL,
  generation INTEGER NOT NULL
) STRICT;
CREATE INDEX purged_generation ON purged(generation);

CREATE TABLE call_raw (
  call_id INTEGER PRIMARY KEY REFERENCES call(id) ON DELETE CASCADE,
  hash BLOB NOT NULL,
  fetched_ms INTEGER NOT NULL,
  json BLOB NOT NULL
) STRICT;

CREATE TABLE call_content (
  call_id INTEGER PRIMARY KEY REFERENCES call(id) ON DELETE CASCADE,
  key_points TEXT,
  outline TEXT,
  highlights TEXT,
  points_of_interest TEXT
) STRICT;

CREATE TABLE party (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  gong_id TEXT,
  email TEXT,
  name TEXT,
  title TEXT,
  user_id TEXT,
  speaker_id TEXT,
  affiliation TEXT,
  phone TEXT,
  methods TEXT,
  side INTEGER NOT NULL,
  company TEXT,
  talk_time_s REAL,
  person_key TEXT
) STRICT;
CREATE UNIQUE INDEX party_call ON party(call_id, position);
CREATE INDEX party_person ON party(person_key, call_id);

CREATE TABLE context_object (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  -- Position of the party it belongs to; -1 for the call's own context.
  party INTEGER NOT NULL,
  position INTEGER NOT NULL,
  system TEXT,
  object_type TEXT,
  object_id TEXT,
  timing TEXT,
  fields TEXT
) STRICT;
CREATE UNIQUE INDEX context_object_call ON context_object(call_id, party, position);

CREATE TABLE segment (
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  kind TEXT NOT NULL CHECK (kind IN ('structure', 'topic', 'video')),
  position INTEGER NOT NULL,
  name TEXT,
  duration_s REAL,
  PRIMARY KEY (call_id, kind, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE tracker (
  id INTEGER PRIMARY KEY,
  -- 'gong:<id>', or 'name:<name>' where Gong gave no id.
  key TEXT NOT NULL UNIQUE,
  gong_id TEXT,
  name TEXT NOT NULL,
  type TEXT
) STRICT;

CREATE TABLE call_tracker (
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  tracker_id INTEGER NOT NULL REFERENCES tracker(id),
  name TEXT,
  type TEXT,
  count INTEGER,
  -- Listed moments by side: the union of the tracker's and its phrases' occurrences, each moment once.
  -- NULL when Gong lists no occurrences for this call at all.
  company INTEGER,
  customer INTEGER,
  unknown INTEGER,
  -- JSON [[startSec, side, speakerId, phrase], ...] of that union, by time.
  moments TEXT,
  -- JSON [[phrase, count], ...] of all phrases, also those never said.
  phrases TEXT,
  PRIMARY KEY (call_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX call_tracker_tracker ON call_tracker(tracker_id, call_id);

CREATE TABLE speaker (
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  gong_id TEXT,
  user_id TEXT,
  talk_time_s REAL,
  PRIMARY KEY (call_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE interaction_stat (
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  name TEXT,
  value REAL,
  PRIMARY KEY (call_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE comment (
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  gong_id TEXT,
  start_s REAL,
  end_s REAL,
  user_id TEXT,
  text TEXT,
  posted_ms INTEGER,
  posted_offset INTEGER,
  posted_text TEXT,
  in_reply_to TEXT,
  during_call INTEGER,
  PRIMARY KEY (call_id, position)
) STRICT, WITHOUT ROWID;

-- Transcripts are keyed by Gong's id: one can arrive before its call.
CREATE TABLE transcript (
  gong_id TEXT PRIMARY KEY,
  hash BLOB NOT NULL,
  fetched_ms INTEGER NOT NULL,
  monologues INTEGER NOT NULL,
  sentences INTEGER NOT NULL,
  speech_ms INTEGER NOT NULL,
  -- Timings and lengths for the text in passage; NULL while raw holds the whole transcript.
  timing BLOB,
  raw BLOB
) STRICT;

-- Text to search ------------------------------------------------------------------------------------------

CREATE TABLE call_text (
  call_id INTEGER PRIMARY KEY REFERENCES call(id) ON DELETE CASCADE,
  title TEXT NOT NULL DEFAULT '',
  people TEXT NOT NULL DEFAULT '',
  brief TEXT NOT NULL DEFAULT '',
  key_points TEXT NOT NULL DEFAULT '',
  outline TEXT NOT NULL DEFAULT '',
  highlights TEXT NOT NULL DEFAULT '',
  comments TEXT NOT NULL DEFAULT '',
  notes TEXT NOT NULL DEFAULT ''
) STRICT;

CREATE TABLE passage (
  id INTEGER PRIMARY KEY,
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  kind INTEGER NOT NULL CHECK (kind BETWEEN 1 AND 5),
  -- Index of the monologue, of the item over all sections, of the comment; id of the note.
  position INTEGER NOT NULL,
  start_s REAL,
  end_s REAL,
  side INTEGER NOT NULL DEFAULT 0,
  speaker TEXT,
  text TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX passage_call ON passage(call_id, kind, position);

-- Company settings ----------------------------------------------------------------------------------------

CREATE TABLE user (
  gong_id TEXT PRIMARY KEY,
  email TEXT,
  name TEXT,
  first_name TEXT,
  last_name TEXT,
  title TEXT,
  phone TEXT,
  active INTEGER,
  manager_id TEXT,
  created_ms INTEGER,
  json TEXT NOT NULL,
  synced_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX user_email ON user(email);

CREATE TABLE workspace (
  gong_id TEXT PRIMARY KEY,
  name TEXT,
  description TEXT,
  json TEXT NOT NULL,
  synced_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE tracker_setting (
  gong_id TEXT PRIMARY KEY,
  name TEXT,
  workspace_id TEXT,
  affiliation TEXT,
  part_of_question INTEGER,
  said_at TEXT,
  said_at_interval INTEGER,
  said_at_unit TEXT,
  language_keywords TEXT,
  said_in_topics TEXT,
  filter_query TEXT,
  created_ms INTEGER,
  creator_user_id TEXT,
  updated_ms INTEGER,
  updater_user_id TEXT,
  json TEXT NOT NULL,
  synced_ms INTEGER NOT NULL
) STRICT;

-- Sync ----------------------------------------------------------------------------------------------------

CREATE TABLE checkpoint (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  started_ms INTEGER NOT NULL,
  finished_ms INTEGER,
  outcome TEXT NOT NULL DEFAULT 'running'
    CHECK (outcome IN ('running', 'done', 'failed', 'cancelled', 'interrupted')),
  requests INTEGER NOT NULL DEFAULT 0,
  added INTEGER NOT NULL DEFAULT 0,
  changed INTEGER NOT NULL DEFAULT 0,
  unchanged INTEGER NOT NULL DEFAULT 0,
  gone INTEGER NOT NULL DEFAULT 0,
  transcripts INTEGER NOT NULL DEFAULT 0,
  -- JSON {"brief": 9, ...}: how many calls each kind of change touched.
  kinds TEXT NOT NULL DEFAULT '{}',
  summary TEXT NOT NULL DEFAULT ''
) STRICT;

-- Calls seen by a run in a window, so that a completely re-read window shows what is gone.
CREATE TABLE seen (
  sweep TEXT NOT NULL,
  gong_id TEXT NOT NULL,
  PRIMARY KEY (sweep, gong_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE problem (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('record', 'transcript', 'request')),
  call_id TEXT,
  reason TEXT NOT NULL,
  request_id TEXT,
  hash BLOB NOT NULL,
  raw BLOB,
  resolved_ms INTEGER
) STRICT;
CREATE UNIQUE INDEX problem_open ON problem(kind, hash) WHERE resolved_ms IS NULL;
CREATE INDEX problem_call ON problem(call_id) WHERE resolved_ms IS NULL;

CREATE TABLE change (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gong_id TEXT NOT NULL,
  at_ms INTEGER NOT NULL,
  summary TEXT NOT NULL,
  -- JSON [{field, before, after}]
  fields TEXT NOT NULL
) STRICT;
CREATE INDEX change_call ON change(gong_id, id);

-- The user's own, keyed by Gong's call id: nothing a sync does touches these -------------------------------

CREATE TABLE mine_call (
  gong_id TEXT PRIMARY KEY,
  starred_ms INTEGER,
  reviewed_ms INTEGER,
  position_s REAL NOT NULL DEFAULT 0,
  heard TEXT NOT NULL DEFAULT '[]',
  played_ms INTEGER,
  seen_changes_ms INTEGER
) STRICT;

CREATE TABLE mine_tag (
  gong_id TEXT NOT NULL,
  tag TEXT NOT NULL COLLATE NOCASE,
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (gong_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX mine_tag_tag ON mine_tag(tag, gong_id);

CREATE TABLE mine_note (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  gong_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('note', 'bookmark', 'highlight')),
  start_s REAL,
  end_s REAL,
  text TEXT NOT NULL,
  quote TEXT,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX mine_note_call ON mine_note(gong_id, id);

-- redo and undo are JSON edits; undoing runs undo and swaps them in a new row.
CREATE TABLE mine_undo (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  what TEXT NOT NULL,
  gong_id TEXT NOT NULL,
  undo TEXT NOT NULL,
  redo TEXT NOT NULL
) STRICT;

-- A tracker's row stays when it is removed (removed_ms), so that every version can be brought back.
CREATE TABLE mine_tracker (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  version INTEGER NOT NULL DEFAULT 1,
  removed_ms INTEGER,
  -- The version whose hits are stored, and the generation in which all of them were last written; 0: none yet.
  hits_version INTEGER NOT NULL DEFAULT 0,
  hits_generation INTEGER NOT NULL DEFAULT 0,
  -- Calls up to this generation have been looked through.
  seen_generation INTEGER NOT NULL DEFAULT 0,
  -- The set whose hits count; 0: none. A set to which no tracker points is removed.
  hit_set INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE mine_tracker_version (
  tracker_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  name TEXT NOT NULL,
  definition TEXT NOT NULL,
  PRIMARY KEY (tracker_id, version)
) STRICT, WITHOUT ROWID;

-- Same columns as call_tracker, so that reports read both alike. A call that lost its hits keeps a row of zero mentions.
CREATE TABLE mine_hit (
  -- mine_tracker.hit_set: hits of a new version are written beside the old ones until they are complete.
  set_id INTEGER NOT NULL,
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  mentions INTEGER NOT NULL,
  moments TEXT NOT NULL,
  phrases TEXT NOT NULL,
  PRIMARY KEY (set_id, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mine_hit_call ON mine_hit(call_id);
CREATE INDEX mine_hit_generation ON mine_hit(set_id, generation);

-- Verdicts on hits of any tracker; key as in reports ('gong:…' or 'mine:…').
CREATE TABLE mine_mark (
  key TEXT NOT NULL,
  gong_id TEXT NOT NULL,
  start_ms INTEGER NOT NULL,
  is_right INTEGER NOT NULL CHECK (is_right IN (0, 1)),
  at_ms INTEGER NOT NULL,
  PRIMARY KEY (key, gong_id, start_ms)
) STRICT, WITHOUT ROWID;

CREATE TABLE mine_dashboard (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  position INTEGER NOT NULL,
  created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE mine_chart (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  dashboard_id INTEGER NOT NULL REFERENCES mine_dashboard(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  title TEXT NOT NULL,
  -- JSON of the contract's ChartSpec.
  spec TEXT NOT NULL
) STRICT;
CREATE INDEX mine_chart_dashboard ON mine_chart(dashboard_id, position);

-- The user's own dated notes on charts over time.
CREATE TABLE mine_annotation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Local day 'YYYY-MM-DD'.
  day TEXT NOT NULL,
  text TEXT NOT NULL,
  -- Key of the tracker whose charts show it, as in reports ('gong:…' or 'mine:…'); NULL: every chart.
  key TEXT,
  created_ms INTEGER NOT NULL,
  -- Its last day, after its first; NULL for a single day.
  end_day TEXT
) STRICT;

CREATE TABLE saved_search (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  q TEXT NOT NULL,
  created_ms INTEGER NOT NULL,
  -- Calls added or changed after this moment count as fresh.
  seen_ms INTEGER NOT NULL,
  position INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE history (
  q TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX history_at ON history(at_ms);

CREATE TABLE media_file (
  gong_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('audio', 'video')),
  state TEXT NOT NULL CHECK (state IN ('queued', 'downloading', 'done', 'failed')),
  file TEXT,
  bytes INTEGER NOT NULL DEFAULT 0,
  total_bytes INTEGER,
  validator TEXT,
  content_type TEXT,
  error TEXT,
  added_ms INTEGER NOT NULL,
  played_ms INTEGER,
  PRIMARY KEY (gong_id, kind)
) STRICT, WITHOUT ROWID;
`;
