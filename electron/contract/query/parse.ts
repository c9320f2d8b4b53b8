import { beginning } from '../plain-text.ts';
import { cutWords } from '../words/cut.ts';
import type { Node, Query, Span, Value } from './ast.ts';
import { distance } from './distance.ts';
import {
  type BandField,
  type DateField,
  type FieldName,
  fieldNamed,
  fieldNames,
  fields,
  type TextField,
  type ValueField,
} from './fields.ts';
import { lex, type Token } from './lex.ts';
import { type PlacedValue, type Report, readDate, readNumbers, readSince, readWord } from './values.ts';

/** Longest query text that is read; the rest of a paste is reported and left out. */
export const maxQueryLength = 4000;
const maxDepth = 40;
/** Words and filters of a query that are read: the work of a search grows with them. */
const maxNodes = 200;
/** Words that must follow each other: a pasted paragraph in quotation marks is found by its beginning. */
const maxTogether = 32;
const tooMany = `Only the first ${maxNodes} words of a query are searched.`;

/** The beginning of a text that has so many words at most, and their number. */
function firstWords(text: string, most: number): { text: string; words: number } {
  let words = 0;
  let end = 0;
  cutWords(text, (_, __, to) => {
    words++;
    if (words <= most) end = to;
  });
  return words > most ? { text: text.slice(0, end), words: most } : { text, words };
}

/** What asks for the related forms of the word behind it; Japanese keyboards have two others of it. */
const formsSign = /^[~～〜]+(?=[\p{L}\p{N}\p{M}.])/u;

/** A word as it was written, and whether its related forms were asked for. A beginning has none: it stands for more than any form. */
export function askedWord(raw: string): { readonly text: string; readonly forms: boolean } {
  const text = raw.replace(formsSign, '');
  return { text, forms: text !== raw && !raw.endsWith('*') };
}

const searchable = /[\p{L}\p{N}]/u;

/** The field somebody may have meant by a name that is none. */
function meantField(name: string): string | null {
  const close = fieldNames.filter((field) => distance(name, field, 2) <= (name.length < 5 ? 1 : 2));
  return close.sort((a, b) => distance(name, a, 2) - distance(name, b, 2))[0] ?? null;
}

/** Reads a query. Total: any string has a meaning; what could not be understood is reported with its place. */
export const parseQuery = (text: string): Query => new Parser(text).query();

class Parser {
  readonly #source: string;
  readonly #tokens: readonly Token[];
  readonly #problems: Query['problems'][number][] = [];
  #at = 0;
  /** Words and filters read so far. */
  #count = 0;

