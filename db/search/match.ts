import type { Node } from '../../electron/contract/query/ast.ts';
import { parseDateText, parseMoment, resolveDate } from '../../electron/contract/query/dates.ts';
import {
  durationBands,
  scoreValues,
  type TextField,
  weekdays,
} from '../../electron/contract/query/fields.ts';
import { nearWordsOf, type QueryWord, queryWordOf } from '../../electron/contract/query/plan.ts';
import { fold } from '../../electron/contract/words/fold.ts';
import { intersect, type Mask, uniteInto } from '../index/arrays/mask.ts';
import { type ColumnStore, type Columns, flag, isMulti, isSingle } from '../index/columns/columns.ts';
import { dayColumn, dayNumber, dayText, localDays, weekdayOf } from '../index/columns/local-days.ts';
import { valuesOf } from '../index/columns/values.ts';
import { myTrackerFacets, myTrackerMasks } from '../index/figures/my-masks.ts';
import type { Db } from '../store/open.ts';
import { type Term, termOf } from '../text/terms.ts';
import { scoreColumn } from './scores.ts';
import { type Hits, TextMatcher } from './text-match.ts';

export { countOf, intersect, type Mask } from '../index/arrays/mask.ts';

/** What matching needs to know of the user. */
export interface QueryContext {
  readonly tz: string;
  readonly weekStart: 0 | 1 | 6;
  /** UTC ms. */
  readonly now: number;
}

const asTerm = ({ text, prefix, reach }: QueryWord) => termOf(text, prefix, reach);

/** Evaluates queries over one state of the store. Never throws for any query. */
export class Matcher {
  readonly #db: Db;
  readonly #store: ColumnStore;
  readonly columns: Columns;
  readonly #where: QueryContext;
  readonly #text: TextMatcher;
  readonly #masks = new Map<Node, Mask>();
  readonly #near = new Map<string, Mask>();

  constructor(db: Db, store: ColumnStore, where: QueryContext) {
    this.#db = db;
    this.#store = store;
    this.columns = store.current();
    this.#where = where;
    this.#text = new TextMatcher(this.columns, store);
  }

  get words() {
    return this.#text.words;
  }

  /** The calls a query selects; all for an empty one. Not to be written to. */
  match(node: Node | null): Mask {
    if (!node) return this.all();
    let mask = this.#masks.get(node);
    if (!mask) {
      mask = this.#eval(node);
      this.#masks.set(node, mask);
    }
    return mask;
  }

  all(): Mask {
    return new Uint8Array(this.columns.size).fill(1);
  }

