/** Saved searches stand in the order the user gives them; until then by name, as they were shown before. */
export const sql = `
ALTER TABLE saved_search ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
UPDATE saved_search SET position = (
  SELECT count(*) FROM saved_search other
  WHERE other.name < saved_search.name COLLATE NOCASE
     OR (other.name = saved_search.name COLLATE NOCASE AND other.id < saved_search.id)
);
`;
