// What the fields of the query language are. This table is the only place that says it: the parser, the explanation, chips,
// facets, suggestions, breakdowns of reports, the columns in memory and the page of docs/search.md follow it, in its order.
// docs/changing.md: how to add one.

export const hasValues = [
  'transcript',
  'media',
  'comments',
  'brief',
  'notes',
  'tags',
  'trackers',
  'highlights',
  'scorecard',
  'folder',
] as const;
export const isValues = [
  'unreviewed',
  'reviewed',
  'offline',
  'private',
  'starred',
  'gone',
  'changed',
] as const;
export const weekdays = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;
/** Duration bands in minutes: [key, from inclusive, to exclusive]. */
export const durationBands = [
  ['0-5m', 0, 5],
  ['5-15m', 5, 15],
  ['15-30m', 15, 30],
  ['30-60m', 30, 60],
  ['60-90m', 60, 90],
  ['90m+', 90, Number.POSITIVE_INFINITY],
] as const;

/**
 * Bands of a call's score in percent of the highest one: [key, from inclusive, to exclusive]. With Gong's usual questions,
 * which go from 1 to 5, each but the lowest begins at a whole score.
 */
export const scoreBands = [
  ['0-40', 0, 40],
  ['40-60', 40, 60],
  ['60-80', 60, 80],
  ['80-100', 80, Number.POSITIVE_INFINITY],
] as const;
/** Values of `score:`: a band, reviewed without an answer that is a number, or no review at all. */
export const scoreValues = [...scoreBands.map(([key]) => key), 'no-score', 'not-reviewed'] as const;

/** A value of `score:` in words: 'under 40 %', 'no score', 'not reviewed'. */
export const scoreWords = (key: string): string =>
  key === '0-40' ? 'under 40 %' : /^\d/.test(key) ? `${key.replace('-', '–')} %` : key.replaceAll('-', ' ');

/**
 * What a field holds: text to look in; one value of a call or several; words of a fixed list; numbers, which are compared or
 * lie in a band; a day of the call; when it came here.
 */
type Kind = 'text' | 'single' | 'multi' | 'words' | 'bands' | 'date' | 'since';
/** Where values are listed: beside the results, as rows of a report, for a word that is typed without a field. */
type Use = 'facet' | 'breakdown' | 'suggestion';

interface Field {
  readonly kind: Kind;
  /** What people call it. */
  readonly label: string;
  /** The explanation of a query: what stands before the values, after “Calls”, or after the words of a text. */
  readonly phrase: string;
  readonly uses: readonly Use[];
  /** What is said beside its name while that is typed; where there is none, its fixed values. */
  readonly hint?: string;
  readonly aliases?: readonly string[];
  /** Column of the store with its values, where that is all there is to say: the call's, or that of everybody on it. */
  readonly column?: `call.${string}` | `party.${string}`;
  /** Fixed values, as they are written. */
  readonly values?: readonly string[];
  /** Labels of fixed values that are more than the value with a capital. */
  readonly labels?: Readonly<Record<string, string>>;
}
type More = Omit<Field, 'kind' | 'label' | 'phrase' | 'uses'>;

/** Makes fields of a kind. */
const fieldOf =
  <K extends Kind>(kind: K) =>
  (label: string, phrase: string, uses: readonly Use[], more: More = {}): Field & { readonly kind: K } => ({
    kind,
    label,
    phrase,
    uses,
    ...more,
  });
const [text, single, multi] = [fieldOf('text'), fieldOf('single'), fieldOf('multi')];
const [words, bands, date, since] = [fieldOf('words'), fieldOf('bands'), fieldOf('date'), fieldOf('since')];
const everywhere = ['facet', 'breakdown', 'suggestion'] as const;
const counted = ['facet', 'breakdown'] as const;
const narrowing = ['facet', 'suggestion'] as const;

