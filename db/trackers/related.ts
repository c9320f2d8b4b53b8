/**
 * Other forms of a word, by small rules per language: inflections only (plural, tenses), never other words of the same root. Two
 * words are forms of one another when they have the same stem.
 */

const vowel = /[aeiouy]/;

/** Forms that no rule gives, by their base. */
const irregular: readonly string[] = [
  'be am is are was were been being',
  'have has had having',
  'do does did done doing',
  'go goes went gone going',
  'buy buys bought buying',
  'say says said saying',
  'sell sells sold selling',
  'pay pays paid paying',
  'meet meets met meeting meetings',
  'make makes made making',
  'take takes took taken taking',
  'give gives gave given giving',
  'get gets got gotten getting',
  'see sees saw seen seeing',
  'send sends sent sending',
  'spend spends spent spending',
  'build builds built building',
  'lose loses lost losing',
  'win wins won winning',
  'leave leaves left leaving',
  'find finds found finding findings',
  'think thinks thought thinking',
  'know knows knew known knowing',
  'choose chooses chose chosen choosing',
  'bring brings brought bringing',
  'begin begins began begun beginning',
  'run runs ran running',
  'come comes came coming',
  'tell tells told telling',
  'hold holds held holding',
  'keep keeps kept keeping',
  'feel feels felt feeling',
  'mean means meant meaning',
  'understand understands understood understanding',
  'write writes wrote written writing',
  'speak speaks spoke spoken speaking',
  'show shows showed shown showing',
  'grow grows grew grown growing',
  'fall falls fell fallen falling',
  'rise rises rose risen rising',
  'teach teaches taught teaching',
  'catch catches caught catching',
  'person persons people',
  'child children',
  'man men',
  'woman women',
];

const stemOfIrregular = new Map<string, string>();
const formsOfStem = new Map<string, readonly string[]>();
for (const line of irregular) {
  const forms = line.split(' ');
  const stem = `!${forms[0]}`;
  formsOfStem.set(stem, forms);
  for (const form of forms) stemOfIrregular.set(form, stem);
}

function english(word: string): string {
  const known = stemOfIrregular.get(word);
  if (known) return known;
  let base = word;
  if (base.length > 4 && base.endsWith('ies')) base = `${base.slice(0, -3)}y`;
  else if (/(?:s|x|z|ch|sh)es$/.test(base)) base = base.slice(0, -2);
  else if (base.length > 3 && base.endsWith('s') && !/(?:ss|us|is)$/.test(base)) base = base.slice(0, -1);
  const suffix = /(?:ing|ied|ed)$/.exec(base)?.[0];
  if (suffix && !base.endsWith('eed')) {
    const rest = base.slice(0, -suffix.length);
    if (rest.length >= 2 && (suffix === 'ied' || vowel.test(rest)))
      base = suffix === 'ied' ? `${rest}y` : rest;
  }
  if (base.length > 2 && base.endsWith('e')) base = base.slice(0, -1);
  if (base.length > 2 && base.at(-1) === base.at(-2) && !vowel.test(base.at(-1) as string))
    base = base.slice(0, -1);
  return base.length > 2 && base.endsWith('y') ? `${base.slice(0, -1)}i` : base;
}

/** Endings of inflected words, longest first; what is left has at least four letters. */
const endings: Readonly<Record<string, readonly string[]>> = {
  ger: ['ungen', 'ten', 'ern', 'ung', 'en', 'er', 'es', 'em', 'te', 'st', 'e', 'n', 's', 't'],
  spa: [
    'iendo',
    'ando',
    'aron',
    'ieron',
    'amos',
    'emos',
    'imos',
    'ados',
    'adas',
    'idos',
    'idas',
    'ado',
    'ada',
    'ido',
    'ida',
    'es',
    'os',
    'as',
    'an',
    'en',
    'ar',
    'er',
    'ir',
    'a',
    'e',
    'o',
    's',
  ],
  fre: [
    'issons',
    'aient',
    'ions',
    'ons',
    'ent',
    'ais',
    'ait',
    'ees',
    'ez',
    'er',
    'ir',
    'ee',
    'es',
    'e',
    's',
    'x',
  ],
  ita: [
    'ando',
    'endo',
    'iamo',
    'ate',
    'ete',
    'ite',
    'ato',
    'ata',
    'ati',
    'are',
    'ere',
    'ire',
    'ano',
    'ono',
    'a',
    'e',
    'i',
    'o',
  ],
  por: [
    'ando',
    'endo',
    'indo',
    'amos',
    'emos',
    'ados',
    'adas',
    'ado',
    'ada',
    'ido',
    'ida',
    'ar',
    'er',
    'ir',
    'os',
    'as',
    'es',
    'a',
    'e',
    'o',
    's',
  ],
  dut: ['en', 'de', 'te', 'e', 's', 't'],
};
const sameAs: Readonly<Record<string, string>> = {
  deu: 'ger',
  fra: 'fre',
  nld: 'dut',
  en: 'eng',
  de: 'ger',
  es: 'spa',
  fr: 'fre',
  it: 'ita',
  pt: 'por',
  nl: 'dut',
};

/** A language code in one spelling ('en-US' is 'eng'); '' when the language is not known. */
function codeOf(language: string | null): string {
  const short = (language ?? '').toLowerCase().split(/[-_]/)[0] ?? '';
  return short === 'und' || short === 'zxx' ? '' : (sameAs[short] ?? short);
}

/** Whose rules apply: English for calls whose language is not known. */
export const rulesOf = (language: string | null): string => codeOf(language) || 'eng';

const caches = new Map<string, Map<string, string>>();
const cacheSize = 100_000;

/** The stem of a folded word by the rules of a language; languages without rules have only the word itself. */
export function stemOf(word: string, language: string): string {
  let cache = caches.get(language);
  if (!cache) {
    cache = new Map();
    caches.set(language, cache);
  }
  const known = cache.get(word);
  if (known !== undefined) return known;
  let stem = word;
  if (language === 'eng') stem = english(word);
  else {
    const ending = endings[language]?.find((end) => word.endsWith(end) && word.length - end.length >= 4);
    if (ending) stem = word.slice(0, -ending.length);
  }
  if (cache.size >= cacheSize) cache.clear();
  cache.set(word, stem);
  return stem;
}

/** Every form of a word that no rule covers, or null: its forms then begin with what `beginningOf` gives. */
export const formsOf = (stem: string): readonly string[] | null => formsOfStem.get(stem) ?? null;

/** What every form of a stem begins with: only the end of an English stem may be spelled in two ways (try, tries). */
export const beginningOf = (stem: string, language: string): string =>
  language === 'eng' && stem.endsWith('i') && stem.length > 2 ? stem.slice(0, -1) : stem;
