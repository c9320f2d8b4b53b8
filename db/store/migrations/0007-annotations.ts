/** The user's own dated notes on charts over time. */
export const sql = `
CREATE TABLE mine_annotation (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  -- Local day 'YYYY-MM-DD'.
  day TEXT NOT NULL,
  text TEXT NOT NULL,
  -- Key of the tracker whose charts show it, as in reports ('gong:…' or 'mine:…'); NULL: every chart.
  key TEXT,
  created_ms INTEGER NOT NULL
) STRICT;
`;
