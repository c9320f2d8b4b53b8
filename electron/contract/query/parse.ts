import {
  type DateField,
  dateFields,
  durationBands,
  hasValues,
  isValues,
  type Node,
  type Query,
  type Span,
  scoreValues,
  type TextField,
  textFields,
  type Value,
  type ValueField,
  valueFields,
  weekdays,
} from './ast.ts';
import { type DateSpec, isReversed, parseDateText, parseMoment } from './dates.ts';
import { distance } from './distance.ts';
import { minutesText } from './format.ts';
import { lex, type Token } from './lex.ts';

/** Longest query text that is read; the rest of a paste is reported and left out. */
export const maxQueryLength = 4000;
const maxDepth = 40;
/** Words and filters of a query that are read: the work of a search grows with them. */
const maxNodes = 200;
/** Words that must follow each other: a pasted paragraph in quotation marks is found by its beginning. */
const maxTogether = 32;
const tooMany = `Only the first ${maxNodes} words of a query are searched.`;
/** Scripts written without spaces, as db/text/text.ts has them: there each character is a word. */
const unspaced =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}\\u30fc';
/** Letters that stand together, with what is written over and under them; and its pieces as the index may cut it. */
const run = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const piece = new RegExp(`[${unspaced}]|[[\\p{L}\\p{N}\\p{Co}]--[${unspaced}]]+`, 'gv');

/** The beginning of a text that the index cuts into so many words at most, and their number. It ends between words if it can. */
function beginning(text: string, most: number): { text: string; words: number } {
  let words = 0;
  let end = 0;
  for (const { 0: letters, index: from } of text.matchAll(run)) {
    const pieces = [...letters.matchAll(piece)];
    if (words + pieces.length > most) {
      const divisible = words === 0 || new RegExp(`[${unspaced}]`, 'u').test(letters);
      const last = divisible ? pieces[most - words - 1] : undefined;
      if (!last) return { text: text.slice(0, end), words };
      return { text: text.slice(0, from + last.index + last[0].length), words: most };
    }
    words += pieces.length;
    end = from + letters.length;
  }
  return { text, words };
}

const aliases: Readonly<Record<string, string>> = {
  host: 'rep',
  person: 'who',
  from: 'after',
  until: 'before',
  direction: 'dir',
  language: 'lang',
  duration: 'dur',
  keypoint: 'key',
  transcript: 'said',
  stageatcall: 'stage@call',
};
const isText = (name: string): name is TextField => (textFields as readonly string[]).includes(name);
const isValue = (name: string): name is ValueField => (valueFields as readonly string[]).includes(name);
const isDate = (name: string): name is DateField => (dateFields as readonly string[]).includes(name);
const known = (name: string) =>
  isText(name) || isValue(name) || isDate(name) || name === 'new' || Object.hasOwn(aliases, name);
const searchable = /[\p{L}\p{N}]/u;
/** Fields whose values are a fixed list. */
const words = { has: hasValues, is: isValues, weekday: weekdays } as const;
const fieldNames = [...valueFields, ...textFields, ...dateFields, 'new'];

/** Minutes, to the second, of `90`, `90m`, `1.5h`, `1h30m`, `45s`; a number alone takes the unit `like` ends with. */
function minutesOf(text: string, like = ''): number | null {
  const found = /^(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)(m|min|s)?)?$/.exec(text);
  if (!found || text === '' || text.length > 16) return null;
  const unit = found[3] ?? (found[1] ? 'm' : (/(h|s)$/.exec(like)?.[1] ?? 'm'));
  const rest = Number(found[2] ?? 0) * (unit === 's' ? 1 : unit === 'h' ? 3600 : 60);
  return Math.round(Math.min(1e9, Number(found[1] ?? 0) * 3600 + rest)) / 60;
}

/** Percent, to two decimals, of `80`, `80%` and `4/5`; null for anything else. */
function percentOf(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)(?:%|\/(\d+(?:\.\d+)?))?$/.exec(text);
  if (!found || text.length > 16) return null;
  const [, value = '', of] = found;
  const percent = of === undefined ? Number(value) : (Number(value) * 100) / Number(of);
  return Number.isFinite(percent) && percent <= 1e6 ? Math.round(percent * 100) / 100 : null;
}

