import type { DateField, TextField, ValueField } from './fields.ts';

/** Stretch of the query text, UTF-16 offsets. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

export interface Value {
  readonly text: string;
  /** Quoted values match the whole attribute; bare ones any part of it. */
  readonly exact: boolean;
}

export type Node =
  | { readonly kind: 'and'; readonly nodes: readonly Node[] }
  | { readonly kind: 'or'; readonly nodes: readonly Node[] }
  | { readonly kind: 'not'; readonly node: Node; readonly span: Span }
  | {
      readonly kind: 'word';
      readonly text: string;
      readonly prefix: boolean;
      /** Its related forms count too. */
      readonly forms: boolean;
      readonly field: TextField | null;
      readonly span: Span;
    }
  | { readonly kind: 'phrase'; readonly text: string; readonly field: TextField | null; readonly span: Span }
  | {
      readonly kind: 'near';
      /** As they were written: `~` before one asks for its related forms (see `askedWord`). */
      readonly words: readonly string[];
      readonly distance: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'value';
      readonly field: ValueField;
      readonly values: readonly Value[];
      readonly span: Span;
    }
  | {
      readonly kind: 'duration';
      readonly op: '<' | '<=' | '>' | '>=' | '=';
      readonly minutes: number;
      readonly span: Span;
    }
  | {
      readonly kind: 'score';
      readonly op: '<' | '<=' | '>' | '>=' | '=';
      /** Of the highest score, two decimals at most. */
      readonly percent: number;
      readonly span: Span;
    }
  | { readonly kind: 'date'; readonly field: DateField; readonly text: string; readonly span: Span }
  /** Calls that came or changed here since: a date as above, or a moment '2026-11-25T13:04:11.123Z'. */
  | { readonly kind: 'new'; readonly text: string; readonly span: Span };

/** A parsed query; `root` null means everything. */
export interface Query {
  readonly root: Node | null;
  readonly problems: readonly {
    readonly from: number;
    readonly to: number;
    readonly message: string;
    readonly severity: 'error' | 'hint';
  }[];
}
