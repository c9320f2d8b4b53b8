/**
 * People are ids: which user of Gong's an address belongs to, so that a party without a user id is told to be that user; a phone
 * number tells people apart where there is no address. Names are labels and are read from the calls and the users' list when
 * they are shown. How long somebody spoke comes from the transcript and is no column.
 */
export const sql = `
CREATE TABLE user_address (
  -- In lower case.
  address TEXT PRIMARY KEY,
  user_id TEXT NOT NULL,
  -- 0 the user's main address in the users' list, 1 another one there, 2 seen beside the user's id in a call.
  source INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT OR IGNORE INTO user_address
  SELECT lower(trim(email)), min(gong_id), 0 FROM user WHERE trim(coalesce(email, '')) <> '' GROUP BY 1;
INSERT OR IGNORE INTO user_address
  SELECT lower(trim(a.value)), min(user.gong_id), 1 FROM user, json_each(user.json, '$.emailAliases') a
  WHERE a.type = 'text' AND trim(a.value) <> '' GROUP BY 1;
INSERT OR IGNORE INTO user_address
  SELECT lower(trim(user.json ->> '$.trustedEmailAddress')), min(gong_id), 1 FROM user
  WHERE trim(coalesce(user.json ->> '$.trustedEmailAddress', '')) <> '' GROUP BY 1;
INSERT OR IGNORE INTO user_address
  SELECT lower(trim(email)), min(user_id), 2 FROM party
  WHERE trim(coalesce(user_id, '')) <> '' AND trim(coalesce(email, '')) <> '' GROUP BY 1;

UPDATE party SET person_key = 'user:' || (SELECT user_id FROM user_address WHERE address = substr(person_key, 7))
  WHERE person_key LIKE 'email:%' AND substr(person_key, 7) IN (SELECT address FROM user_address);
UPDATE party SET person_key = 'phone:' ||
    replace(replace(replace(replace(replace(replace(phone, ' ', ''), '(', ''), ')', ''), '.', ''), '-', ''), '/', '')
  WHERE (person_key IS NULL OR person_key LIKE 'name:%') AND phone GLOB '*[0-9]*';

ALTER TABLE party DROP COLUMN talk_time_s;
ALTER TABLE call DROP COLUMN host;
INSERT INTO meta(key, value) VALUES ('users', 1);
`;
