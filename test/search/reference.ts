import Database from 'better-sqlite3';
import type { Node, Value } from '../../electron/contract/query/ast.ts';
import { parseDateText, parseMoment, resolveDate } from '../../electron/contract/query/dates.ts';
import {
  durationBands,
  fields,
  scoreBands,
  type TextField,
  weekdays,
} from '../../electron/contract/query/fields.ts';
import { localDay } from '../support/local-day.ts';

// What a search must find, said once more and as plainly as possible: every token of every text and every value of every
// attribute is a row, a query is one SQL expression over them. No full-text index, no columns, no code of db/search.

/** Letters without case; Latin ones without accents. */
const plain = (text: string): string =>
  text
    .toLowerCase()
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin}\p{M}*)\p{M}/gu, '')
    .normalize('NFC');

/** Words of a text: runs of letters and digits; scripts without spaces come apart into characters. */
const wordsOf = (text: string): string[] =>
  plain(text).match(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\u30fc]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\u30fc])[\p{L}\p{N}])+/gu,
  ) ?? [];

const columnOf: Readonly<Record<Exclude<TextField, 'said'>, string>> = {
  title: 'title',
  brief: 'brief',
  key: 'key_points',
  outline: 'outline',
  highlight: 'highlights',
  comment: 'comments',
  note: 'notes',
  people: 'people',
};

/** The user's circumstances of a search. */
export interface Circumstances {
  readonly tz: string;
  readonly weekStart: 0 | 1 | 6;
  readonly now: number;
}

/** Somebody, as plainly as possible: who it is, all that calls and the users' list name them by, and what they are shown as. */
interface Person {
  readonly key: string;
  readonly names: Set<string>;
  /** Addresses, numbers and ids. */
  readonly idents: Set<string>;
  name: string | null;
  label: string;
}

interface PartyRow {
  readonly call_id: number;
  readonly user_id: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly name: string | null;
}

/** Those that the calls compared are in, as they are called. */
const languages: Readonly<Record<string, string>> = {
  en: 'English',
  de: 'German',
  fr: 'French',
  es: 'Spanish',
  ja: 'Japanese',
  eng: 'English',
  deu: 'German',
  ger: 'German',
  fra: 'French',
  fre: 'French',
  spa: 'Spanish',
  jpn: 'Japanese',
  heb: 'Hebrew',
  por: 'Portuguese',
  und: 'Undetermined',
  zxx: 'No linguistic content',
};

const filled = (value: string | null | undefined) => value?.trim() || null;

/** Reads a store anew after each change and answers by SQL. */
export class Reference {
  readonly #db: Database.Database;
  readonly #where: Circumstances;
  readonly #people = new Map<string, Person>();

  constructor(file: string, where: Circumstances) {
    this.#where = where;
    const db = new Database(':memory:');
    this.#db = db;
    db.prepare('ATTACH ? AS store').run(file);
    db.function('plain', { deterministic: true }, (text) => plain(String(text)));
    db.function('language', { deterministic: true }, (code) => languages[String(code)] ?? code);
    db.function('local_day', { deterministic: true }, (ms) => localDay(Number(ms), where.tz));
    this.#copy();
  }

