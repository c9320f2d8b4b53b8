import Database from 'better-sqlite3';

/** How text is cut into words: by SQLite’s own tokenizer, so that the index and FTS5 agree. */
const tokenizer = 'unicode61 remove_diacritics 2';
/** Runs remembered at most: beyond that the memory starts anew. */
const rememberedAtMost = 200_000;

/** Cuts text into words exactly as FTS5 does. */
export interface Tokenizer {
  /** Calls `each` with every word of a text, in order. */
  words(text: string, each: (word: string) => void): void;
  close(): void;
}

/**
 * ASCII is cut here, at ten million words a second. Any other run of characters is asked of FTS5 itself, once, so that
 * no table of Unicode categories of ours can ever disagree with the one inside SQLite.
 */
export function createTokenizer(): Tokenizer {
  const db = new Database(':memory:');
  db.exec(`CREATE VIRTUAL TABLE run USING fts5(text, tokenize='${tokenizer}');
    CREATE VIRTUAL TABLE run_word USING fts5vocab('run', 'instance');`);
  const insert = db.prepare('INSERT INTO run(rowid, text) VALUES (1, ?)');
  const read = db.prepare('SELECT term FROM run_word ORDER BY "offset"').pluck();
  const clear = db.prepare('DELETE FROM run');
  const known = new Map<string, readonly string[]>();

  function ask(run: string): readonly string[] {
    const found = known.get(run);
    if (found) return found;
    if (known.size >= rememberedAtMost) known.clear();
    insert.run(run);
    const words = read.all() as string[];
    clear.run();
    known.set(run, words);
    return words;
  }

  return {
    words(text, each) {
      const { length } = text;
      let from = -1;
      let upper = false;
      let foreign = false;
      for (let at = 0; at <= length; at++) {
        const unit = at < length ? text.charCodeAt(at) : 32;
        const kind = unit < 128 ? (ascii[unit] as number) : unit >= 0x2000 && unit < 0x2070 ? 0 : 3;
        if (kind !== 0) {
          if (from < 0) from = at;
          if (kind === 2) upper = true;
          else if (kind === 3) foreign = true;
          continue;
        }
        if (from < 0) continue;
        const run = text.slice(from, at);
        if (foreign) for (const word of ask(run)) each(word);
        else each(upper ? run.toLowerCase() : run);
        from = -1;
        upper = false;
        foreign = false;
      }
    },
    close: () => void db.close(),
  };
}

/** A token as the index has it: one word as a rule, none or several where Unicode is cut otherwise. */
export function cutToken(tokenizer: () => Tokenizer, token: string): readonly string[] {
  // Nearly every token is cut already, and then no tokenizer has to be opened.
  if (/^[a-z0-9]+$/.test(token)) return [token];
  const list: string[] = [];
  tokenizer().words(token, (word) => list.push(word));
  return list;
}

/** 0 between words, 1 small letter or digit, 2 capital. U+2000–206F (spaces and punctuation) is between words too. */
const ascii = Uint8Array.from({ length: 128 }, (_, code) => {
  const char = String.fromCharCode(code);
  return /[a-z0-9]/.test(char) ? 1 : /[A-Z]/.test(char) ? 2 : 0;
});
