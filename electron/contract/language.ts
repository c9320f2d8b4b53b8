/*
 * Languages by name. Gong writes the codes of ISO 639-2/B, with und for a language that it does not know and zxx where hardly anything is
 * said; names come from CLDR, which knows the terminological and two-letter codes. The core names languages: the view shows what it is told.
 */

/** The codes of ISO 639-2/B that differ from the terminological ones (Library of Congress, all twenty). */
const terminological: Readonly<Record<string, string>> = {
  alb: 'sqi',
  arm: 'hye',
  baq: 'eus',
  bur: 'mya',
  chi: 'zho',
  cze: 'ces',
  dut: 'nld',
  fre: 'fra',
  geo: 'kat',
  ger: 'deu',
  gre: 'ell',
  ice: 'isl',
  mac: 'mkd',
  mao: 'mri',
  may: 'msa',
  per: 'fas',
  rum: 'ron',
  slo: 'slk',
  tib: 'bod',
  wel: 'cym',
};
/** As ISO 639-2 calls them. */
const special: Readonly<Record<string, string>> = {
  und: 'Undetermined',
  zxx: 'No linguistic content',
  mul: 'Multiple languages',
  mis: 'Uncoded languages',
};

let english: Intl.DisplayNames | null = null;
const names = new Map<string, string | null>();
/** Codes remembered at most: queries may hold anything. */
const rememberedAtMost = 2000;

function nameOf(code: string): string | null {
  const [language = '', ...regions] = code.trim().toLowerCase().split(/[-_]/);
  if (!/^[a-z]{2,3}$/.test(language)) return null;
  if (special[language] !== undefined) return special[language];
  english ??= new Intl.DisplayNames('en', {
    type: 'language',
    fallback: 'none',
    languageDisplay: 'standard',
  });
  try {
    // CLDR's name for Bengali is the language's own, which no other list of languages has.
    return (
      english
        .of([terminological[language] ?? language, ...regions].join('-'))
        ?.replace('Bangla', 'Bengali') ?? null
    );
  } catch {
    // No language tag.
    return null;
  }
}

/** The English name of the language of a code (ISO 639-1, 639-2/B, 639-2/T, or a tag with script or region); null for what is none. */
export function languageOfCode(code: string): string | null {
  let name = names.get(code);
  if (name === undefined) {
    name = nameOf(code);
    if (names.size >= rememberedAtMost) names.clear();
    names.set(code, name);
  }
  return name;
}

/** What is shown of a language: its name, or what Gong says when that is no code that is known. */
export const languageName = (code: string): string => languageOfCode(code) ?? code;

/** A language, by its code or name, without script and region, in small letters; '' when it is not known. */
export function spokenLanguage(code: string | null): string {
  const name = languageName((code ?? '').trim()).replace(/ \(.*\)$/, '');
  return name === special['und'] || name === special['zxx'] ? '' : name.toLowerCase();
}

/** Whether a value of a query names a language: a code that one alone (and, but for whole values, with any script or region), else a part of its name. */
export function namesLanguage(text: string, exact: boolean, name: string): boolean {
  const wanted = languageOfCode(text);
  if (wanted !== null) return name === wanted || (!exact && name.startsWith(`${wanted} (`));
  const [one, other] = [name.toLowerCase(), text.trim().toLowerCase()];
  return exact ? one === other : one.includes(other);
}
