import type { Corpus } from '../../../electron/gong/emulator/corpus.ts';
import { seeded } from '../../../electron/gong/emulator/faults.ts';
import type { CallData } from '../../../electron/gong/schema/call.ts';

/** An attribute that a call must have. `label` is the field of the query grammar. */
export type BenchFilter =
  | { readonly kind: 'value'; readonly field: FilterField; readonly value: string }
  | { readonly kind: 'longer'; readonly minutes: number }
  | { readonly kind: 'after'; readonly date: string };

type FilterField = 'outcome' | 'stage' | 'media' | 'industry' | 'system' | 'lang' | 'dir' | 'workspace';

/** One question, in the product's grammar and taken apart for the others. */
export interface BenchQuery {
  readonly class: QueryClass;
  readonly q: string;
  /** Whole words, all of which must occur. */
  readonly words: readonly string[];
  /** A word that is still being typed: everything that begins so. */
  readonly prefix: string | null;
  readonly phrase: readonly string[] | null;
  /** A word being typed that must occur in the brief. */
  readonly inBrief: string | null;
  readonly filters: readonly BenchFilter[];
}

export const queryClasses = [
  'rare',
  'common',
  'in every call',
  'two words',
  'phrase',
  'prefix of 2',
  'prefix of 3',
  'text field + filter',
  'common word, 3 filters',
  'no words, filters',
  'empty',
] as const;
type QueryClass = (typeof queryClasses)[number];

const tokensOf = (text: string) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
const textsOf = (call: CallData): string[] => [
  call.content?.brief ?? '',
  ...(call.content?.keyPoints ?? []).map((item) => item.text ?? ''),
  ...(call.content?.outline ?? []).flatMap((part) => (part.items ?? []).map((item) => item.text ?? '')),
];

interface Vocabulary {
  /** Words by the share of calls whose summary has them, from most to least. */
  readonly words: readonly (readonly [word: string, share: number])[];
  readonly calls: readonly CallData[];
}

