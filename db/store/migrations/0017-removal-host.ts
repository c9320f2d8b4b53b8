/** Calls can also be removed because others host them than those who are synced: SQLite changes a CHECK only with its table. */
export const sql = `
CREATE TABLE removal_new (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  gong_id TEXT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('gone', 'age', 'person', 'host'))
) STRICT;
INSERT INTO removal_new SELECT id, at_ms, gong_id, why FROM removal;
DROP TABLE removal;
ALTER TABLE removal_new RENAME TO removal;
CREATE INDEX removal_call ON removal(gong_id);
`;
