import * as fc from 'fast-check';
import type { Node, Value } from '../../electron/contract/query/ast.ts';
import {
  type DateField,
  fields,
  type TextField,
  textFields,
  type ValueField,
  valueFields,
} from '../../electron/contract/query/fields.ts';
import type { Reference } from './reference.ts';

const span = { from: 0, to: 0 };

/** Words as people type them: in capitals, with accents left out or put in. */
const spelled = (token: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(token, fc.constantFrom(0, 0, 0, 1, 2, 3)).map(([word, how]) => {
    if (how === 1) return word.toUpperCase();
    if (how === 2) return word.charAt(0).toUpperCase() + word.slice(1);
    return how === 3 ? word.normalize('NFD') : word;
  });

/** Random queries about what a store holds, as trees of the grammar. Never a question in plain words. */
export function queriesOver(reference: Reference): fc.Arbitrary<Node> {
  const runs = reference.runs();
  const values = reference.values();
  const byField = new Map<string, string[]>();
  for (const [field, label] of values) byField.set(field, [...(byField.get(field) ?? []), label]);
  const token = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...runs).map((run) => run[0] as string) },
    { weight: 1, arbitrary: fc.constantFrom('zzzz', 'the', 'a', 'é', '2025', 'サ', '契約', "don't") },
  );
  const field = fc.oneof(
    { weight: 3, arbitrary: fc.constant<TextField | null>(null) },
    { weight: 1, arbitrary: fc.constantFrom<TextField | null>(...textFields) },
  );
  const word = fc
    .record({ text: spelled(token), cut: fc.nat(5), prefix: fc.boolean(), field })
    .map(({ text, cut, prefix, field: name }): Node => {
      const begun = [...text].slice(0, Math.max(1, [...text].length - cut)).join('');
      const asked = prefix && /[\p{L}\p{N}]/u.test(begun) ? begun : text;
      return { kind: 'word', text: asked, prefix, forms: false, field: name, span };
    });
  const phrase = fc
    .record({ run: fc.constantFrom(...runs), other: fc.boolean(), field })
    .map(({ run, other, field: name }): Node => {
      const text = (other ? [...run].reverse() : run).join(' ');
      return { kind: 'phrase', text, field: name, span };
    });
  const near = fc
    .record({ run: fc.constantFrom(...runs), distance: fc.integer({ min: 1, max: 8 }), other: token })
    .map(({ run, distance, other }): Node => {
      const pair = [run[0] as string, run.at(-1) as string];
      // The same word twice is found once by itself: not what NEAR is for.
      if (pair[0] === pair[1]) pair[1] = other === pair[0] ? 'zzzz' : other;
      return /^\w+$/.test(pair.join(''))
        ? { kind: 'near', words: pair, distance, span }
        : { kind: 'phrase', text: run.join(' '), field: null, span };
    });
  const ofField = (name: ValueField): fc.Arbitrary<Value> => {
    const { kind, values: list } = fields[name];
    if (list) return fc.constantFrom(...list).map((text) => ({ text, exact: kind === 'bands' }));
    const labels = byField.get(name) ?? ['Nothing'];
    return fc
      .record({ label: fc.constantFrom(...labels), exact: fc.boolean(), from: fc.nat(6), length: fc.nat(6) })
      .map(({ label, exact, from, length }): Value => {
        const part = label.slice(from, from + 2 + length);
        return !exact && /^[\p{L}\p{N}]+$/u.test(part)
          ? { text: part, exact: false }
          : { text: label, exact: true };
      });
  };
  const names = [
    ...new Set([...byField.keys(), 'tag', ...valueFields.filter((name) => fields[name].values)]),
  ] as ValueField[];
  const value = fc
    .constantFrom(...names)
    .chain((name) =>
      fc
        .array(ofField(name), { minLength: 1, maxLength: 3 })
        .map((list): Node => ({ kind: 'value', field: name, values: list, span })),
    );
  const duration = fc
    .record({ op: fc.constantFrom('<', '<=', '>', '>=', '='), minutes: fc.integer({ min: 0, max: 70 }) })
    .map((parts): Node => ({ kind: 'duration', op: parts.op as '<', minutes: parts.minutes, span }));
  const score = fc
    .record({
      op: fc.constantFrom('<', '<=', '>', '>=', '='),
      percent: fc.constantFrom(0, 20, 60, 66.67, 80, 100),
    })
    .map((parts): Node => ({ kind: 'score', op: parts.op as '<', percent: parts.percent, span }));
  const date = fc
    .record({
      field: fc.constantFrom<DateField>('after', 'before', 'date'),
      text: fc.oneof(
        fc.constantFrom(
          'last-quarter',
          'this-year',
          'last-30-days',
          '2025',
          '2025-q2',
          'last-12-months',
          'last-2-quarters',
          'last-1-year',
          'yesterday',
        ),
        fc
          .tuple(fc.integer({ min: 2023, max: 2026 }), fc.integer({ min: 1, max: 12 }))
          .map(([year, month]) => `${year}-${String(month).padStart(2, '0')}`),
        fc
          .date({ min: new Date('2023-09-01'), max: new Date('2026-09-10'), noInvalidDate: true })
          .map((day) => day.toISOString().slice(0, 10)),
      ),
    })
    .map(({ field: name, text }): Node => ({ kind: 'date', field: name, text, span }));
  const fresh = fc
    .constantFrom('2026-09-01', '2026-09', 'this-week', '2026-09-01t02:30z', '2026-09-01t03:00:00.000z')
    .map((text): Node => ({ kind: 'new', text, span }));
  const leaf = fc.oneof(
    { weight: 4, arbitrary: word },
    { weight: 2, arbitrary: phrase },
    { weight: 1, arbitrary: near },
    { weight: 4, arbitrary: value },
    { weight: 1, arbitrary: duration },
    { weight: 1, arbitrary: score },
    { weight: 2, arbitrary: date },
    { weight: 1, arbitrary: fresh },
  );
  const part = fc.oneof(
    { weight: 6, arbitrary: leaf },
    { weight: 2, arbitrary: leaf.map((node): Node => ({ kind: 'not', node, span })) },
    {
      weight: 1,
      arbitrary: fc.array(leaf, { minLength: 2, maxLength: 3 }).map((nodes): Node => ({ kind: 'or', nodes })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(leaf, leaf, leaf)
        .map(([a, b, c]): Node => ({ kind: 'or', nodes: [{ kind: 'and', nodes: [a, b] }, c] })),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(leaf, leaf)
        .map((nodes): Node => ({ kind: 'not', node: { kind: 'and', nodes }, span })),
    },
  );
  return fc
    .array(part, { minLength: 1, maxLength: 3 })
    .map((nodes): Node => (nodes.length === 1 ? (nodes[0] as Node) : { kind: 'and', nodes }));
}