/** Document frequencies, from an even sample of the calls: what is drawn must not depend on any engine. */
function sampleVocabulary(corpus: Corpus): Vocabulary {
  const heads = corpus.heads();
  const size = Math.min(heads.length, 4000);
  const counts = new Map<string, number>();
  const calls: CallData[] = [];
  for (let at = 0; at < size; at++) {
    const call = corpus.call(heads[Math.floor((at * heads.length) / size)]?.id ?? '');
    if (!call) continue;
    calls.push(call);
    for (const word of new Set(textsOf(call).flatMap(tokensOf))) {
      // ASCII, so that each engine's idea of letters gives the same word.
      if (/^[a-z]+$/.test(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
    }
  }
  const words = [...counts].map(([word, count]): [string, number] => [word, count / size]);
  words.sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return { words, calls };
}

const date = (random: () => number) =>
  `20${24 + Math.floor(random() * 2.5)}-${String(1 + Math.floor(random() * 12)).padStart(2, '0')}-01`;

function filtersOf(call: CallData, count: number, random: () => number): BenchFilter[] {
  const fieldOf = (type: string, name: string) => {
    for (const system of call.context ?? [])
      for (const object of system.objects ?? [])
        if (object.objectType === type && (object.timing ?? 'Now') === 'Now')
          for (const field of object.fields ?? [])
            if (field.name?.toLowerCase() === name.toLowerCase() && typeof field.value === 'string')
              return field.value;
    return null;
  };
  const { metaData, content } = call;
  const found: [FilterField, string | null | undefined][] = [
    ['outcome', content?.callOutcome?.name],
    ['stage', fieldOf('Opportunity', 'StageName')],
    ['media', metaData.media],
    ['industry', fieldOf('Account', 'Industry')],
    ['system', metaData.system],
    ['lang', metaData.language],
    ['dir', metaData.direction],
  ];
  const all: BenchFilter[] = found.flatMap(([field, value]) =>
    value ? [{ kind: 'value', field, value }] : [],
  );
  all.push({ kind: 'longer', minutes: [10, 15, 20, 30][Math.floor(random() * 4)] as number });
  all.push({ kind: 'after', date: date(random) });
  const chosen: BenchFilter[] = [];
  while (chosen.length < count && all.length > 0)
    chosen.push(...all.splice(Math.floor(random() * all.length), 1));
  return chosen;
}

const filterText = (filter: BenchFilter) =>
  filter.kind === 'value'
    ? `${filter.field}:"${filter.value}"`
    : filter.kind === 'longer'
      ? `dur:>${filter.minutes}m`
      : `after:${filter.date}`;

/**
 * Draws `each` different queries of every class (as many as there are, where a class has fewer) and mixes them, so that
 * no engine is asked the same or the same kind of thing twice in a row.
 */
export function drawQueries(corpus: Corpus, each: number, seed: number): BenchQuery[] {
  const random = seeded(seed);
  const { words, calls } = sampleVocabulary(corpus);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const band = (low: number, high: number) =>
    words.filter(([word, share]) => word.length > 2 && share >= low && share < high).map(([word]) => word);
  const rare = band(0, 0.0006);
  const middle = band(0.01, 0.15);
  const common = band(0.12, 0.4);
  const everywhere = words.filter(([, share]) => share > 0.55).map(([word]) => word);
  /** A word of the texts, as likely as people meet it, but none of the commonest. */
  const met = () => {
    for (;;) {
      const list = textsOf(pick(calls)).flatMap(tokensOf);
      const word = list.length > 0 ? pick(list) : '';
      if (word.length > 3 && /^[a-z]+$/.test(word) && !everywhere.includes(word)) return word;
    }
  };
  const phrase = (): string[] => {
    for (;;) {
      const list = tokensOf(pick(textsOf(pick(calls)).filter((text) => text !== '')) ?? '');
      const length = random() < 0.6 ? 2 : 3;
      const at = Math.floor(random() * (list.length - length));
      const found = list.slice(Math.max(0, at), Math.max(0, at) + length);
      if (found.length === length && found.every((word) => /^[a-z]+$/.test(word))) return found;
    }
  };
  const none = { words: [], prefix: null, phrase: null, inBrief: null, filters: [] };
  const makers: Record<QueryClass, () => Omit<BenchQuery, 'class' | 'q'>> = {
    rare: () => ({ ...none, prefix: pick(rare) }),
    common: () => ({ ...none, prefix: pick(common) }),
    'in every call': () => ({ ...none, prefix: pick(everywhere) }),
    'two words': () => ({
      ...none,
      words: [pick(common)],
      prefix: random() < 0.5 ? pick(middle) : pick(common),
    }),
    phrase: () => ({ ...none, phrase: phrase() }),
    'prefix of 2': () => ({ ...none, prefix: met().slice(0, 2) }),
    'prefix of 3': () => ({ ...none, prefix: met().slice(0, 3) }),
    'text field + filter': () => ({
      ...none,
      inBrief: pick(middle),
      filters: filtersOf(pick(calls), 1, random),
    }),
    'common word, 3 filters': () => ({
      ...none,
      words: [pick(common)],
      filters: filtersOf(pick(calls), 3, random),
    }),
    'no words, filters': () => ({ ...none, filters: filtersOf(pick(calls), 2, random) }),
    empty: () => none,
  };
  const queries: BenchQuery[] = [];
  for (const name of queryClasses) {
    const seen = new Set<string>();
    for (let tries = 0; seen.size < each && tries < each * 20; tries++) {
      const parts = makers[name]();
      const q = [
        ...parts.words,
        ...(parts.phrase ? [`"${parts.phrase.join(' ')}"`] : []),
        ...parts.filters.map(filterText),
        ...(parts.inBrief ? [`brief:${parts.inBrief}`] : []),
        ...(parts.prefix ? [parts.prefix] : []),
      ].join(' ');
      // The empty query has one form; it is asked each time after something else.
      if (name !== 'empty' && seen.has(q)) continue;
      seen.add(name === 'empty' ? String(tries) : q);
      queries.push({ class: name, q, ...parts });
    }
  }
  for (let at = queries.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [queries[at], queries[other]] = [queries[other] as BenchQuery, queries[at] as BenchQuery];
  }
  return queries;
}
