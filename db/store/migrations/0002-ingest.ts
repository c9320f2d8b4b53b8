/**
 * The ingest writes the index of new passages itself, many in one statement: as a trigger it fired once a row and made
 * FTS5 write out its memory each time. Request starts moved to a file of their own, which no page being stored blocks.
 */
export const sql = `
DROP TRIGGER passage_ai;
DROP TABLE request_slot;
`;
