import { durationBands, type Node, type TextField, weekdays } from '../../electron/contract/query/ast.ts';
import { parseDateText, resolveDate } from '../../electron/contract/query/dates.ts';
import type { Db } from '../open.ts';
import { prepared } from '../statements.ts';
import { type ColumnStore, type Columns, flag, isMulti, isSingle } from './columns.ts';
import { fold } from './dictionary.ts';
import { dayNumber, dayText, localDays, weekdayOf } from './local-days.ts';
import { ftsOf, type Term, termOf } from './terms.ts';

/** One byte per slot: 1 = the call is in. */
export type Mask = Uint8Array;

/** What matching needs to know of the user. */
export interface Where {
  readonly tz: string;
  readonly weekStart: 0 | 1 | 6;
  /** UTC ms. */
  readonly now: number;
}

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

/** Evaluates queries over one state of the store. Never throws for any query. */
export class Matcher {
  readonly #db: Db;
  readonly #store: ColumnStore;
  readonly columns: Columns;
  readonly #where: Where;
  readonly #texts = new Map<string, Mask>();

  constructor(db: Db, store: ColumnStore, where: Where) {
    this.#db = db;
    this.#store = store;
    this.columns = store.current();
    this.#where = where;
  }

  /** The calls a query selects. `typing` lets its last word match as a prefix. */
  match(node: Node | null): Mask {
    return node ? this.#eval(node) : this.all();
  }

  all(): Mask {
    return new Uint8Array(this.columns.size).fill(1);
  }

  #eval(node: Node): Mask {
    switch (node.kind) {
      case 'and': {
        const mask = this.#eval(node.nodes[0] as Node).slice();
        for (const child of node.nodes.slice(1)) intersect(mask, this.#eval(child));
        return mask;
      }
      case 'or': {
        const mask = this.#eval(node.nodes[0] as Node).slice();
        for (const child of node.nodes.slice(1)) unite(mask, this.#eval(child));
        return mask;
      }
      case 'not': {
        const mask = this.#eval(node.node);
        const out = new Uint8Array(mask.length);
        for (let slot = 0; slot < mask.length; slot++) out[slot] = 1 - (mask[slot] as number);
        return out;
      }
      case 'word':
        return this.text(termOf(node.text, node.prefix), node.field);
      case 'phrase':
        return this.text(termOf(node.text, false), node.field);
      case 'near':
        return this.#near(node.words, node.distance);
      case 'value':
        return this.#value(node);
      case 'duration':
        return this.#where_((slot) =>
          compare(this.columns.duration[slot] as number, node.op, node.minutes * 60),
        );
      case 'date':
        return this.#date(node.field, node.text);
    }
  }

