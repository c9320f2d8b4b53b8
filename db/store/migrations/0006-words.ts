/**
 * Words of calls are found by the index beside the store (db/search/words), which knows all that these tables knew. Their pages
 * are used again for what comes next.
 */
export const sql = `
DROP TRIGGER call_text_ai;
DROP TRIGGER call_text_ad;
DROP TRIGGER call_text_au;
DROP TRIGGER call_ad;
DROP TABLE call_vocabulary;
DROP TABLE call_fts;
DROP TABLE prefix_fts;
DROP TABLE said_fts;
`;
