/** Two indexes that no query uses any more: phrases are searched in memory, objects are read by their call. */
export const sql = `
DROP INDEX tracker_phrase_phrase;
DROP INDEX context_object_object;
`;