  #eval(node: Node): Mask {
    switch (node.kind) {
      case 'and': {
        const mask = this.match(node.nodes[0] as Node).slice();
        for (const child of node.nodes.slice(1)) intersect(mask, this.match(child));
        return mask;
      }
      case 'or': {
        const mask = this.match(node.nodes[0] as Node).slice();
        for (const child of node.nodes.slice(1)) uniteInto(mask, this.match(child));
        return mask;
      }
      case 'not': {
        const mask = this.match(node.node);
        const out = new Uint8Array(mask.length);
        for (let slot = 0; slot < mask.length; slot++) out[slot] = 1 - (mask[slot] as number);
        return out;
      }
      case 'word':
      case 'phrase':
        return this.text(asTerm(queryWordOf(node)), node.field);
      case 'near': {
        const terms = nearWordsOf(node).flatMap((word) => asTerm(word) ?? []);
        if (terms.length < 2) return this.text(terms[0] ?? null, null);
        // Pasted over and over, it is looked for once.
        const key = `${terms.map((term) => (term.forms ? '~' : '') + term.tokens.join('-')).join(' ')}, ${node.distance}`;
        const mask = this.#near.get(key) ?? this.#text.near(terms, node.distance);
        this.#near.set(key, mask);
        return mask;
      }
      case 'value':
        return node.field === 'tracker' ? this.#tracker(node) : this.#value(node);
      case 'duration':
        return this.#duration(node.op, node.minutes * 60);
      case 'score':
        return this.#score(node.op, node.percent);
      case 'date':
        return this.#date(node.field, node.text);
      case 'new':
        return this.#new(node.text);
    }
  }

  /** Calls where a term stands in a field, or anywhere (document or transcript). */
  text(term: Term | null, field: TextField | null): Mask {
    return term ? this.#text.hits(term, field).mask : this.all();
  }

  /** Words of the calls in a language that a term finds beside its own, for passages. */
  also(term: Term, language: string | null): readonly string[] {
    return this.#text.also(term, language);
  }

  /** The same in all calls, most used first, for people. */
  alsoFound(word: QueryWord): readonly string[] {
    const term = asTerm(word);
    return term ? this.#text.alsoFound(term) : [];
  }

  /** Where a term stands, for ranking. */
  hits(term: Term): Hits {
    return this.#text.hits(term, null);
  }

  #value(node: Extract<Node, { kind: 'value' }>): Mask {
    const { field, values } = node;
    const { columns } = this;
    const mask = new Uint8Array(columns.size);
    if (isSingle(field) || isMulti(field)) {
      const known = valuesOf(this.#store, columns, field);
      // Code -1, no value, falls on index 0, which is never wanted.
      const wanted = new Uint8Array(known.size + 1);
      for (const value of values)
        for (const code of known.named(value.text, value.exact)) wanted[code + 1] = 1;
      if (isSingle(field)) {
        const column = columns.single[field];
        for (let slot = 0; slot < mask.length; slot++)
          mask[slot] = wanted[(column[slot] as number) + 1] as number;
      } else {
        const { offsets, values: list } = columns.multi[field];
        for (let slot = 0; slot < mask.length; slot++) {
          const end = offsets[slot + 1] as number;
          let any = 0;
          for (let at = offsets[slot] as number; at < end; at++)
            any |= wanted[(list[at] as number) + 1] as number;
          mask[slot] = any;
        }
      }
      return mask;
    }
    const wanted = values.map((value) => fold(value.text));
    if (field === 'dur') {
      const { duration } = columns;
      for (const [key, from, to] of durationBands) {
        if (!wanted.includes(key)) continue;
        for (let slot = 0; slot < mask.length; slot++) {
          const minutes = (duration[slot] as number) / 60;
          if (minutes >= from && minutes < to) mask[slot] = 1;
        }
      }
      return mask;
    }
    if (field === 'weekday') {
      const chosen = Uint8Array.from(weekdays, (name) =>
        wanted.some((text) => text.length >= 2 && name.startsWith(text)) ? 1 : 0,
      );
      const days = dayColumn(columns, this.#where.tz);
      for (let slot = 0; slot < mask.length; slot++)
        mask[slot] = chosen[weekdayOf(days[slot] as number)] as number;
      return mask;
    }
    if (field === 'score') {
      const chosen = Uint8Array.from(scoreValues, (key) => (wanted.includes(key) ? 1 : 0));
      const of = scoreColumn(columns);
      for (let slot = 0; slot < mask.length; slot++) mask[slot] = chosen[of[slot] as number] as number;
      return mask;
    }
    for (let slot = 0; slot < mask.length; slot++)
      if (wanted.some((text) => this.hasFlag(slot, field as 'has' | 'is', text))) mask[slot] = 1;
    return mask;
  }

  /** The trackers of mine with the calls that mention them, for facets. */
  myTrackers(): ReturnType<typeof myTrackerFacets> {
    return myTrackerFacets(this.#db, this.#store);
  }

  /** Calls that mention one of Gong's trackers or one of mine; those are no column, because a new one touches no call. */
  #tracker(node: Extract<Node, { kind: 'value' }>): Mask {
    const mask = this.#value(node);
    for (const mine of myTrackerMasks(this.#db, this.#store, node.values)) uniteInto(mask, mine);
    return mask;
  }

  /** Whether a call has (or is) something named by the grammar. */
  hasFlag(slot: number, field: 'has' | 'is', name: string): boolean {
    const flags = this.columns.flags[slot] as number;
    if (field === 'has') {
      const list = hasLists[name];
      if (list) {
        const { offsets } = this.columns.multi[list];
        return (offsets[slot + 1] as number) > (offsets[slot] as number);
      }
      const bit = hasBits[name];
      return bit !== undefined && (flags & bit) !== 0;
    }
    if (name === 'unreviewed') return (flags & flag.reviewed) === 0;
    const bit = isBits[name];
    return bit !== undefined && (flags & bit) !== 0;
  }

  #duration(op: '<' | '<=' | '>' | '>=' | '=', limit: number): Mask {
    const { duration, size } = this.columns;
    const mask = new Uint8Array(size);
    for (let slot = 0; slot < size; slot++) mask[slot] = compare(duration[slot] as number, op, limit) ? 1 : 0;
    return mask;
  }

  /** A call that has no score is not to be compared: it is in none. */
  #score(op: '<' | '<=' | '>' | '>=' | '=', percent: number): Mask {
    const { scores, size } = this.columns;
    const limit = Math.round(percent * 100);
    const mask = new Uint8Array(size);
    for (let slot = 0; slot < size; slot++) {
      const score = scores[slot] as number;
      if (score < 0) continue;
      mask[slot] = (
        op === '<'
          ? score < limit
          : op === '<='
            ? score <= limit
            : op === '>'
              ? score > limit
              : op === '>='
                ? score >= limit
                : Math.round(score / 100) === Math.round(limit / 100)
      )
        ? 1
        : 0;
    }
    return mask;
  }

  /** Calls that came or changed here after a moment, or on or after the first day of a date. */
  #new(text: string): Mask {
    const { touched, size } = this.columns;
    const mask = new Uint8Array(size);
    const moment = parseMoment(text);
    const spec = parseDateText(text);
    if (moment !== null) {
      for (let slot = 0; slot < size; slot++) mask[slot] = (touched[slot] as number) > moment ? 1 : 0;
    } else if (spec) {
      const days = localDays(this.#where.tz);
      const today = dayText(days.day(this.#where.now));
      const from = dayNumber(resolveDate(spec, today, this.#where.weekStart).from);
      for (let slot = 0; slot < size; slot++) mask[slot] = days.day(touched[slot] as number) >= from ? 1 : 0;
    }
    return mask;
  }

  #date(field: 'after' | 'before' | 'date', text: string): Mask {
    const spec = parseDateText(text);
    if (!spec) return this.all();
    const today = localDays(this.#where.tz).day(this.#where.now);
    const range = resolveDate(spec, dayText(today), this.#where.weekStart);
    const from = field === 'before' ? Number.NEGATIVE_INFINITY : dayNumber(range.from);
    const to =
      field === 'before'
        ? dayNumber(range.from)
        : field === 'date'
          ? dayNumber(range.to)
          : Number.POSITIVE_INFINITY;
    const days = dayColumn(this.columns, this.#where.tz);
    const mask = new Uint8Array(this.columns.size);
    for (let slot = 0; slot < mask.length; slot++) {
      const day = days[slot] as number;
      mask[slot] = day >= from && day < to ? 1 : 0;
    }
    return mask;
  }
}

/** Flag bit of what `has:` can name, where it is one. */
export const hasBits: Readonly<Record<string, number>> = {
  transcript: flag.transcript,
  media: flag.media,
  comments: flag.comments,
  brief: flag.brief,
  notes: flag.notes,
  highlights: flag.highlights,
};
/** What `has:` can name that is a list of values. */
export const hasLists: Readonly<Record<string, 'tag' | 'tracker' | 'scorecard' | 'folder'>> = {
  tags: 'tag',
  trackers: 'tracker',
  scorecard: 'scorecard',
  folder: 'folder',
};
/** The same for `is:`. */
export const isBits: Readonly<Record<string, number>> = {
  reviewed: flag.reviewed,
  offline: flag.offline,
  private: flag.private,
  starred: flag.starred,
  gone: flag.gone,
  changed: flag.changed,
};

function compare(seconds: number, op: '<' | '<=' | '>' | '>=' | '=', limit: number): boolean {
  if (op === '<') return seconds < limit;
  if (op === '<=') return seconds <= limit;
  if (op === '>') return seconds > limit;
  if (op === '>=') return seconds >= limit;
  return Math.round(seconds / 60) === Math.round(limit / 60);
}
