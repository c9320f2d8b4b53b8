import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Node } from './ast.ts';
import { parseDateText, parseMoment, resolveDate } from './dates.ts';
import {
  chooseValue,
  clauses,
  formsState,
  setValue,
  valueState,
  withDates,
  withForms,
  withoutClause,
} from './edit.ts';
import { explainNode } from './explain.ts';
import { dateFields, fields, textFields, valueFields } from './fields.ts';
import { formatNode } from './format.ts';
import { parseQuery } from './parse.ts';

/** Meaning without places. */
function bare(node: Node | null): unknown {
  return JSON.parse(JSON.stringify(node, (key, value) => (key === 'span' ? undefined : value)));
}

const nasty = fc
  .stringMatching(/^[\s\S]*$/)
  .chain((text) =>
    fc
      .constantFrom('', '"', '(', ')', '-', ' OR ', 'rep:', 'NEAR(', '*', ',', '\0', '\ud800', ':', '“')
      .map((extra) => text + extra + text),
  );
const pieces = fc
  .array(
    fc.constantFrom(
      'battery',
      'remote',
      '"two words"',
      'OR',
      '-',
      '-battery',
      '(',
      ')',
      'rep:"Ann Lee"',
      'rep:ann,"B, C"',
      'rep:"Dana Levi <dana@acme.example>"',
      'who:<dana@acme.example>',
      '-who:"Bob <name only>",dana@acme.example',
      'who:',
      'dur:>30m',
      'dur:"0-5m"',
      'after:2025-01',
      'date:last-quarter',
      'NEAR(a b, 5)',
      'title:price*',
      'pre*',
      '***',
      'is:starred',
      'foo:bar',
      '"open',
      'has:media,brief',
      '电池',
      "don't",
      'C++',
      '--x',
      '\0-battery',
      '\0rep:x',
      '-(a OR b)',
      'AND',
      'NOT',
      'NOT battery',
      'dur:<45s',
      'dur:10-20m',
      'dur:1h30m,"5-15m"',
      'dur:soon',
      'is:star',
      '-is:re',
      'has:t',
      'weekday:mo,tue',
      'rep:""',
      'date:2025-Q1,last-week',
      'after:"2025-01"',
      'said:"a b",c*',
      'title:OR',
      'reps:ann',
      'מנכ"ל',
      'rep:מנכ"ל,„B C“',
      '27"',
      '„two words“',
      '«two words»',
      '「価格表」を',
      'title:『a b』',
      '‘a b’',
      '”',
      '」',
      '料金、環境',
      'rep:a、b',
      'title：price',
    ),
    { maxLength: 12 },
  )
  .map((list) => list.join(' '));

