/**
 * Hits of my trackers lie in sets: those of a new version are written beside the old ones, piece by piece, and the tracker
 * points to them when they are complete. Hits that are there keep their numbers.
 */
export const sql = `
ALTER TABLE mine_hit RENAME COLUMN tracker_id TO set_id;
-- The set whose hits count; 0: none. A set to which no tracker points is removed.
ALTER TABLE mine_tracker ADD COLUMN hit_set INTEGER NOT NULL DEFAULT 0;
UPDATE mine_tracker SET hit_set = id WHERE removed_ms IS NULL;
`;