  /** Calls where a term stands in a field, or anywhere (document or transcript). */
  text(term: Term | null, field: TextField | null): Mask {
    if (!term) return this.all();
    const key = `${field}|${term.prefix}|${term.tokens.join(' ')}`;
    const known = this.#texts.get(key);
    if (known) return known;
    const mask = new Uint8Array(this.columns.size);
    const fts = ftsOf(term);
    if (field !== 'said') {
      if (field === null && term.prefix && term.tokens.length === 1)
        this.#add(mask, 'SELECT json_group_array(rowid) FROM prefix_fts WHERE prefix_fts MATCH ?', fts);
      else
        this.#add(
          mask,
          'SELECT json_group_array(rowid) FROM call_fts WHERE call_fts MATCH ?',
          field === null ? fts : `{${columnOf[field]}} : ${fts}`,
        );
    }
    if (field === null || field === 'said') {
      if (term.tokens.length === 1)
        this.#add(mask, 'SELECT json_group_array(rowid) FROM said_fts WHERE said_fts MATCH ?', fts);
      else
        this.#add(
          mask,
          'SELECT json_group_array(DISTINCT p.call_id) FROM passage_fts f JOIN passage p ON p.id = f.rowid WHERE passage_fts MATCH ? AND p.kind = 1',
          fts,
        );
    }
    this.#texts.set(key, mask);
    return mask;
  }

  #near(words: readonly string[], distance: number): Mask {
    const terms = words.flatMap((word) => termOf(word, false) ?? []);
    if (terms.length < 2) return this.text(terms[0] ?? null, null);
    const fts = `NEAR(${terms.map(ftsOf).join(' ')}, ${distance})`;
    const mask = new Uint8Array(this.columns.size);
    this.#add(mask, 'SELECT json_group_array(rowid) FROM call_fts WHERE call_fts MATCH ?', fts);
    this.#add(
      mask,
      'SELECT json_group_array(DISTINCT p.call_id) FROM passage_fts f JOIN passage p ON p.id = f.rowid WHERE passage_fts MATCH ? AND p.kind = 1',
      fts,
    );
    return mask;
  }

  #add(mask: Mask, sql: string, fts: string): void {
    const { ids } = prepared(
      this.#db,
      sql.replace(/^SELECT (json_group_array\(.*?\)) FROM/, 'SELECT $1 AS ids FROM'),
    ).get(fts) as { ids: string };
    for (const rowid of JSON.parse(ids) as number[]) {
      const slot = this.columns.slotOf(rowid);
      if (slot >= 0) mask[slot] = 1;
    }
  }

  #where_(test: (slot: number) => boolean): Mask {
    const mask = new Uint8Array(this.columns.size);
    for (let slot = 0; slot < mask.length; slot++) if (test(slot)) mask[slot] = 1;
    return mask;
  }

  #value(node: Extract<Node, { kind: 'value' }>): Mask {
    const { field, values } = node;
    if (isSingle(field)) {
      const codes = new Set(
        values.flatMap((value) => [...this.#store.dictionaries[field].matching(value.text, value.exact)]),
      );
      const column = this.columns.single[field];
      return this.#where_((slot) => codes.has(column[slot] as number));
    }
    if (isMulti(field)) {
      const codes = new Set(
        values.flatMap((value) => [...this.#store.dictionaries[field].matching(value.text, value.exact)]),
      );
      const { offsets, values: list } = this.columns.multi[field];
      return this.#where_((slot) => {
        for (let at = offsets[slot] as number; at < (offsets[slot + 1] as number); at++)
          if (codes.has(list[at] as number)) return true;
        return false;
      });
    }
    const wanted = values.map((value) => fold(value.text));
    if (field === 'dur') {
      const bands = durationBands.filter(([key]) => wanted.includes(key));
      return this.#where_((slot) => {
        const minutes = (this.columns.duration[slot] as number) / 60;
        return bands.some(([, from, to]) => minutes >= from && minutes < to);
      });
    }
    if (field === 'weekday') {
      const chosen = new Set(
        weekdays.flatMap((name, at) =>
          wanted.some((text) => text.length >= 2 && name.startsWith(text)) ? [at] : [],
        ),
      );
      const days = localDays(this.#where.tz);
      return this.#where_((slot) => chosen.has(weekdayOf(days.day(this.columns.started[slot] as number))));
    }
    return this.#where_((slot) => wanted.some((text) => this.hasFlag(slot, field as 'has' | 'is', text)));
  }

  /** Whether a call has (or is) something named by the grammar. */
  hasFlag(slot: number, field: 'has' | 'is', name: string): boolean {
    const flags = this.columns.flags[slot] as number;
    if (field === 'has') {
      if (name === 'tags' || name === 'trackers') {
        const { offsets } = this.columns.multi[name === 'tags' ? 'tag' : 'tracker'];
        return (offsets[slot + 1] as number) > (offsets[slot] as number);
      }
      const bit = {
        transcript: flag.transcript,
        media: flag.media,
        comments: flag.comments,
        brief: flag.brief,
        notes: flag.notes,
        highlights: flag.highlights,
      }[name];
      return bit !== undefined && (flags & bit) !== 0;
    }
    if (name === 'unreviewed') return (flags & flag.reviewed) === 0;
    const bit = {
      reviewed: flag.reviewed,
      offline: flag.offline,
      private: flag.private,
      starred: flag.starred,
      gone: flag.gone,
      changed: flag.changed,
    }[name];
    return bit !== undefined && (flags & bit) !== 0;
  }

  #date(field: 'after' | 'before' | 'date', text: string): Mask {
    const spec = parseDateText(text);
    if (!spec) return this.all();
    const days = localDays(this.#where.tz);
    const range = resolveDate(spec, dayText(days.day(this.#where.now)), this.#where.weekStart);
    const from = field === 'before' ? Number.NEGATIVE_INFINITY : dayNumber(range.from);
    const to =
      field === 'before'
        ? dayNumber(range.from)
        : field === 'date'
          ? dayNumber(range.to)
          : Number.POSITIVE_INFINITY;
    return this.#where_((slot) => {
      const day = days.day(this.columns.started[slot] as number);
      return day >= from && day < to;
    });
  }
}

function compare(seconds: number, op: '<' | '<=' | '>' | '>=' | '=', limit: number): boolean {
  if (op === '<') return seconds < limit;
  if (op === '<=') return seconds <= limit;
  if (op === '>') return seconds > limit;
  if (op === '>=') return seconds >= limit;
  return Math.round(seconds / 60) === Math.round(limit / 60);
}

/** Keeps in `mask` what is in both. */
export function intersect(mask: Mask, other: Mask): void {
  for (let slot = 0; slot < mask.length; slot++)
    mask[slot] = (mask[slot] as number) & (other[slot] as number);
}

function unite(mask: Mask, other: Mask): void {
  for (let slot = 0; slot < mask.length; slot++)
    mask[slot] = (mask[slot] as number) | (other[slot] as number);
}

/** Number of calls in a mask. */
export function countOf(mask: Mask): number {
  let count = 0;
  for (let slot = 0; slot < mask.length; slot++) count += mask[slot] as number;
  return count;
}
