import { fold } from './words/fold.ts';

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

/**
 * Which of some names a value of a query means, by their places: a code means its language alone and, but for whole values, with any script
 * or region; other text, and a code of which there is none, the names it is a part of.
 */
export function languagesNamed(text: string, exact: boolean, known: readonly string[]): ReadonlySet<number> {
  const which = (test: (name: string) => boolean) =>
    new Set(known.flatMap((name, at) => (test(name) ? [at] : [])));
  const language = languageOfCode(text);
  if (language !== null) {
    const found = which((name) => name === language || (!exact && name.startsWith(`${language} (`)));
    if (found.size > 0 || exact) return found;
  }
  const wanted = fold(text.trim());
  return which((name) => (exact ? fold(name) === wanted : fold(name).includes(wanted)));
}