  constructor(text: string) {
    this.#source = text.slice(0, maxQueryLength);
    if (text.length > maxQueryLength)
      this.#report(
        { from: maxQueryLength, to: text.length },
        `Only the first ${maxQueryLength.toLocaleString('en')} characters are searched.`,
      );
    this.#tokens = lex(this.#source, (name) => fieldNamed(name) !== undefined);
  }

  query(): Query {
    const roots: Node[] = [];
    while (this.#at < this.#tokens.length) {
      const before = this.#at;
      const node = this.#conjunction(0);
      if (node) roots.push(node);
      const stray = this.#next;
      if (stray?.kind === ')') {
        this.#report(stray, 'This closing bracket has no opening one; it is left out.');
        this.#at++;
      } else if (this.#at === before) this.#at++;
    }
    return { root: joined('and', roots), problems: this.#problems };
  }

  readonly #report: Report = ({ from, to }, message, severity = 'hint') => {
    this.#problems.push({ from, to, message, severity });
  };

  get #next(): Token | undefined {
    return this.#tokens[this.#at];
  }

  get #full(): boolean {
    return this.#count >= maxNodes;
  }

  /** Whether there is more of the group that is being read. */
  get #more(): boolean {
    return this.#next !== undefined && this.#next.kind !== ')';
  }

  #conjunction(depth: number): Node | null {
    const nodes: Node[] = [];
    while (this.#more) {
      if (this.#full) {
        this.#report({ from: (this.#next as Token).from, to: this.#source.length }, tooMany);
        this.#at = this.#tokens.length;
        break;
      }
      const node = this.#disjunction(depth);
      if (node) nodes.push(node);
    }
    return joined('and', nodes);
  }

  /** OR binds its two neighbours, so that `pricing battery OR charger` means pricing and one of the two. */
  #disjunction(depth: number): Node | null {
    const nodes: Node[] = [];
    const first = this.#unary(depth);
    if (first) nodes.push(first);
    while (this.#next?.kind === 'or' && !this.#full) {
      const or = this.#next;
      this.#at++;
      const next = this.#more ? this.#unary(depth) : null;
      if (!first || !next) this.#report(or, 'OR needs something on both sides; it is left out.');
      if (next) nodes.push(next);
    }
    return joined('or', nodes);
  }

  #unary(depth: number): Node | null {
    const token = this.#next;
    if (!token || token.kind === 'or') return null;
    if (token.kind === '-') return this.#negation(token, depth);
    if (token.kind === '(') return this.#group(token, depth);
    this.#at++;
    this.#count++;
    const span = { from: token.from, to: token.to };
    if (token.kind === 'word') return this.#word(token.text, null, span);
    if (token.kind === 'quoted') {
      if (!token.closed)
        this.#report(token, 'The closing quotation mark is missing; the phrase goes to the end.');
      return this.#phrase(token.text, null, span);
    }
    if (token.kind === 'near') return this.#near(token, span);
    if (token.kind === 'field') return this.#field(token);
    return null;
  }

  #negation(sign: Token, depth: number): Node | null {
    this.#at++;
    const problemsBefore = this.#problems.length;
    const node = this.#more ? this.#unary(depth) : null;
    if (!node) {
      if (this.#problems.length === problemsBefore) this.#report(sign, 'There is nothing here to leave out.');
      return null;
    }
    return node.kind === 'not'
      ? node.node
      : { kind: 'not', node, span: { from: sign.from, to: endOf(node, sign.to) } };
  }

  #group(open: Token, depth: number): Node | null {
    this.#at++;
    if (depth >= maxDepth) {
      this.#report(open, 'Brackets nest too deep here; this one is left out.', 'error');
      return null;
    }
    const inner = this.#conjunction(depth + 1);
    if (this.#next?.kind === ')') this.#at++;
    else if (!this.#full) this.#report(open, 'The closing bracket is missing; the group goes to the end.');
    return inner;
  }

  /** Words that must follow each other, as many as are looked for; all of them count. */
  #together(text: string, span: Span): string {
    const kept = firstWords(text, maxTogether);
    this.#count += Math.max(0, kept.words - 1);
    if (kept.text !== text)
      this.#report(
        { from: Math.max(span.from, span.to - (text.length - kept.text.length)), to: span.to },
        `Only the first ${maxTogether} words of this are looked for.`,
      );
    return kept.text;
  }

  #near({ words, distance }: Extract<Token, { kind: 'near' }>, span: Span): Node {
    const kept: string[] = [];
    let left = maxTogether;
    for (const text of words) {
      const begun = firstWords(text, left);
      if (begun.words > 0) kept.push(begun.text);
      left -= begun.words;
      if (begun.text !== text || left === 0) break;
    }
    this.#count += maxTogether - left;
    if (kept.length < words.length || kept.at(-1) !== words[kept.length - 1])
      this.#report(span, `Only the first ${maxTogether} words of this are looked for.`);
    return { kind: 'near', words: kept, distance, span };
  }

  #word(raw: string, field: TextField | null, span: Span): Node | null {
    const prefix = raw.endsWith('*');
    const { text: asked, forms } = askedWord(raw);
    const value = asked.replace(/\*+$/, '');
    const text = this.#together(value, span);
    if (!searchable.test(text)) {
      if (raw.trim() !== '')
        this.#report(span, `“${beginning(raw, 40)}” has no letter or digit to look for; it is left out.`);
      return null;
    }
    this.#reportSigns(text, span);
    const like = field === null ? /^([a-z]+(?:@[a-z]+)?):(?!\/\/)/i.exec(raw)?.[1]?.toLowerCase() : undefined;
    if (like && like.length > 1) {
      const meant = meantField(like);
      this.#report(
        { from: span.from, to: span.from + like.length + 1 },
        `“${like}:” is no field, so this is looked for as a word.${meant ? ` Did you mean ${meant}:?` : ''}`,
      );
    }
    return { kind: 'word', text, prefix: prefix && text === value, forms, field, span };
  }

  /** Says which signs of a word are not looked for: finding every lone “c” for “C+” in silence would be a lie. */
  #reportSigns(text: string, span: Span): void {
    const words: string[] = [];
    let rest = '';
    let end = 0;
    cutWords(text, (_, from, to) => {
      words.push(text.slice(from, to));
      rest += `${text.slice(end, from)} `;
      end = to;
    });
    rest += text.slice(end);
    const signs = [
      ...new Set(rest.match(/[\p{Sm}\p{Sc}\p{So}#&%§]/gu)),
      ...(/\d([.,])\d/.exec(text)?.slice(1) ?? []),
    ];
    if (signs.length === 0) return;
    const found = words.map((word) => `“${word}”`).join(' and ');
    this.#report(
      span,
      `“${signs.join('')}” is not searched: this looks for ${found}${words.length > 1 ? ' next to each other' : ''}.`,
    );
  }

  #phrase(raw: string, field: TextField | null, span: Span): Node | null {
    const text = this.#together(raw, span);
    if (searchable.test(text)) return { kind: 'phrase', text, field, span };
    this.#report(span, 'There is no letter or digit between the quotation marks; the phrase is left out.');
    return null;
  }

  /** The values that follow a field's colon at once, separated by commas; and where they end. */
  #values(from: number): { values: PlacedValue[]; end: number } {
    const values: PlacedValue[] = [];
    let end = from;
    let sawComma = false;
    for (let next = this.#next; next?.from === end; next = this.#next) {
      const separated = values.length === 0 || sawComma;
      if ((next.kind === 'word' || next.kind === 'quoted') && separated)
        values.push({ text: next.text, exact: next.kind === 'quoted', from: next.from, to: next.to });
      else if (next.kind !== ',' || separated) break;
      sawComma = next.kind === ',';
      end = next.to;
      this.#at++;
    }
    return { values, end };
  }

  #field(token: Extract<Token, { kind: 'field' }>): Node | null {
    const name = fieldNamed(token.name) as FieldName;
    const { kind, values: fixed } = fields[name];
    const { values, end } = this.#values(token.to);
    const span = { from: token.from, to: end };
    const most = Math.max(1, maxNodes - this.#count + 1);
    const beyond = values.splice(most)[0];
    if (beyond)
      this.#report({ from: beyond.from, to: end }, `Only the first ${most} values of ${name}: are searched.`);
    if (kind !== 'text') this.#count += Math.max(0, values.length - 1);
    if (values.length === 0) {
      this.#report(span, `${name}: needs a value right after the colon.`, 'error');
      return null;
    }
    switch (kind) {
      case 'text':
        return joined('or', this.#texts(name as TextField, values, span));
      case 'date':
        return joined(
          'or',
          values.flatMap((value) => readDate(name as DateField, value, span, this.#report) ?? []),
        );
      case 'since':
        return joined(
          'or',
          values.flatMap((value) => readSince(value, span, this.#report) ?? []),
        );
      case 'bands':
        return joined('or', readNumbers(name as BandField, values, span, this.#report));
    }
    const kept = values.flatMap((value): Value[] => {
      const { text, exact } = value;
      if (text === '') return [];
      if (!fixed) return [{ text, exact }];
      const word = readWord(name, fixed, value, this.#report);
      return word ? [{ text: word, exact: false }] : [];
    });
    if (kept.length > 0) return { kind: 'value', field: name as ValueField, values: kept, span };
    if (!fixed) this.#report(span, `${name}: needs a value right after the colon.`, 'error');
    return null;
  }

  /** Each value of a text field as words to look for, as far as they are searched. */
  #texts(field: TextField, values: readonly PlacedValue[], span: Span): Node[] {
    const nodes: Node[] = [];
    for (const [nth, value] of values.entries()) {
      if (nth > 0 && this.#full) {
        this.#report({ from: value.from, to: span.to }, tooMany);
        break;
      }
      if (nth > 0) this.#count++;
      const node = value.exact ? this.#phrase(value.text, field, span) : this.#word(value.text, field, span);
      if (node) nodes.push(node);
    }
    return nodes;
  }
}

function joined(kind: 'and' | 'or', nodes: readonly Node[]): Node | null {
  if (nodes.length < 2) return nodes[0] ?? null;
  return { kind, nodes: nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node])) };
}

function endOf(node: Node, otherwise: number): number {
  if ('span' in node) return node.span.to;
  const last = node.nodes.at(-1);
  return last ? endOf(last, otherwise) : otherwise;
}
