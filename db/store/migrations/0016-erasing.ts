/** What is being erased, what was removed and why, and who must not come back. None of it is content. */
export const sql = `
CREATE TABLE erasing (
  stem TEXT PRIMARY KEY,
  at_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE removal (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  gong_id TEXT NOT NULL,
  why TEXT NOT NULL CHECK (why IN ('gone', 'age', 'person'))
) STRICT;
CREATE TABLE erased_person (
  hash BLOB PRIMARY KEY,
  receipt_id INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('address', 'phone', 'name', 'part', 'user')),
  words INTEGER NOT NULL,
  takes TEXT NOT NULL CHECK (takes IN ('calls', 'words'))
) STRICT, WITHOUT ROWID;
CREATE TABLE erasure_receipt (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms INTEGER NOT NULL,
  finished_ms INTEGER,
  takes TEXT NOT NULL CHECK (takes IN ('calls', 'words')),
  counts TEXT NOT NULL
) STRICT;
CREATE INDEX removal_call ON removal(gong_id);
`;