const table = {
  rep: single('Rep', 'hosted by', everywhere, { hint: 'who hosted the call', aliases: ['host'] }),
  account: single('Account', 'with the account', everywhere, { column: 'call.account', hint: 'CRM account' }),
  tracker: multi('Tracker', 'mentioning the tracker', narrowing, { hint: 'what came up' }),
  phrase: multi('Phrase', 'with the tracker phrase', ['suggestion']),
  outcome: single('Outcome', 'with the outcome', everywhere, { column: 'call.outcome_name' }),
  stage: single('Stage now', 'now in stage', everywhere, { column: 'call.stage' }),
  'stage@call': single('Stage at call time', 'in stage at the time of the call', everywhere, {
    column: 'call.stage_at_call',
    hint: 'stage when the call took place',
    aliases: ['stageatcall'],
  }),
  company: multi('Company', 'with people of', narrowing, { column: 'party.company' }),
  who: multi('People', 'with', narrowing, { hint: 'anyone on the call', aliases: ['person'] }),
  job: multi('Job title', 'with somebody who is', everywhere, {
    column: 'party.title',
    hint: 'of anyone on the call',
  }),
  tag: multi('Tag', 'tagged', everywhere),
  score: bands('Score', 'with a score of', counted, {
    values: scoreValues,
    labels: Object.fromEntries(scoreValues.map((key) => [key, capital(scoreWords(key))])),
    hint: 'of the reviews, e.g. score:>=80',
  }),
  scorecard: multi('Scorecard', 'reviewed with the scorecard', everywhere, {
    hint: 'what it was reviewed with',
  }),
  folder: multi('Library folder', 'kept in the library folder', everywhere, {
    hint: 'of the team’s library',
  }),
  is: words('Status', 'that are', ['facet'], {
    values: isValues,
    labels: { gone: 'Gone from Gong', changed: 'Changed since I looked', offline: 'On this laptop' },
  }),
  has: words('Has', 'that have', ['facet'], { values: hasValues, labels: { folder: 'Library folder' } }),
  dur: bands('Duration', 'lasting', counted, {
    values: durationBands.map(([key]) => key),
    labels: Object.fromEntries(
      durationBands.map(([key, from, to]) => [key, to < 1e9 ? `${from}–${to} min` : `over ${from} min`]),
    ),
    hint: 'e.g. dur:>30m',
    aliases: ['duration'],
  }),
  weekday: words('Weekday', 'on', counted, { values: weekdays }),
  media: single('Media', 'with media', counted, { column: 'call.media' }),
  dir: single('Direction', 'of direction', counted, { column: 'call.direction', aliases: ['direction'] }),
  scope: single('Scope', 'of scope', counted, { column: 'call.scope' }),
  system: single('System', 'recorded with', counted, { column: 'call.system' }),
  workspace: single('Workspace', 'in the workspace', everywhere),
  industry: single('Industry', 'in the industry', everywhere),
  purpose: single('Purpose', 'with the purpose', everywhere, { column: 'call.purpose' }),
  lang: single('Language', 'in the language', counted, { column: 'call.language', aliases: ['language'] }),

  title: text('Title', 'in the title', []),
  brief: text('Brief', 'in the brief', []),
  key: text('Key points', 'in the key points', [], { aliases: ['keypoint'] }),
  outline: text('Outline', 'in the outline', []),
  highlight: text('Highlights', 'in the highlights', []),
  said: text('Said', 'said in the call', [], { hint: 'only in the transcript', aliases: ['transcript'] }),
  comment: text('Comments', 'in the comments', []),
  note: text('My notes', 'in my notes', []),
  people: text('People’s details', 'among the people', []),

  after: date('From', 'on or after', [], { hint: 'e.g. after:2025-01', aliases: ['from'] }),
  before: date('Before', 'before', [], { hint: 'e.g. before:2025-06-30', aliases: ['until'] }),
  date: date('Date', 'in', [], { hint: 'e.g. date:last-quarter' }),
  new: since('New since', 'new or changed since', [], { hint: 'new or changed here, e.g. new:today' }),
};

export type FieldName = keyof typeof table;
type NamesOf<K extends Kind> = {
  [N in FieldName]: (typeof table)[N]['kind'] extends K ? N : never;
}[FieldName];
/** Parts of a call that text can be looked for in. */
export type TextField = NamesOf<'text'>;
export type SingleField = NamesOf<'single'>;
export type MultiField = NamesOf<'multi'>;
/** Attributes with values to choose from. */
export type ValueField = NamesOf<'single' | 'multi' | 'words' | 'bands'>;
export type BandField = NamesOf<'bands'>;
export type DateField = NamesOf<'date'>;

export const fields: Readonly<Record<FieldName, Field>> = table;
export const fieldNames = Object.keys(table) as FieldName[];
const namesOf = <K extends Kind>(...kinds: readonly K[]): readonly NamesOf<K>[] =>
  fieldNames.filter((name): name is NamesOf<K> => (kinds as readonly Kind[]).includes(fields[name].kind));
export const textFields = namesOf('text');
export const singleFields = namesOf('single');
export const multiFields = namesOf('multi');
export const valueFields = namesOf('single', 'multi', 'words', 'bands');
export const dateFields = namesOf('date');

const listedAs = (use: Use) => valueFields.filter((name) => fields[name].uses.includes(use));
export const facetFields = listedAs('facet');
export const breakdownFields = listedAs('breakdown');
export const suggestedFields = listedAs('suggestion');

const byName: ReadonlyMap<string, FieldName> = new Map(
  fieldNames.flatMap((name) =>
    [name, ...(fields[name].aliases ?? [])].map((other) => [other, name] as const),
  ),
);
/** The field that a name in small letters stands for, its own or another it is known by; undefined where there is none. */
export const fieldNamed = (name: string): FieldName | undefined => byName.get(name);

/** What a fixed value of a field is called. */
export const valueLabel = (field: ValueField, key: string): string =>
  fields[field].labels?.[key] ?? capital(key);

/** Fields whose values are people: these have ids, and several may have one name. */
export const isPeople = (field: string): field is 'rep' | 'who' => field === 'rep' || field === 'who';

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
