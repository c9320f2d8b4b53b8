/** Gong's scorecards with the reviews of calls by them, and the folders of the team's library. */
export const sql = `
-- Scorecards as GET /v2/settings/scorecards lists them.
CREATE TABLE scorecard (
  gong_id TEXT PRIMARY KEY,
  name TEXT,
  workspace_id TEXT,
  enabled INTEGER,
  -- 'AUTOMATIC' or 'MANUAL'.
  review_method TEXT,
  updater_user_id TEXT,
  created_ms INTEGER,
  updated_ms INTEGER,
  json TEXT NOT NULL,
  synced_ms INTEGER NOT NULL
) STRICT;

-- A review: one call, one scorecard, one reviewer. The call may not be in the store (yet).
CREATE TABLE answered_scorecard (
  gong_id TEXT PRIMARY KEY,
  call_gong_id TEXT NOT NULL,
  scorecard_id TEXT,
  -- Name to show: the scorecard's own, else the one that came with the review, else its id.
  name TEXT NOT NULL,
  reviewed_user_id TEXT,
  -- NULL: reviewed by Gong.
  reviewer_user_id TEXT,
  editor_user_id TEXT,
  review_method TEXT,
  review_ms INTEGER,
  call_started_ms INTEGER,
  -- 'PUBLIC', 'PRIVATE' or 'OPT_IN_USERS'.
  visibility TEXT,
  -- 0 to 100; NULL: no answer is a number.
  score REAL,
  json TEXT NOT NULL,
  -- 1: private in Gong, and private ones are not to be shown.
  hidden INTEGER NOT NULL DEFAULT 0,
  -- Beginning of the last reading that listed it, and of the first one that should have and did not.
  seen_ms INTEGER NOT NULL,
  missing_ms INTEGER,
  synced_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX answered_scorecard_call ON answered_scorecard(call_gong_id);

CREATE TABLE scorecard_answer (
  answered_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  question_id TEXT,
  -- 0 to 100; NULL: no number, or not applicable.
  score REAL,
  PRIMARY KEY (answered_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE library_folder (
  gong_id TEXT PRIMARY KEY,
  workspace_id TEXT,
  name TEXT NOT NULL,
  parent_id TEXT,
  created_by TEXT,
  updated_ms INTEGER,
  -- 'Onboarding / Good questions': from the folder under the root down.
  path TEXT NOT NULL,
  -- The name, or the path where another folder has the same name.
  label TEXT NOT NULL,
  -- When its calls were read last.
  content_ms INTEGER,
  json TEXT NOT NULL,
  synced_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE library_call (
  folder_id TEXT NOT NULL,
  position INTEGER NOT NULL,
  call_gong_id TEXT NOT NULL,
  title TEXT,
  note TEXT,
  added_by TEXT,
  created_ms INTEGER,
  url TEXT,
  -- Snippet, seconds from the start of the call; NULL: the whole call.
  from_s REAL,
  to_s REAL,
  json TEXT NOT NULL,
  PRIMARY KEY (folder_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX library_call_call ON library_call(call_gong_id);
`;
