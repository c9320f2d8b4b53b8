import { beginning } from '../plain-text.ts';
import type { Node, Span, Value } from './ast.ts';
import { type DateSpec, isReversed, parseDateText, parseMoment } from './dates.ts';
import { type BandField, type DateField, type FieldName, fields } from './fields.ts';
import { minutesText } from './format.ts';

/** A value of a field with its place in the text. */
export type PlacedValue = Value & Span;
/** Reports what is wrong, or may be, with a stretch of the text. */
export type Report = (at: Span, message: string, severity?: 'error' | 'hint') => void;

const quoted = (value: Value) => `“${beginning(value.text, 40)}”`;

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

/** Whether a date ends before it begins, which is reported: it would find nothing without a word. */
function reversed(spec: DateSpec, value: PlacedValue, report: Report): boolean {
  if (!isReversed(spec)) return false;
  const [from, to] = value.text.trim().split('..');
  report(value, `${quoted(value)} ends before it begins. Write ${to}..${from}.`, 'error');
  return true;
}

/** Reads a value of a date field; null, and reported, where it is none. */
export function readDate(field: DateField, value: PlacedValue, span: Span, report: Report): Node | null {
  const spec = parseDateText(value.text);
  if (spec && reversed(spec, value, report)) return null;
  if (spec) return { kind: 'date', field, text: value.text.trim().toLowerCase(), span };
  report(
    value,
    `${quoted(value)} is no date. Write 2025-01-31, 2025-01, 2025, 2025-Q1, today, last-week, last-quarter, last-30-days or last-12-months.`,
    'error',
  );
  return null;
}

/** Reads a value of `new:`, a date or a moment; null, and reported, where it is neither. */
export function readSince(value: PlacedValue, span: Span, report: Report): Node | null {
  const text = value.text.trim().toLowerCase();
  const spec = parseDateText(text);
  if (spec && reversed(spec, value, report)) return null;
  if (parseMoment(text) !== null || spec) return { kind: 'new', text, span };
  report(
    value,
    `${quoted(value)} is no date. Write today, yesterday, last-week, 2025-01-31 or 2025-01-31T08:30Z.`,
    'error',
  );
  return null;
}

/** Reads a word of a fixed list, also by its first two letters or more when they can mean one only; null, and reported, else. */
export function readWord(
  name: FieldName,
  list: readonly string[],
  value: PlacedValue,
  report: Report,
): string | null {
  const text = value.text.toLowerCase();
  if (list.includes(text)) return text;
  const found = text.length >= 2 ? list.filter((item) => item.startsWith(text)) : [];
  if (found.length === 1) return found[0] as string;
  const near = found.length > 0 ? found : list;
  report(
    value,
    `${name}: knows no ${quoted(value)}. Write ${near.slice(0, -1).join(', ')}${near.length > 1 ? ' or ' : ''}${near.at(-1)}.`,
    'error',
  );
  return null;
}

type Operator = Extract<Node, { kind: 'duration' }>['op'];

/** How a field of numbers is written. */
interface Scale {
  /** A number; one of a range takes the unit from its end, `like`. Null for what is none. */
  number(text: string, like?: string): number | null;
  readonly range: RegExp;
  compared(op: Operator, value: number, span: Span): Node;
  shown(value: number): string;
  /** The highest value there is: a range up to it includes it. */
  readonly highest: number;
  /** What is to be asked about a number that may be meant otherwise. */
  doubt?(op: string, text: string, value: number): string | null;
  readonly noneOf: string;
}

const scales: Readonly<Record<BandField, Scale>> = {
  dur: {
    number: minutesOf,
    range: /^(.+?)(?:\.\.|-)(.+)$/,
    compared: (op, minutes, span) => ({ kind: 'duration', op, minutes, span }),
    shown: minutesText,
    highest: Number.POSITIVE_INFINITY,
    noneOf: 'is no duration. Write >30m, <=1h, 10-20m,',
  },
  score: {
    number: percentOf,
    range: /^([^.-]+)(?:\.\.|-)([^.-]+)$/,
    compared: (op, percent, span) => ({ kind: 'score', op, percent, span }),
    shown: (percent) => `${percent}%`,
    highest: 100,
    doubt: (op, text, percent) =>
      percent > 0 && percent <= 5 && !/[%/]/.test(text)
        ? `Scores go from 0 to 100 percent of the highest one. Did you mean ${op}${text}/5, which is ${percent * 20}?`
        : null,
    noneOf: 'is no score. Write >=80, <3/5, 40-70,',
  },
};

/**
 * Reads values of a field of numbers, any of which may be true of a call: fixed values are values of the facet, all else is a
 * comparison or a range, which is without its end. What is none of these is reported and left out.
 */
export function readNumbers(
  field: BandField,
  values: readonly PlacedValue[],
  span: Span,
  report: Report,
): Node[] {
  const scale = scales[field];
  const fixed = fields[field].values ?? [];
  const named: Value[] = [];
  const nodes: Node[] = [];
  for (const value of values) {
    const text = value.text.trim().toLowerCase();
    if (fixed.includes(text)) {
      named.push({ text, exact: true });
      continue;
    }
    const [, op, alone = ''] = /^([<>]=?|=)?(.+)$/.exec(text) ?? [];
    const number = scale.number(alone);
    if (number !== null) {
      nodes.push(scale.compared((op ?? '>=') as Operator, number, span));
      const doubt = scale.doubt?.(op ?? '', alone, number);
      if (doubt) report(value, doubt);
      continue;
    }
    const [, from = '', to = ''] = scale.range.exec(text) ?? [];
    const [low, high] = [scale.number(from, to), scale.number(to)];
    if (low === null || high === null)
      report(
        value,
        `${quoted(value)} ${scale.noneOf} or one of ${fixed.map((key) => `"${key}"`).join(', ')}.`,
        'error',
      );
    else if (low > high || (low === high && high < scale.highest))
      report(
        value,
        low === high
          ? `${quoted(value)} holds nothing: a range is without its end. Write ${scale.shown(low)}-${scale.shown(low + 1)}.`
          : `${quoted(value)} ends before it begins. Write ${scale.shown(high)}-${scale.shown(low)}.`,
        'error',
      );
    else
      nodes.push({
        kind: 'and',
        nodes: [
          scale.compared('>=', low, span),
          scale.compared(high >= scale.highest ? '<=' : '<', high, span),
        ],
      });
  }
  if (named.length > 0) nodes.push({ kind: 'value', field, values: named, span });
  return nodes;
}