describe('the query grammar', () => {
  it('gives any string a meaning, with problems inside the text', () => {
    fc.assert(
      fc.property(fc.oneof(nasty, pieces, fc.string({ unit: 'binary' })), (text) => {
        const query = parseQuery(text);
        for (const problem of query.problems) {
          expect(problem.from).toBeGreaterThanOrEqual(0);
          expect(problem.to).toBeLessThanOrEqual(text.length);
        }
        expect(typeof explainNode(query.root)).toBe('string');
      }),
      { numRuns: 5000 },
    );
  });

  it('formats a query so that reading it again gives the same query', () => {
    fc.assert(
      fc.property(fc.oneof(pieces, nasty), (text) => {
        const { root } = parseQuery(text);
        expect(bare(parseQuery(formatNode(root)).root)).toEqual(bare(root));
      }),
      { numRuns: 5000 },
    );
  });

  it('writes any query so that it is read back the same: queries made part by part', () => {
    const span = { from: 0, to: 0 };
    // Words that are no operator, no field and no NEAR; anything may stand in quotation marks but those, and NUL.
    const word = fc
      .stringMatching(/^[\p{L}\p{N}][\p{L}\p{N}.'+#/_-]{0,8}$/u)
      .filter((text) => !/^(AND|OR|NOT|NEAR)$/.test(text));
    const quoted = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
      .filter((text) => /[\p{L}\p{N}]/u.test(text) && !/["“”\0]/.test(text));
    const field = fc.constantFrom(null, ...textFields);
    const attribute = fc.constantFrom(...valueFields.filter((name) => !fields[name].values));
    const leaf: fc.Arbitrary<Node> = fc.oneof(
      fc
        .record({
          kind: fc.constant('word' as const),
          text: word,
          reach: fc.constantFrom('word', 'beginning', 'forms'),
          field,
        })
        .map(({ kind, text, reach, field }) => ({
          kind,
          text,
          prefix: reach === 'beginning',
          forms: reach === 'forms',
          field,
          span,
        })),
      fc.record({ kind: fc.constant('phrase' as const), text: quoted, field, span: fc.constant(span) }),
      fc.record({
        kind: fc.constant('near' as const),
        words: fc.array(word, { minLength: 2, maxLength: 3 }),
        distance: fc.integer({ min: 1, max: 999 }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('value' as const),
        field: attribute,
        values: fc.array(fc.record({ text: quoted, exact: fc.constant(true) }), {
          minLength: 1,
          maxLength: 3,
        }),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('duration' as const),
        op: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const, '=' as const),
        minutes: fc.integer({ min: 0, max: 100_000 }).map((seconds) => seconds / 60),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('score' as const),
        op: fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const, '=' as const),
        percent: fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('new' as const),
        text: fc.constantFrom('today', '2025-01', 'last-7-days', '2026-11-25t13:04:11.123z'),
        span: fc.constant(span),
      }),
      fc.record({
        kind: fc.constant('date' as const),
        field: fc.constantFrom(...dateFields),
        text: fc.constantFrom('2025-01-31', '2025-q1', 'last-week', '2025-01..2025-03'),
        span: fc.constant(span),
      }),
    );
    const { node } = fc.letrec<{ node: Node }>((tie) => ({
      node: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        leaf,
        fc
          .tuple(
            fc.constantFrom('and' as const, 'or' as const),
            fc.array(tie('node'), { minLength: 2, maxLength: 4 }),
          )
          .map(
            ([kind, nodes]): Node => ({
              kind,
              nodes: nodes.flatMap((child) => (child.kind === kind ? child.nodes : [child])),
            }),
          ),
        tie('node').map((child): Node => (child.kind === 'not' ? child : { kind: 'not', node: child, span })),
      ),
    }));
    fc.assert(
      fc.property(node, (query) => {
        expect(bare(parseQuery(formatNode(query)).root)).toEqual(bare(query));
      }),
      { numRuns: 3000 },
    );
  });

  it('binds OR to its neighbours and joins the rest by AND', () => {
    expect(explainNode(parseQuery('pricing battery OR charger').root)).toBe(
      'Calls with “pricing” and with “battery” or “charger”.',
    );
    expect(formatNode(parseQuery('(a b) OR -c').root)).toBe('(a b) OR -c');
  });

  it('explains what it leaves out, at its place', () => {
    expect(parseQuery('rep: x').problems).toEqual([
      { from: 0, to: 4, message: 'rep: needs a value right after the colon.', severity: 'error' },
    ]);
    expect(parseQuery('after:soon').problems[0]).toMatchObject({ from: 6, to: 10, severity: 'error' });
    expect(parseQuery('a is:starred,nice').problems).toMatchObject([{ from: 13, to: 17, severity: 'error' }]);
    expect(parseQuery('has:t').problems[0]?.message).toBe(
      'has: knows no “t”. Write transcript, media, comments, brief, notes, tags, trackers, highlights, scorecard or folder.',
    );
    expect(parseQuery('has:tr').problems[0]?.message).toBe(
      'has: knows no “tr”. Write transcript or trackers.',
    );
    expect(parseQuery('dur:long').problems[0]).toMatchObject({ from: 4, to: 8, severity: 'error' });
    expect(parseQuery('reps:ann').problems[0]).toMatchObject({ from: 0, to: 5, severity: 'hint' });
    expect(parseQuery('reps:ann').problems[0]?.message).toMatch(/Did you mean rep:/);
    expect(parseQuery('https://example.com 10:30').problems).toEqual([]);
    expect(parseQuery('"open').problems[0]?.message).toMatch(/closing quotation mark/);
  });

  it('reads durations, ranges of them, and words for operators', () => {
    const format = (text: string) => formatNode(parseQuery(text).root);
    expect(format('dur:>1h30m')).toBe('dur:>90m');
    expect(format('dur:10-20m')).toBe('dur:>=10m dur:<20m');
    expect(format('dur:45s..2m')).toBe('dur:>=45s dur:<2m');
    expect(format('dur:1-2h')).toBe('dur:>=60m dur:<120m');
    expect(format('dur:0-5m,>1h')).toBe('dur:>60m OR dur:"0-5m"');
    expect(format('pricing AND battery NOT remote')).toBe('pricing battery -remote');
    expect(format('is:star has:comm weekday:tue')).toBe('is:starred has:comments weekday:tuesday');
    expect(format('date:2025-01,2025-03')).toBe('date:2025-01 OR date:2025-03');
  });

  it('explains in plain words', () => {
    const explain = (text: string) => explainNode(parseQuery(text).root);
    expect(explain('remote control rep:"Ann Lee","Bo" -has:media date:last-quarter')).toBe(
      'Calls with “remote” and “control”, hosted by Ann Lee or Bo, that have no media, and in last quarter.',
    );
    expect(explain('-"no thanks" is:unreviewed')).toBe(
      'Calls without exactly “no thanks” and that are unreviewed.',
    );
  });

  it('treats words with signs and unknown fields as words', () => {
    expect(parseQuery('multi-agent foo:bar C++').root).toMatchObject({
      kind: 'and',
      nodes: [{ text: 'multi-agent' }, { text: 'foo:bar' }, { text: 'C++' }],
    });
  });

  it('turns facet values on, off and excluded without touching the rest', () => {
    let q = setValue('battery', 'rep', 'Ann "A" Lee', 'on');
    expect(q).toBe('battery rep:"Ann \\"A\\" Lee"');
    q = setValue(q, 'rep', 'Bo', 'on');
    expect(valueState(q, 'rep', 'bo')).toBe('on');
    q = setValue(q, 'rep', 'Bo', 'excluded');
    expect(valueState(q, 'rep', 'Bo')).toBe('excluded');
    expect(valueState(q, 'rep', 'Ann "A" Lee')).toBe('on');
    q = setValue(setValue(q, 'rep', 'Bo', 'off'), 'rep', 'Ann "A" Lee', 'off');
    expect(q).toBe('battery');
    fc.assert(
      fc.property(
        pieces,
        fc
          .string({ minLength: 1 })
          .filter((text) => /\S/.test(text) && !text.includes('\0') && !/[“”]/.test(text)),
        fc.constantFrom('on' as const, 'off' as const, 'excluded' as const),
        (text, key, state) => {
          expect(valueState(setValue(text, 'account', key, state), 'account', key)).toBe(state);
        },
      ),
    );
  });

  it('takes a name apart that several people have, when one of them is chosen', () => {
    const people = (state: 'on' | 'excluded') => [
      { key: 'Ann <a@x>', written: 'ann', state },
      { key: 'Ann <b@x>', written: 'ann', state },
      { key: 'Bo', state: 'on' as const },
    ];
    expect(chooseValue('x rep:ann,"Bo"', 'rep', people('on'), 'Ann <a@x>', 'off')).toBe(
      'x rep:"Bo","Ann <b@x>"',
    );
    expect(chooseValue('-rep:"ann"', 'rep', people('excluded'), 'Ann <a@x>', 'on')).toBe(
      '-rep:"Ann <b@x>" rep:"Ann <a@x>"',
    );
    expect(chooseValue('rep:ann', 'rep', people('on'), 'Bo', 'off')).toBe('rep:ann');
  });

  it('lists and drops clauses, and swaps date clauses', () => {
    expect(clauses('a rep:"B" after:2025-01').map((clause) => clause.text)).toEqual([
      'a',
      'rep:"B"',
      'after:2025-01',
    ]);
    expect(withoutClause('a rep:"B" c', 1)).toBe('a c');
    expect(withDates('a after:2024', '2025-01-01', '2025-02-01')).toBe(
      'a after:2025-01-01 before:2025-02-01',
    );
  });

  it('reads what is new since a day or a moment, and refuses what is neither', () => {
    expect(parseQuery('new:2026-11-25T13:04:11.123Z battery').root).toMatchObject({
      kind: 'and',
      nodes: [{ kind: 'new', text: '2026-11-25t13:04:11.123z' }, { text: 'battery' }],
    });
    expect(parseQuery('new:last-week').root).toMatchObject({ kind: 'new', text: 'last-week' });
    expect(explainNode(parseQuery('new:2026-11-25T13:04:11.123Z').root)).toBe(
      'Calls new or changed since 2026-11-25 13:04 UTC.',
    );
    expect(parseQuery('new:soon')).toMatchObject({ root: null, problems: [{ from: 4, severity: 'error' }] });
    expect(parseQuery('new:2026-13-25T13:04Z').problems).toHaveLength(1);
    expect(parseMoment('2026-11-25t13:04:11.123z')).toBe(Date.UTC(2026, 10, 25, 13, 4, 11, 123));
    expect(withDates('new:today after:2025', null, null)).toBe('new:today');
  });

  it('resolves dates against the local day', () => {
    const days = (text: string) => {
      const spec = parseDateText(text);
      return spec && resolveDate(spec, '2026-11-24', 1);
    };
    expect(days('last-quarter')).toEqual({ from: '2026-07-01', to: '2026-10-01' });
    expect(days('this-week')).toEqual({ from: '2026-11-23', to: '2026-11-30' });
    expect(days('2025-Q1')).toEqual({ from: '2025-01-01', to: '2025-04-01' });
    expect(days('last-7-days')).toEqual({ from: '2026-11-18', to: '2026-11-25' });
    expect(days('2025-01..2025-03')).toEqual({ from: '2025-01-01', to: '2025-04-01' });
    expect(days('2025-02-30')).toBeNull();
  });
});

describe('related forms', () => {
  it('are asked for by a sign before a word, which a beginning does not need', () => {
    const read = (q: string) => formatNode(parseQuery(q).root);
    expect(parseQuery('~price').root).toMatchObject({
      kind: 'word',
      text: 'price',
      forms: true,
      prefix: false,
    });
    expect(parseQuery('~price*').root).toMatchObject({ text: 'price', forms: false, prefix: true });
    expect(parseQuery('said:~price,~.NET').root).toMatchObject({
      nodes: [
        { text: 'price', forms: true, field: 'said' },
        { text: '.NET', forms: true },
      ],
    });
    expect(read('～price -~~battery NEAR(~a b, 3)')).toBe('~price -~battery NEAR(~a b, 3)');
    // A sign alone, or inside a word, is none.
    expect(parseQuery('a~b').root).toMatchObject({ text: 'a~b', forms: false });
    expect(parseQuery('~').root).toBeNull();
    expect(parseQuery('~price').problems).toEqual([]);
  });

  it('are written and taken away by one switch, for the words that are looked for', () => {
    const q = 'the price rep:"Ann" said:budget,x* -battery "remote control" NEAR(a charger, 3) OR cost';
    expect(formsState(q)).toBe('off');
    const on = withForms(q, true);
    expect(on).toBe(
      'the ~price rep:"Ann" said:~budget OR said:x* -battery "remote control" NEAR(a ~charger, 3) OR ~cost',
    );
    expect(formsState(on)).toBe('on');
    expect(withForms(on, true)).toBe(on);
    expect(formsState(withForms(on, false))).toBe('off');
    expect(formsState('~price battery')).toBe('off');
    for (const none of ['', '"a phrase"', 'rep:ann', 'pric*', '-price', 'the'])
      expect(formsState(none)).toBeNull();
    // A question counts them anyway.
    expect(formsState('what about the price of batteries?')).toBeNull();
  });

  it('are said in words, with those that were found', () => {
    const explain = (q: string) => explainNode(parseQuery(q).root, () => ['prices', 'pricing']);
    expect(explain('~price battery')).toBe(
      'Calls with “price” or a related form (prices, pricing) and “battery” (also prices, pricing).',
    );
    expect(explainNode(parseQuery('-~price').root)).toBe('Calls without “price” or a related form.');
    expect(explain('"price"')).toBe('Calls with exactly “price”.');
  });
});

describe('scores', () => {
  const root = (q: string) => parseQuery(q).root;
  const span = expect.anything();

  it('are compared in percent of the highest one, also written as n of m', () => {
    expect(root('score:>=80')).toEqual({ kind: 'score', op: '>=', percent: 80, span });
    expect(root('score:80%')).toEqual({ kind: 'score', op: '>=', percent: 80, span });
    expect(root('score:<4/5')).toEqual({ kind: 'score', op: '<', percent: 80, span });
    expect(root('score:>2/3')).toEqual({ kind: 'score', op: '>', percent: 66.67, span });
    expect(formatNode(root('score:40-70'))).toBe('score:>=40% score:<70%');
    expect(formatNode(root('score:3/5..5/5'))).toBe('score:>=60% score:<=100%');
  });

  it('have bands, and values for no score and no review', () => {
    expect(formatNode(root('score:"80-100",not-reviewed'))).toBe('score:"80-100","not-reviewed"');
    expect(explainNode(root('score:"80-100","not-reviewed"'))).toBe(
      'Calls with a score of 80–100 % or not reviewed.',
    );
    expect(explainNode(root('score:"0-40","no-score"'))).toBe(
      'Calls with a score of under 40 % or reviewed without a score.',
    );
    expect(explainNode(root('-score:not-reviewed'))).toBe('Calls that are reviewed.');
    expect(explainNode(root('score:>=4/5 folder:"Win/Loss"'))).toBe(
      'Calls with a score of at least 80 % and kept in the library folder Win/Loss.',
    );
  });

  it('are asked about where they look like stars, and refused where they are none', () => {
    expect(parseQuery('score:>=4').problems).toMatchObject([
      { severity: 'hint', message: expect.stringContaining('>=4/5, which is 80') },
    ]);
    expect(parseQuery('score:>=4%').problems).toEqual([]);
    expect(parseQuery('score:high').problems).toMatchObject([
      { severity: 'error', from: 6, to: 10, message: expect.stringContaining('is no score') },
    ]);
  });
});

describe('quotation marks', () => {
  const read = (text: string) => {
    const { root, problems } = parseQuery(text);
    return { node: bare(root), problems: problems.map(({ message }) => message) };
  };
  const word = (text: string) => ({ kind: 'word', text, prefix: false, forms: false, field: null });
  const phrase = (text: string) => ({ kind: 'phrase', text, field: null });

  it.each([
    '"remote control"',
    '„remote control“',
    '“remote control”',
    '”remote control”',
    '«remote control»',
    '»remote control«',
    '‹remote control›',
    '「remote control」',
    '『remote control』',
    '｢remote control｣',
    '＂remote control＂',
    '〝remote control〟',
    '‘remote control’',
    '‚remote control‘',
    '«\u00a0remote control\u00a0»',
  ])('%s is a phrase', (text) => {
    const { root, problems } = parseQuery(text);
    expect(root).toMatchObject({ kind: 'phrase' });
    expect(root?.kind === 'phrase' && root.text.trim()).toBe('remote control');
    expect(problems).toEqual([]);
  });

  it.each([
    ['מנכ"ל התקציב', [word('מנכ"ל'), word('התקציב')]],
    ['מנכ״ל התקציב', [word('מנכ״ל'), word('התקציב')]],
    ['המע"מ החברה', [word('המע"מ'), word('החברה')]],
    ['"מנכ"ל החברה" חדש', [phrase('מנכ"ל החברה'), word('חדש')]],
    ['27" monitor', [word('27"'), word('monitor')]],
    ['5\'10" tall', [word('5\'10"'), word('tall')]],
    ['27” “two words”', [word('27”'), phrase('two words')]],
    ['don’t ‘can’t say’', [word('don’t'), phrase('can’t say')]],
    ['検索「価格 表」', [word('検索'), phrase('価格 表')]],
    ['料金、環境', [word('料金'), word('環境')]],
    ['سعر، ميزانية', [word('سعر'), word('ميزانية')]],
  ])('%s', (text, nodes) => {
    expect(read(text)).toEqual({ node: { kind: 'and', nodes }, problems: [] });
  });

  it('separate values like a comma where other scripts have another one', () => {
    for (const comma of [',', '、', '，', '；', '،', '؛'])
      expect(bare(parseQuery(`rep:Ann${comma}מנכ"ל`).root)).toEqual({
        kind: 'value',
        field: 'rep',
        values: [
          { text: 'Ann', exact: false },
          { text: 'מנכ"ל', exact: false },
        ],
      });
  });
});

it.each([
  ['C++', []],
  ['C#', []],
  ['.NET', []],
  ['c+', ['“+” is not searched: this looks for “c”.']],
  ['R&D', ['“&” is not searched: this looks for “R” and “D” next to each other.']],
  ['AT&T', ['“&” is not searched: this looks for “AT” and “T” next to each other.']],
  ['3.5', ['“.” is not searched: this looks for “3” and “5” next to each other.']],
  ['$500', ['“$” is not searched: this looks for “500”.']],
  ['50%', ['“%” is not searched: this looks for “50”.']],
  ['#1', ['“#” is not searched: this looks for “1”.']],
  ['remote-control', []],
  ['don’t', []],
  ['ann@acme.example', []],
])('%s says which signs are left out', (text, messages) => {
  expect(parseQuery(text).problems.map(({ message }) => message)).toEqual(messages);
});
