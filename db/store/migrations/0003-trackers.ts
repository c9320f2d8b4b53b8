/**
 * My trackers with their versions, hits and marks; dashboards. A tracker's row stays when it is removed (removed_ms), so that
 * every version can be brought back. Hits are derived from transcripts and can always be computed again.
 */
export const sql = `
ALTER TABLE mine_tracker ADD COLUMN version INTEGER NOT NULL DEFAULT 1;
ALTER TABLE mine_tracker ADD COLUMN removed_ms INTEGER;
-- The version whose hits are stored, and the generation in which all of them were last written; 0: none yet.
ALTER TABLE mine_tracker ADD COLUMN hits_version INTEGER NOT NULL DEFAULT 0;
ALTER TABLE mine_tracker ADD COLUMN hits_generation INTEGER NOT NULL DEFAULT 0;
-- Calls up to this generation have been looked through.
ALTER TABLE mine_tracker ADD COLUMN seen_generation INTEGER NOT NULL DEFAULT 0;

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
  tracker_id INTEGER NOT NULL,
  call_id INTEGER NOT NULL REFERENCES call(id) ON DELETE CASCADE,
  generation INTEGER NOT NULL,
  mentions INTEGER NOT NULL,
  moments TEXT NOT NULL,
  phrases TEXT NOT NULL,
  PRIMARY KEY (tracker_id, call_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX mine_hit_call ON mine_hit(call_id);
CREATE INDEX mine_hit_generation ON mine_hit(tracker_id, generation);

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
`;
