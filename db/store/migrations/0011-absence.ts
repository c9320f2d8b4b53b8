/**
 * What Gong answered when it was asked for a call by id, because a list that should have held it did not. Calls that were
 * marked gone before are asked for again: marks were made from lists alone, which proves nothing. What a run has seen is
 * one set now, whichever of its lists it was seen in: a call can lie between the times by which two windows list it.
 */
export const sql = `
CREATE TABLE absence (
  gong_id TEXT PRIMARY KEY,
  asked_ms INTEGER NOT NULL,
  absent_ms INTEGER
) STRICT, WITHOUT ROWID;
INSERT INTO absence (gong_id, asked_ms) SELECT gong_id, 0 FROM call WHERE gone_ms IS NOT NULL;
CREATE INDEX call_gone ON call(gone_ms) WHERE gone_ms IS NOT NULL;
DROP TABLE seen;
CREATE TABLE seen (gong_id TEXT PRIMARY KEY, list TEXT NOT NULL) STRICT, WITHOUT ROWID;
DELETE FROM checkpoint WHERE key = 'plan' OR key LIKE 'place:%';
`;
