/**
 * The last full-text table goes: trackers of mine find their candidates in the word index too. So do phrases of trackers, which
 * call_tracker holds already, each in its row.
 */
export const sql = `
DROP TRIGGER passage_ad;
DROP TRIGGER passage_au;
DROP TABLE passage_fts;
DROP TABLE tracker_phrase;
`;
