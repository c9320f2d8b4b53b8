/** What a run has seen, by list: a page can hold calls of another list, which must not lack there. */
export const sql = `
CREATE TABLE seen_in_list (gong_id TEXT NOT NULL, list TEXT NOT NULL, PRIMARY KEY (gong_id, list)) STRICT, WITHOUT ROWID;
INSERT INTO seen_in_list (gong_id, list) SELECT gong_id, list FROM seen;
DROP TABLE seen;
ALTER TABLE seen_in_list RENAME TO seen;
`;
