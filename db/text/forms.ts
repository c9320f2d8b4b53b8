import { spokenLanguage } from '../../electron/contract/language.ts';

/**
 * Other forms of a word, by small rules per language: inflections only (plural, tenses), never other words of the same root, and
 * compounds where they are written as one word. Two words are forms of one another when they have the same stem.
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

interface Rules {
  /** Endings of inflected words, as `foldWord` leaves them, longest first. */
  readonly endings: readonly string[];
  /** Letters left at least when an ending is taken off. */
  readonly least: number;
  /** Words are written on to each other: Vertrag and Verlängerung are in Vertragsverlängerung. */
  readonly compounds: boolean;
}

const rule = (endings: string, { least = 4, compounds = false } = {}): Rules => ({
  endings: endings.split(' ').sort((a, b) => b.length - a.length),
  least,
  compounds,
});

const czechAndSlovak = rule('ami emi imi ych ich eho emu ech ach um am ou em im ym y i a e u o', {
  least: 3,
});

/**
 * What is inflected by its ending, by language (`rulesOf`). Arabic, Persian and Hindi are those of Lucene's light stemmers; the others are the
 * cases, plurals and tenses of a school grammar.
 */
const rules: ReadonlyMap<string, Rules> = new Map(
  Object.entries({
    german: rule('ungen ten ern ung en er es em te st e n s t', { compounds: true }),
    dutch: rule('en de te e s t', { compounds: true }),
    swedish: rule(
      'ernas arnas ornas erna arna orna andet andes ades aste ade ens ets ern ar er or en et an as es at a e s n t',
      {
        compounds: true,
      },
    ),
    danish: rule('ernes erne ende ede ets ens ers er en et te es e s t', { compounds: true }),
    norwegian: rule('enes ene ende ede ets ens ers er en et te es e a s t', { compounds: true }),
    finnish: rule(
      'issa ista illa ilta ille ssa sta lla lta lle ksi tta iin een aan oon uun ien jen ita ina n a t i',
      {
        compounds: true,
      },
    ),
    spanish: rule(
      'iendo ando aron ieron amos emos imos ados adas idos idas ado ada ido ida es os as an en ar er ir a e o s',
    ),
    french: rule('issons aient ions ons ent ais ait ees ez er ir ee es e s x'),
    italian: rule('ando endo iamo ate ete ite ato ata ati are ere ire ano ono a e i o'),
    portuguese: rule('ando endo indo amos emos ados adas ado ada ido ida ar er ir os as es a e o s'),
    romanian: rule('urilor urile ilor elor ului uri lor ul le ii ei a e i u'),
    russian: rule(
      'иями ями ами иях ях ах ием ией ого его ому ему ыми ими ую юю ая яя ое ее ые ие ый ий ой ей ов ев ом ем ам ям ть ла ло ли ет ют ит ят у ю а я о е ы и ь й',
      { least: 3 },
    ),
    ukrainian: rule('ями ами ого ому ими ої ою ею ий ій ую ів ах ях ам ям ом ем і и у ю а я о е ї ь', {
      least: 3,
    }),
    polish: rule('ami ach owi ego emu ymi imi ych ich iem ow om ej ie em y i a e u o', { least: 3 }),
    czech: czechAndSlovak,
    slovak: czechAndSlovak,
    greek: rule('ουσ ων εσ ασ ησ οσ ου οι ια α η ο ι', { least: 3 }),
    turkish: rule(
      'larindan lerinden larinin lerinin larini lerini larina lerine larin lerin lardan lerden larda lerde lari leri lara lere lar ler indan inden inda inde nin nun dan den tan ten da de ta te in un yi yu ya ye si su i u a e',
    ),
    hungarian: rule(
      'oknak eknek aknak okat eket akat ban ben nak nek bol rol tol hoz hez val vel ok ek ak ot et at t k',
    ),
    hebrew: rule('יות יים ים ות', { least: 3 }),
    arabic: rule('ها ات ون ين ان يه ه ي', { least: 3 }),
    persian: rule('هايي هاي ها ترين تر ات ان ي', { least: 3 }),
    hindi: rule('ियों ियां ाओं ाएं ओं एं ों ें ीं ां े ी ि ा ो ु ू', { least: 2 }),
  }),
);

/** Whose rules apply in a call, by its language's code or name: English where that is not known. */
export const rulesOf = (language: string | null): string =>
  spokenLanguage(language).replace(/^norwegian .*/, 'norwegian') || 'english';

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
  if (language === 'english') stem = english(word);
  else {
    const known = rules.get(language);
    const ending = known?.endings.find(
      (end) => word.endsWith(end) && word.length - end.length >= known.least,
    );
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
  language === 'english' && stem.endsWith('i') && stem.length > 2 ? stem.slice(0, -1) : stem;

/** The forms of a word in one language. */
export interface WordForms {
  /** Every form begins with one of these, ... */
  readonly beginnings: readonly string[];
  /** ... or has this behind other letters; null where no words are written on to each other. */
  readonly inside: string | null;
  has(word: string): boolean;
}

/** Letters of each part of a compound at least. */
const leastOfCompound = 4;

/** The forms of a folded word by the rules of a language. */
export function wordForms(word: string, language: string): WordForms {
  const stem = stemOf(word, language);
  const irregular = formsOf(stem);
  if (irregular) return { beginnings: irregular, inside: null, has: (other) => irregular.includes(other) };
  const beginning = beginningOf(stem, language);
  const isForm = (other: string) => other.startsWith(beginning) && stemOf(other, language) === stem;
  if (!rules.get(language)?.compounds || stem.length < leastOfCompound)
    return { beginnings: [beginning], inside: null, has: isForm };
  // Schule, Schulbuch.
  const first = word.length > leastOfCompound && word.endsWith('e') ? word.slice(0, -1) : word;
  return {
    beginnings: [beginning],
    inside: stem,
    has(other) {
      if (isForm(other) || (other.startsWith(first) && other.length - word.length >= leastOfCompound))
        return true;
      for (let at = other.indexOf(stem, leastOfCompound); at > 0; at = other.indexOf(stem, at + 1))
        if (isForm(other.slice(at))) return true;
      return false;
    },
  };
}
