/** An annotation may last: its last day, after its first; NULL for a single day. */
export const sql = `
ALTER TABLE mine_annotation ADD COLUMN end_day TEXT;
`;
