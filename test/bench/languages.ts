import { parseArgs } from 'node:util';
import { add, askWords, type Fault, newTally, storeOf, type Tally, ways } from './support/languages/ask.ts';
import { type Cut, compareCutters } from './support/languages/cutters.ts';
import { readDeclarations } from './support/languages/declarations.ts';
import { referenceOf, unspaced } from './support/languages/reference.ts';
import { table } from './support/table.ts';

// Every language a call is held in: each article of the Universal Declaration of Human Rights is a call in a store of its
// language, and words that ICU4X cuts from it are asked. `--examples N` shows so many faults of a script and kind.
const { values } = parseArgs({
  options: {
    words: { type: 'string', default: '100' },
    languages: { type: 'string' },
    examples: { type: 'string', default: '0' },
  },
});

interface Row {
  languages: number;
  calls: number;
  readonly tallies: Readonly<Record<(typeof ways)[number], Tally>>;
}
const rows = new Map<string, Row>();
const cuts = new Map<string, Record<string, Cut>>();
const examples = Number(values.examples);
const shown = new Map<string, number>();
const from = performance.now();
const declarations = readDeclarations(values.languages?.split(','));
for (const [at, declaration] of declarations.entries()) {
  if (at % 20 === 19) console.error(`${at + 1} of ${declarations.length} languages`);
  const reference = referenceOf(declaration);
  const store = storeOf(declaration);
  const { tallies, faults } = askWords(reference, store, Number(values.words) || undefined);
  store.close();
  const row = rows.get(declaration.script) ?? {
    languages: 0,
    calls: 0,
    tallies: { bare: newTally(), quoted: newTally(), typing: newTally() },
  };
  rows.set(declaration.script, row);
  row.languages++;
  row.calls += declaration.articles.length;
  for (const way of ways) add(row.tallies[way], tallies[way]);
  if (reference.words.some((word) => unspaced.test(word)))
    addCuts(declaration.script, compareCutters(reference));
  for (const fault of faults)
    tell(declaration.script, declaration.code, fault, reference.texts[fault.call - 1] ?? '');
}

function addCuts(script: string, more: Record<string, Cut>): void {
  const known = cuts.get(script);
  if (!known) cuts.set(script, more);
  else
    for (const [name, cut] of Object.entries(more))
      for (const key of Object.keys(cut) as (keyof Cut)[]) (known[name] as Cut)[key] += cut[key];
}

function tell(script: string, code: string, fault: Fault, text: string): void {
  const key = `${script} ${fault.kind} ${fault.way}`;
  const count = shown.get(key) ?? 0;
  shown.set(key, count + 1);
  if (count >= examples) return;
  const at = text.indexOf(fault.word);
  const near =
    at < 0
      ? ''
      : ` in “${text.slice(Math.max(0, at - 15), at + fault.word.length + 15).replaceAll('\n', '⏎')}”`;
  console.log(
    `${key} (${code}, article ${fault.call}): ${fault.query}${near}; marked: ${fault.marked.slice(0, 6).join(' | ')}`,
  );
}

const share = (part: number, whole: number) => (whole === 0 ? '–' : (part / whole).toFixed(4));
const perThousand = (part: number, whole: number) => (whole === 0 ? '–' : ((part * 1000) / whole).toFixed(3));
const columns: readonly (readonly [string, (tallies: Row['tallies']) => string])[] = [
  ['questions', ({ quoted }) => String(quoted.questions)],
  ['recall “…”', ({ quoted }) => share(quoted.found, quoted.standing)],
  ['bare', ({ bare }) => share(bare.found, bare.standing)],
  ['typing', ({ typing }) => share(typing.found, typing.standing)],
  ['false ‰ “…”', ({ quoted }) => perThousand(quoted.falseHits, quoted.pairs)],
  ['bare', ({ bare }) => perThousand(bare.falseHits, bare.pairs)],
  ['clitics', ({ bare }) => perThousand(bare.clitics, bare.pairs)],
  ['folded “…”', ({ quoted }) => perThousand(quoted.folded, quoted.pairs)],
  ['apart', ({ quoted }) => perThousand(quoted.apart, quoted.pairs)],
  ['in others', ({ quoted }) => perThousand(quoted.acrossWords, quoted.pairs)],
  ['marked “…”', ({ quoted }) => share(quoted.marked, quoted.found)],
  ['bare', ({ bare }) => share(bare.marked, bare.found)],
];
console.log(
  table(
    ['script', 'languages', 'calls', ...columns.map(([name]) => name)],
    Array.from(rows, ([script, { languages, calls, tallies }]) => [
      script,
      String(languages),
      String(calls),
      ...columns.map(([, cell]) => cell(tallies)),
    ]),
  ),
);
console.log('\nWords of scripts without spaces, if text and query were cut so:');
console.log(
  table(
    [
      'cut by',
      'questions',
      'recall, as text',
      'as a word',
      'false ‰',
      'across words ‰',
      'words',
      'cut in ms',
    ],
    Array.from(cuts).flatMap(([script, by]) =>
      Object.entries(by).map(([name, cut]) => [
        `${script}, ${name}`,
        String(cut.questions),
        share(cut.foundText, cut.asText),
        share(cut.foundWord, cut.asWord),
        perThousand(cut.falseHits, cut.pairs),
        perThousand(cut.acrossWords, cut.pairs),
        String(cut.words),
        cut.ms.toFixed(0),
      ]),
    ),
  ),
);
console.log(
  JSON.stringify({
    bench: 'languages',
    seconds: Math.round((performance.now() - from) / 1000),
    scripts: Object.fromEntries(rows),
    cuts: Object.fromEntries(cuts),
  }),
);