/** The field somebody may have meant by a name that is none. */
function meantField(name: string): string | null {
  const close = fieldNames.filter((field) => distance(name, field, 2) <= (name.length < 5 ? 1 : 2));
  return close.sort((a, b) => distance(name, a, 2) - distance(name, b, 2))[0] ?? null;
}

/** Reads a query. Total: any string has a meaning; what could not be understood is reported with its place. */
export function parseQuery(text: string): Query {
  const problems: { from: number; to: number; message: string; severity: 'error' | 'hint' }[] = [];
  const report = (from: number, to: number, message: string, severity: 'error' | 'hint' = 'hint') =>
    problems.push({ from, to, message, severity });
  let source = text;
  if (text.length > maxQueryLength) {
    source = text.slice(0, maxQueryLength);
    report(
      maxQueryLength,
      text.length,
      `Only the first ${maxQueryLength.toLocaleString('en')} characters are searched.`,
    );
  }
  const tokens = lex(source, known);
  let at = 0;
  let count = 0;

  const full = () => count >= maxNodes;

  function conjunction(depth: number): Node | null {
    const nodes: Node[] = [];
    while (at < tokens.length && tokens[at]?.kind !== ')') {
      if (full()) {
        const token = tokens[at] as Token;
        report(token.from, source.length, tooMany);
        at = tokens.length;
        break;
      }
      const node = disjunction(depth);
      if (node) nodes.push(node);
    }
    return joined('and', nodes);
  }

  /** OR binds its two neighbours, so that `pricing battery OR charger` means pricing and one of the two. */
  function disjunction(depth: number): Node | null {
    const nodes: Node[] = [];
    const first = unary(depth);
    if (first) nodes.push(first);
    while (tokens[at]?.kind === 'or' && !full()) {
      const or = tokens[at] as Token;
      at++;
      const next = at < tokens.length && tokens[at]?.kind !== ')' ? unary(depth) : null;
      if (!first || !next) report(or.from, or.to, 'OR needs something on both sides; it is left out.');
      if (next) nodes.push(next);
    }
    return joined('or', nodes);
  }

  function unary(depth: number): Node | null {
    const token = tokens[at];
    if (!token || token.kind === 'or') return null;
    if (token.kind === '-') {
      at++;
      const problemsBefore = problems.length;
      const node = tokens[at] && tokens[at]?.kind !== ')' ? unary(depth) : null;
      if (!node) {
        if (problems.length === problemsBefore)
          report(token.from, token.to, 'There is nothing here to leave out.');
        return null;
      }
      return node.kind === 'not'
        ? node.node
        : { kind: 'not', node, span: { from: token.from, to: endOf(node, token.to) } };
    }
    if (token.kind === '(') return group(token, depth);
    at++;
    count++;
    const span = { from: token.from, to: token.to };
    if (token.kind === 'word') return word(token.text, null, span);
    if (token.kind === 'quoted') {
      if (!token.closed)
        report(token.from, token.to, 'The closing quotation mark is missing; the phrase goes to the end.');
      return phrase(token.text, null, span);
    }
    if (token.kind === 'near') return near(token, span);
    if (token.kind === 'field') return field(token);
    return null;
  }

  function group(open: Token, depth: number): Node | null {
    at++;
    if (depth >= maxDepth) {
      report(open.from, open.to, 'Brackets nest too deep here; this one is left out.', 'error');
      return null;
    }
    const inner = conjunction(depth + 1);
    if (tokens[at]?.kind === ')') at++;
    else if (!full())
      report(open.from, open.to, 'The closing bracket is missing; the group goes to the end.');
    return inner;
  }

  /** Words that must follow each other, as many as are looked for; all of them count. */
  function together(text: string, span: Span): string {
    const kept = beginning(text, maxTogether);
    count += Math.max(0, kept.words - 1);
    if (kept.text !== text)
      report(
        Math.max(span.from, span.to - (text.length - kept.text.length)),
        span.to,
        `Only the first ${maxTogether} words of this are looked for.`,
      );
    return kept.text;
  }

  function near({ words, distance }: Extract<Token, { kind: 'near' }>, span: Span): Node {
    const kept: string[] = [];
    let left = maxTogether;
    for (const text of words) {
      const begun = beginning(text, left);
      if (begun.words > 0) kept.push(begun.text);
      left -= begun.words;
      if (begun.text !== text || left === 0) break;
    }
    count += maxTogether - left;
    if (kept.length < words.length || kept.at(-1) !== words[kept.length - 1])
      report(span.from, span.to, `Only the first ${maxTogether} words of this are looked for.`);
    return { kind: 'near', words: kept, distance, span };
  }

  function word(raw: string, fieldName: TextField | null, span: { from: number; to: number }): Node | null {
    const prefix = raw.endsWith('*');
    const value = raw.replace(/\*+$/, '');
    const text = together(value, span);
    if (!searchable.test(text)) {
      if (raw.trim() !== '')
        report(
          span.from,
          span.to,
          `“${raw.slice(0, 40)}” has no letter or digit to look for; it is left out.`,
        );
      return null;
    }
    const like =
      fieldName === null ? /^([a-z]+(?:@[a-z]+)?):(?!\/\/)/i.exec(raw)?.[1]?.toLowerCase() : undefined;
    if (like && like.length > 1) {
      const meant = meantField(like);
      report(
        span.from,
        span.from + like.length + 1,
        meant
          ? `“${like}:” is no field, so this is looked for as a word. Did you mean ${meant}:?`
          : `“${like}:” is no field, so this is looked for as a word.`,
      );
    }
    return { kind: 'word', text, prefix: prefix && text === value, field: fieldName, span };
  }

  function phrase(raw: string, fieldName: TextField | null, span: { from: number; to: number }): Node | null {
    const text = together(raw, span);
    if (!searchable.test(text)) {
      report(
        span.from,
        span.to,
        'There is no letter or digit between the quotation marks; the phrase is left out.',
      );
      return null;
    }
    return { kind: 'phrase', text, field: fieldName, span };
  }

  function field(token: Extract<Token, { kind: 'field' }>): Node | null {
    const name = aliases[token.name] ?? token.name;
    const values: (Value & Span)[] = [];
    let end = token.to;
    let sawComma = false;
    while (at < tokens.length) {
      const next = tokens[at] as Token;
      if (next.from !== end) break;
      if (next.kind === 'word' && !(values.length > 0 && !sawComma))
        values.push({ text: next.text, exact: false, from: next.from, to: next.to });
      else if (next.kind === 'quoted' && !(values.length > 0 && !sawComma))
        values.push({ text: next.text, exact: true, from: next.from, to: next.to });
      else if (next.kind === ',' && values.length > 0 && !sawComma) {
        sawComma = true;
        end = next.to;
        at++;
        continue;
      } else break;
      sawComma = false;
      end = next.to;
      at++;
    }
    const span = { from: token.from, to: end };
    const most = Math.max(1, maxNodes - count + 1);
    const beyond = values.splice(most)[0];
    if (beyond) report(beyond.from, end, `Only the first ${most} values of ${name}: are searched.`);
    if (!isText(name)) count += Math.max(0, values.length - 1);
    if (values.length === 0) {
      report(token.from, end, `${name}: needs a value right after the colon.`, 'error');
      return null;
    }
    if (isText(name)) {
      const nodes: Node[] = [];
      for (const [nth, value] of values.entries()) {
        if (nth > 0 && full()) {
          report(value.from, end, tooMany);
          break;
        }
        if (nth > 0) count++;
        const node = value.exact ? phrase(value.text, name, span) : word(value.text, name, span);
        if (node) nodes.push(node);
      }
      return joined('or', nodes);
    }
    if (isDate(name))
      return joined(
        'or',
        values.flatMap((value) => date(name, value, span) ?? []),
      );
    if (name === 'new')
      return joined(
        'or',
        values.flatMap((value) => newSince(value, span) ?? []),
      );
    if (name === 'dur') return durations(values, span);
    if (name === 'score') return scores(values, span);
    const known = name in words ? words[name as keyof typeof words] : null;
    const kept = values.flatMap((value): Value[] => {
      if (value.text === '') return [];
      if (!known) return [{ text: value.text, exact: value.exact }];
      const full = oneOf(name, value, known);
      return full ? [{ text: full, exact: false }] : [];
    });
    if (kept.length > 0) return { kind: 'value', field: name as ValueField, values: kept, span };
    if (!known) report(token.from, end, `${name}: needs a value right after the colon.`, 'error');
    return null;
  }

  function date(name: DateField, value: Value & Span, span: Span): Node | null {
    const spec = parseDateText(value.text);
    if (spec && reversed(spec, value)) return null;
    if (spec) return { kind: 'date', field: name, text: value.text.trim().toLowerCase(), span };
    report(
      value.from,
      value.to,
      `“${value.text.slice(0, 40)}” is no date. Write 2025-01-31, 2025-01, 2025, 2025-Q1, today, last-week, last-quarter, last-30-days or last-12-months.`,
      'error',
    );
    return null;
  }

  /** Whether a date ends before it begins, which is reported: it would find nothing without a word. */
  function reversed(spec: DateSpec, value: Value & Span): boolean {
    if (!isReversed(spec)) return false;
    const [from, to] = value.text.trim().split('..');
    report(
      value.from,
      value.to,
      `“${value.text.slice(0, 40)}” ends before it begins. Write ${to}..${from}.`,
      'error',
    );
    return true;
  }

  /** Reports a range of numbers that holds none: from `low` up to and excluding `high`, which is not more. */
  function emptyRange(value: Value & Span, low: number, high: number, text: (number: number) => string) {
    report(
      value.from,
      value.to,
      low === high
        ? `“${value.text.slice(0, 40)}” holds nothing: a range is without its end. Write ${text(low)}-${text(low + 1)}.`
        : `“${value.text.slice(0, 40)}” ends before it begins. Write ${text(high)}-${text(low)}.`,
      'error',
    );
  }

  function newSince(value: Value & Span, span: Span): Node | null {
    const text = value.text.trim().toLowerCase();
    const spec = parseDateText(text);
    if (spec && reversed(spec, value)) return null;
    if (parseMoment(text) !== null || spec) return { kind: 'new', text, span };
    report(
      value.from,
      value.to,
      `“${value.text.slice(0, 40)}” is no date. Write today, yesterday, last-week, 2025-01-31 or 2025-01-31T08:30Z.`,
      'error',
    );
    return null;
  }

  /** A word of a fixed list, also by its first two letters or more when they can mean one only. */
  function oneOf(name: string, value: Value & Span, list: readonly string[]): string | null {
    const text = value.text.toLowerCase();
    if (list.includes(text)) return text;
    const found = text.length >= 2 ? list.filter((item) => item.startsWith(text)) : [];
    if (found.length === 1) return found[0] as string;
    const near = found.length > 0 ? found : list;
    report(
      value.from,
      value.to,
      `${name}: knows no “${value.text.slice(0, 40)}”. Write ${near.slice(0, -1).join(', ')}${near.length > 1 ? ' or ' : ''}${near.at(-1)}.`,
      'error',
    );
    return null;
  }

  /** Bands are values of the facet; everything else is a comparison or a range. */
  function durations(values: readonly (Value & Span)[], span: Span): Node | null {
    const bands: Value[] = [];
    const nodes: Node[] = [];
    for (const value of values) {
      const text = value.text.trim().toLowerCase();
      const band = durationBands.find(([key]) => key === text);
      const range = /^(.+?)(?:\.\.|-)(.+)$/.exec(text);
      const compare = /^([<>]=?|=)?(.+)$/.exec(text);
      const minutes = minutesOf(compare?.[2] ?? '');
      const [low, high] = [minutesOf(range?.[1] ?? '', range?.[2] ?? ''), minutesOf(range?.[2] ?? '')];
      if (band) bands.push({ text: band[0], exact: true });
      else if (minutes !== null)
        nodes.push({ kind: 'duration', op: (compare?.[1] ?? '>=') as '<', minutes, span });
      else if (low !== null && high !== null && low >= high) emptyRange(value, low, high, minutesText);
      else if (low !== null && high !== null)
        nodes.push({
          kind: 'and',
          nodes: [
            { kind: 'duration', op: '>=', minutes: low, span },
            { kind: 'duration', op: '<', minutes: high, span },
          ],
        });
      else
        report(
          value.from,
          value.to,
          `“${value.text.slice(0, 40)}” is no duration. Write >30m, <=1h, 10-20m, or one of ${durationBands.map(([key]) => `"${key}"`).join(', ')}.`,
          'error',
        );
    }
    if (bands.length > 0) nodes.push({ kind: 'value', field: 'dur', values: bands, span });
    return joined('or', nodes);
  }

  /** Bands, `no-score` and `not-reviewed` are values of the facet; everything else is a comparison or a range. */
  function scores(values: readonly (Value & Span)[], span: Span): Node | null {
    const named: Value[] = [];
    const nodes: Node[] = [];
    for (const value of values) {
      const text = value.text.trim().toLowerCase();
      const range = /^([^.-]+)(?:\.\.|-)([^.-]+)$/.exec(text);
      const compare = /^([<>]=?|=)?(.+)$/.exec(text);
      const percent = percentOf(compare?.[2] ?? '');
      const [low, high] = [percentOf(range?.[1] ?? ''), percentOf(range?.[2] ?? '')];
      if ((scoreValues as readonly string[]).includes(text)) named.push({ text, exact: true });
      else if (percent !== null) {
        nodes.push({ kind: 'score', op: (compare?.[1] ?? '>=') as '<', percent, span });
        if (percent > 0 && percent <= 5 && !/[%/]/.test(text))
          report(
            value.from,
            value.to,
            `Scores go from 0 to 100 percent of the highest one. Did you mean ${compare?.[1] ?? ''}${compare?.[2]}/5, which is ${percent * 20}?`,
          );
      } else if (low !== null && high !== null && (low > high || (low === high && high < 100)))
        emptyRange(value, low, high, (percentage) => `${percentage}%`);
      else if (low !== null && high !== null)
        nodes.push({
          kind: 'and',
          nodes: [
            { kind: 'score', op: '>=', percent: low, span },
            { kind: 'score', op: high >= 100 ? '<=' : '<', percent: high, span },
          ],
        });
      else
        report(
          value.from,
          value.to,
          `“${value.text.slice(0, 40)}” is no score. Write >=80, <3/5, 40-70, or one of ${scoreValues.map((key) => `"${key}"`).join(', ')}.`,
          'error',
        );
    }
    if (named.length > 0) nodes.push({ kind: 'value', field: 'score', values: named, span });
    return joined('or', nodes);
  }

  function joined(kind: 'and' | 'or', nodes: readonly Node[]): Node | null {
    if (nodes.length === 0) return null;
    if (nodes.length === 1) return nodes[0] as Node;
    return { kind, nodes: nodes.flatMap((node) => (node.kind === kind ? node.nodes : [node])) };
  }

  const roots: Node[] = [];
  while (at < tokens.length) {
    const before = at;
    const node = conjunction(0);
    if (node) roots.push(node);
    const stray = tokens[at];
    if (stray?.kind === ')') {
      report(stray.from, stray.to, 'This closing bracket has no opening one; it is left out.');
      at++;
    } else if (at === before) at++;
  }
  return { root: joined('and', roots), problems };
}

function endOf(node: Node, otherwise: number): number {
  if ('span' in node) return node.span.to;
  const last = node.nodes.at(-1);
  return last ? endOf(last, otherwise) : otherwise;
}