  /** Whether a text is the code of a language that a call is in. */
  #isSpoken(code: string): boolean {
    const name = languages[code.toLowerCase()];
    return (
      this.#db.prepare("SELECT 1 FROM value WHERE field = 'lang' AND label = ?").get(name ?? '') !== undefined
    );
  }

  #copy(): void {
    const db = this.#db;
    db.exec(`
      CREATE TABLE c AS SELECT id, gong_id, started_ms, coalesce(duration_s, 0) AS duration_s, local_day(started_ms) AS day, max(first_synced_ms, coalesce(changed_ms, 0)) AS touched
        FROM store.call WHERE hidden = 0;
      CREATE UNIQUE INDEX c_id ON c(id);
      CREATE TABLE token(call_id INTEGER, field TEXT, unit INTEGER, pos INTEGER, token TEXT);
      CREATE TABLE value(field TEXT, call_id INTEGER, label TEXT, folded TEXT, key TEXT);
    `);
    const insert = db.prepare('INSERT INTO token VALUES (?, ?, ?, ?, ?)');
    let unit = 0;
    const add = (callId: number, field: string, text: string) => {
      unit++;
      wordsOf(text).forEach((token, at) => {
        insert.run(callId, field, unit, at, token);
      });
    };
    const values = (field: string, sql: string) =>
      db.exec(
        `INSERT INTO value SELECT DISTINCT '${field}', call_id, label, plain(label), NULL FROM (${sql}) WHERE call_id IN (SELECT id FROM c) AND coalesce(label, '') <> ''`,
      );
    db.transaction(() => {
      const texts = db.prepare('SELECT * FROM store.call_text WHERE call_id IN (SELECT id FROM c)').all();
      for (const row of texts as Record<string, string>[])
        for (const [field, column] of Object.entries(columnOf))
          add(Number(row['call_id']), field, row[column] ?? '');
      const spoken = db
        .prepare('SELECT call_id, text FROM store.passage WHERE kind = 1 AND call_id IN (SELECT id FROM c)')
        .all() as { call_id: number; text: string }[];
      for (const { call_id, text } of spoken) add(call_id, 'said', text);
      for (const [field, { column }] of Object.entries(fields)) {
        const [table, name] = column?.split('.') ?? [];
        const label = field === 'lang' ? `language(${name})` : name;
        if (table === 'call') values(field, `SELECT id AS call_id, ${label} AS label FROM store.call`);
        if (table === 'party') values(field, `SELECT call_id, ${name} AS label FROM store.party`);
      }
      values(
        'workspace',
        'SELECT k.id AS call_id, coalesce(w.name, k.workspace_id) AS label FROM store.call k LEFT JOIN store.workspace w ON w.gong_id = k.workspace_id',
      );
      values(
        'industry',
        `SELECT o.call_id, json_extract(f.value, '$.value') AS label FROM store.context_object o, json_each(o.fields) f
         WHERE o.party = -1 AND lower(json_extract(f.value, '$.name')) = 'industry'`,
      );
      this.#meet();
      values(
        'tracker',
        'SELECT t.call_id, d.name AS label FROM store.call_tracker t JOIN store.tracker d ON d.id = t.tracker_id WHERE coalesce(t.count, 0) > 0 OR coalesce(t.company + t.customer + t.unknown, 0) > 0',
      );
      values(
        'phrase',
        `SELECT t.call_id, p.value ->> 0 AS label FROM store.call_tracker t, json_each(t.phrases) p WHERE p.value ->> 1 > 0`,
      );
      values(
        'tag',
        'SELECT k.id AS call_id, t.tag AS label FROM store.mine_tag t JOIN store.call k USING (gong_id)',
      );
      for (const [key, from, to] of durationBands)
        values(
          'dur',
          `SELECT id AS call_id, '${key}' AS label FROM c WHERE duration_s >= ${from * 60} AND duration_s < ${Number.isFinite(to) ? to * 60 : 1e12}`,
        );
      values(
        'weekday',
        `SELECT id AS call_id, CASE strftime('%w', day) ${weekdays.map((name, at) => `WHEN '${(at + 1) % 7}' THEN '${name}'`).join(' ')} END AS label FROM c`,
      );
      values(
        'scorecard',
        'SELECT k.id AS call_id, a.name AS label FROM store.answered_scorecard a JOIN store.call k ON k.gong_id = a.call_gong_id WHERE a.hidden = 0',
      );
      values(
        'folder',
        'SELECT k.id AS call_id, f.label FROM store.library_call l JOIN store.library_folder f ON f.gong_id = l.folder_id JOIN store.call k ON k.gong_id = l.call_gong_id',
      );
      db.exec(`CREATE TABLE score AS SELECT k.id AS call_id, count(*) AS reviews, round(avg(a.score), 2) AS percent
        FROM store.answered_scorecard a JOIN store.call k ON k.gong_id = a.call_gong_id WHERE a.hidden = 0 GROUP BY 1`);
      for (const [key, from, to] of scoreBands)
        values(
          'score',
          `SELECT call_id, '${key}' AS label FROM score WHERE percent >= ${from} AND percent < ${Number.isFinite(to) ? to : 1e9}`,
        );
      values('score', "SELECT call_id, 'no-score' AS label FROM score WHERE percent IS NULL");
      values(
        'score',
        "SELECT id AS call_id, 'not-reviewed' AS label FROM c WHERE id NOT IN (SELECT call_id FROM score)",
      );
      const conditions = {
        has: {
          transcript: 'k.has_transcript = 1',
          media: 'k.media IS NOT NULL',
          comments: 'EXISTS (SELECT 1 FROM store.comment x WHERE x.call_id = k.id)',
          brief: "coalesce(k.brief, '') <> ''",
          notes: 'EXISTS (SELECT 1 FROM store.mine_note n WHERE n.gong_id = k.gong_id)',
          tags: 'EXISTS (SELECT 1 FROM store.mine_tag t WHERE t.gong_id = k.gong_id)',
          trackers: "EXISTS (SELECT 1 FROM value v WHERE v.field = 'tracker' AND v.call_id = k.id)",
          highlights:
            'EXISTS (SELECT 1 FROM store.call_content x WHERE x.call_id = k.id AND json_array_length(x.highlights) > 0)',
          scorecard: 'k.id IN (SELECT call_id FROM score)',
          folder: "EXISTS (SELECT 1 FROM value v WHERE v.field = 'folder' AND v.call_id = k.id)",
        },
        is: {
          unreviewed: 'm.reviewed_ms IS NULL',
          reviewed: 'm.reviewed_ms IS NOT NULL',
          offline:
            "EXISTS (SELECT 1 FROM store.media_file f WHERE f.gong_id = k.gong_id AND f.state = 'done')",
          private: 'k.is_private = 1',
          starred: 'm.starred_ms IS NOT NULL',
          gone: 'k.gone_ms IS NOT NULL',
          changed:
            'EXISTS (SELECT 1 FROM store.change x WHERE x.gong_id = k.gong_id AND x.at_ms > coalesce(m.seen_changes_ms, k.first_synced_ms))',
        },
      };
      for (const [field, labels] of Object.entries(conditions))
        for (const [label, condition] of Object.entries(labels))
          values(
            field,
            `SELECT k.id AS call_id, '${label}' AS label FROM store.call k LEFT JOIN store.mine_call m USING (gong_id) WHERE ${condition}`,
          );
    })();
    db.exec(`
      CREATE INDEX token_token ON token(token, unit, pos);
      CREATE INDEX token_unit ON token(unit, pos, token);
      CREATE INDEX value_field ON value(field, folded);
      CREATE INDEX value_call ON value(call_id);
      DETACH store;
    `);
  }

  /** Works out who is on which call, who hosts it, and what everybody is called. */
  #meet(): void {
    const db = this.#db;
    const all = (sql: string) => db.prepare(sql).all() as never[];
    const owners = new Map<string, string>();
    const own = (address: string | null, id: string) => {
      const known = owners.get(address ?? '');
      if (address && (known === undefined || id < known)) owners.set(address, id);
    };
    const users = all('SELECT gong_id AS id, name, email, json FROM store.user') as {
      id: string;
      name: string | null;
      email: string | null;
      json: string;
    }[];
    const listed = new Map<string, string[]>();
    for (const { id, email, json } of users) {
      const record = JSON.parse(json) as { emailAliases?: string[]; trustedEmailAddress?: string };
      const addresses = [email, record.trustedEmailAddress, ...(record.emailAliases ?? [])];
      listed.set(
        id,
        addresses.flatMap((address) => filled(address)?.toLowerCase() ?? []),
      );
      for (const address of listed.get(id) ?? []) own(address, id);
    }
    const inList = new Set(owners.keys());
    const parties = all(
      'SELECT call_id, user_id, email, phone, name FROM store.party ORDER BY call_id, position',
    ) as PartyRow[];
    for (const { user_id, email } of parties) {
      const address = filled(email)?.toLowerCase() ?? null;
      if (filled(user_id) && !inList.has(address ?? '')) own(address, filled(user_id) as string);
    }
    const keyOf = ({ user_id, email, phone, name }: PartyRow): string | null => {
      const address = filled(email)?.toLowerCase();
      const user = filled(user_id) ?? (address && owners.get(address));
      if (user) return `user:${user}`;
      if (address) return `email:${address}`;
      if (phone && /\d/.test(phone)) return `phone:${phone.replace(/[ ()./-]/g, '')}`;
      return filled(name) && `name:${filled(name)?.toLowerCase()}`;
    };
    const shown = all('SELECT id FROM c ORDER BY started_ms DESC, id DESC') as { id: number }[];
    const byCall = Map.groupBy(parties, (party) => party.call_id);
    const hosts = new Map(
      (
        all('SELECT id, primary_user_id AS host FROM store.call') as { id: number; host: string | null }[]
      ).map(({ id, host }) => [id, host]),
    );
    const on = new Map<string, Set<number>>();
    const hosted = new Map<string, Set<number>>();
    const person = (key: string): Person => {
      const known = this.#people.get(key);
      if (known) return known;
      const rest = key.slice(key.indexOf(':') + 1);
      const idents = new Set(key.startsWith('name:') ? [] : [rest]);
      const made = { key, names: new Set<string>(), idents, name: null, label: '' };
      this.#people.set(key, made);
      return made;
    };
    const put = (calls: Map<string, Set<number>>, key: string, id: number) =>
      calls.set(key, (calls.get(key) ?? new Set()).add(id));
    for (const { id } of shown) {
      for (const party of byCall.get(id) ?? []) {
        const key = keyOf(party);
        if (key === null) continue;
        put(on, key, id);
        const known = person(key);
        const name = filled(party.name);
        if (name) known.names.add(name);
        known.name ??= name;
        if (filled(party.user_id) && filled(party.email))
          known.idents.add(party.email?.trim().toLowerCase() as string);
      }
      const host = filled(hosts.get(id));
      if (host) put(hosted, person(`user:${host}`).key, id);
    }
    for (const { id, name } of users) {
      const known = this.#people.get(`user:${id}`);
      if (!known) continue;
      if (filled(name)) known.name = filled(name);
      if (known.name) known.names.add(known.name);
      for (const address of listed.get(id) ?? []) known.idents.add(address);
    }
    for (const [address, id] of owners) this.#people.get(`user:${id}`)?.idents.add(address);
    this.#label(listed);
    const insert = db.prepare('INSERT INTO value VALUES (?, ?, ?, ?, ?)');
    for (const [field, calls] of [
      ['rep', hosted],
      ['who', on],
    ] as const)
      for (const [key, ids] of calls)
        for (const id of ids) {
          const { label } = this.#people.get(key) as Person;
          insert.run(field, id, label, plain(label), key);
        }
  }

  /** The newest name, with an address, number or id behind it where somebody else may be named so too. */
  #label(listed: ReadonlyMap<string, readonly string[]>): void {
    const people = [...this.#people.values()];
    for (const one of people) {
      const [kind, rest] = [one.key.split(':', 1)[0], one.key.slice(one.key.indexOf(':') + 1)];
      const main = kind === 'user' ? (listed.get(rest)?.[0] ?? [...one.idents][1]) : rest;
      one.label = one.name ?? main ?? `Gong user ${rest}`;
      if (one.name === null) one.names.add(one.label);
    }
    for (const one of people) {
      const shared = people.some(
        (other) =>
          other !== one && [...other.names, ...other.idents].some((text) => plain(text) === plain(one.label)),
      );
      if (!shared) continue;
      const rest = one.key.slice(one.key.indexOf(':') + 1);
      const addresses = one.key.startsWith('user:')
        ? [...new Set([...(listed.get(rest) ?? []), ...[...one.idents].filter((text) => text !== rest)])]
        : [rest];
      const ident = one.key.startsWith('name:')
        ? 'name only'
        : (addresses.find((text) => !people.some((other) => other !== one && other.idents.has(text))) ??
          rest);
      one.label = one.label.toLowerCase() === ident ? `<${ident}>` : `${one.label} <${ident}>`;
    }
  }

  /** Keys of the people that a value of a query names. */
  #named({ text, exact }: Value): string[] {
    const people = [...this.#people.values()];
    const brackets = /^(.*)<([^<>]*)>\s*$/s.exec(text);
    if (brackets) {
      const [name, ident] = [
        (brackets[1] ?? '').trim().toLowerCase(),
        (brackets[2] ?? '').trim().toLowerCase(),
      ];
      const found = people.filter((one) =>
        ident === 'name only' ? one.key === `name:${name}` : one.idents.has(ident),
      );
      if (found.length > 0) return found.map((one) => one.key);
    }
    const wanted = plain(text.trim());
    const means = (known: string) => (exact ? plain(known) === wanted : plain(known).includes(wanted));
    const idents = exact || wanted.includes('@');
    return people
      .filter((one) => [...one.names, ...(idents ? one.idents : [])].some(means))
      .map((one) => one.key);
  }

  /** Ids of the calls that a query selects. */
  ids(node: Node | null): Set<number> {
    return new Set(
      this.#db
        .prepare(`SELECT id FROM c WHERE ${this.#sql(node)}`)
        .pluck()
        .all() as number[],
    );
  }

  /** Gong ids of calls in an order, e.g. 'started_ms DESC, id DESC'. */
  ordered(ids: ReadonlySet<number>, order: string): string[] {
    return this.#db
      .prepare(`SELECT gong_id FROM c WHERE id IN (SELECT value FROM json_each(?)) ORDER BY ${order}`)
      .pluck()
      .all(JSON.stringify([...ids])) as string[];
  }

  /** Number of calls with each value of each field, of some calls; one field only if named. */
  counts(ids: ReadonlySet<number>, field: string | null = null): Map<string, Map<string, number>> {
    const rows = this.#db
      .prepare(
        `SELECT field, label, count(*) AS n FROM value WHERE call_id IN (SELECT value FROM json_each(?)) AND (? IS NULL OR field = ?) GROUP BY field, label`,
      )
      .all(JSON.stringify([...ids]), field, field) as { field: string; label: string; n: number }[];
    const fields = new Map<string, Map<string, number>>();
    for (const row of rows) {
      const counts = fields.get(row.field) ?? new Map<string, number>();
      counts.set(row.label, row.n);
      fields.set(row.field, counts);
    }
    return fields;
  }

  /** Local days of calls, ascending. */
  days(ids: ReadonlySet<number>): string[] {
    return this.#db
      .prepare('SELECT day FROM c WHERE id IN (SELECT value FROM json_each(?)) ORDER BY day')
      .pluck()
      .all(JSON.stringify([...ids])) as string[];
  }

  /** Values that calls have, to draw queries from: [field, label]. */
  values(): (readonly [string, string])[] {
    const values = this.#db.prepare('SELECT DISTINCT field, label FROM value ORDER BY 1, 2').raw().all() as [
      string,
      string,
    ][];
    // Names of before, names of several people, addresses.
    const typed = [...this.#people.values()].flatMap((one) => [...one.names, ...one.idents]);
    return [
      ...values,
      ...[...new Set(typed)].sort().flatMap((text): [string, string][] => [
        ['rep', text],
        ['who', text],
      ]),
    ];
  }

  /** Runs of up to four tokens as they stand in the texts, to draw queries from. */
  runs(): string[][] {
    const rows = this.#db
      .prepare(
        'SELECT a.token AS a, b.token AS b, d.token AS d FROM token a LEFT JOIN token b ON b.unit = a.unit AND b.pos = a.pos + 1 LEFT JOIN token d ON d.unit = a.unit AND d.pos = a.pos + 2 WHERE a.rowid % 7 = 0',
      )
      .raw()
      .all() as (string | null)[][];
    return rows.map((row) => row.filter((token) => token !== null));
  }

  close(): void {
    this.#db.close();
  }

  #sql(node: Node | null): string {
    if (!node) return '1';
    switch (node.kind) {
      case 'and':
        return `(${node.nodes.map((child) => this.#sql(child)).join(' AND ')})`;
      case 'or':
        return `(${node.nodes.map((child) => this.#sql(child)).join(' OR ')})`;
      case 'not':
        return `NOT (${this.#sql(node.node)})`;
      case 'word':
        return this.#run(wordsOf(node.text), node.prefix, node.field);
      case 'phrase':
        return this.#run(wordsOf(node.text), false, node.field);
      case 'near': {
        const words = node.words.flatMap((word) => wordsOf(word));
        if (words.length !== 2) throw new Error('the reference knows NEAR of two words');
        return `id IN (SELECT a.call_id FROM token a JOIN token b ON b.unit = a.unit AND b.pos <> a.pos AND abs(a.pos - b.pos) - 1 <= ${node.distance} WHERE a.token = ${text(words[0])} AND b.token = ${text(words[1])})`;
      }
      case 'value': {
        if (node.field === 'rep' || node.field === 'who') {
          const keys = node.values.flatMap((value) => this.#named(value)).map(text);
          return `id IN (SELECT call_id FROM value WHERE field = ${text(node.field)} AND key IN (${keys.join(', ')}))`;
        }
        const fixed = fields[node.field].values !== undefined;
        const any = node.values.map((value) =>
          node.field === 'lang' && this.#isSpoken(value.text)
            ? `label = ${text(languages[value.text.toLowerCase()] ?? '')}`
            : fixed || value.exact
              ? `folded = plain(${text(value.text)})`
              : `instr(folded, plain(${text(value.text)})) > 0`,
        );
        return `id IN (SELECT call_id FROM value WHERE field = ${text(node.field)} AND (${any.join(' OR ')}))`;
      }
      case 'duration':
        return node.op === '='
          ? `round(duration_s / 60.0) = ${Math.round(node.minutes)}`
          : `duration_s ${node.op} ${node.minutes * 60}`;
      case 'score': {
        const percent = 'SELECT percent FROM score WHERE call_id = c.id';
        return node.op === '='
          ? `coalesce(round((${percent})) = ${Math.round(node.percent)}, 0)`
          : `coalesce((${percent}) ${node.op} ${node.percent}, 0)`;
      }
      case 'date': {
        const spec = parseDateText(node.text);
        if (!spec) return '1';
        const range = resolveDate(spec, localDay(this.#where.now, this.#where.tz), this.#where.weekStart);
        if (node.field === 'after') return `day >= ${text(range.from)}`;
        if (node.field === 'before') return `day < ${text(range.from)}`;
        return `(day >= ${text(range.from)} AND day < ${text(range.to)})`;
      }
      case 'new': {
        const moment = parseMoment(node.text);
        if (moment !== null) return `touched > ${moment}`;
        const spec = parseDateText(node.text);
        if (!spec) return '0';
        const today = localDay(this.#where.now, this.#where.tz);
        return `local_day(touched) >= ${text(resolveDate(spec, today, this.#where.weekStart).from)}`;
      }
    }
  }

  /** Tokens one after the other in one text, the last one perhaps only begun. */
  #run(tokens: readonly string[], prefix: boolean, field: TextField | null): string {
    if (tokens.length === 0) return '1';
    const last = tokens.length - 1;
    const conditions = tokens.map((token, at) =>
      prefix && at === last
        ? `t${at}.token >= ${text(token)} AND t${at}.token < ${text(`${token}\u{10ffff}`)}`
        : `t${at}.token = ${text(token)}`,
    );
    if (field) conditions.push(`t0.field = ${text(field)}`);
    const joins = tokens.map((_, at) =>
      at === 0 ? 'token t0' : `JOIN token t${at} ON t${at}.unit = t0.unit AND t${at}.pos = t0.pos + ${at}`,
    );
    return `id IN (SELECT t0.call_id FROM ${joins.join(' ')} WHERE ${conditions.join(' AND ')})`;
  }
}

const text = (value: string | undefined) => `'${(value ?? '').replaceAll("'", "''")}'`;
