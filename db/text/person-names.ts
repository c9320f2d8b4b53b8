import type { MaskCounts } from '../../electron/contract/call.ts';
import { isLetterWord, type PlacedWord, placedWords } from '../../electron/contract/words/cut.ts';
import { foldWord } from '../../electron/contract/words/fold.ts';
import { cliticsOf } from './clitics.ts';

/*
 * Finding people's names in text, however they are written: in either order, in any case, without accents or with German umlauts spelled
 * out, with any apostrophe or hyphen, with Hebrew and Arabic prefixes, with a genitive s, in Chinese, Japanese and Korean with or without
 * the family name. What may as well be a word of the language is not decided here: it is told.
 */

/** A name and what stands in its place. Several names may share an alias. */
export interface NameAlias {
  readonly name: string;
  readonly alias: string;
  /** A company: its words stand in this order, and its first one alone only with a capital. */
  readonly company?: boolean;
}

/** Masks names in text after text, and counts. */
interface NameMask {
  /** The text with names replaced. */
  replace(text: string): string;
  /** What was found in the texts so far. */
  counts(): Pick<MaskCounts, 'masked' | 'undecided'>;
}

/** Titles, degrees and generations: never a name, and no part of one that stands alone. */
const titles = new Set(
  'dr prof mr mrs ms miss mx sir herr frau mme mlle jr sr ii iii iv phd md mba esq she her hers he him his they them the and und'.split(
    ' ',
  ),
);
/** Between a given and a family name, and a word of the language elsewhere. */
const particles = new Set(
  'de da di do dos das del della der den van von zu zur la le bin ibn abu ter ten'.split(' '),
);
/**
 * English, German, French and Spanish words that are also names of many people: in small letters they are taken for the word. From the
 * lists of given and family names of the census of the United States, by reading.
 */
const alsoWords = new Set(
  (
    'art bill bob buck bud carol chance chase chuck chip clay cliff daisy dale dawn dean dick don drew earl eve faith fern flora frank gene ' +
    'ginger glen grace grant guy harry heath hazel holly hope iris ivy jack jade jay jean jewel jimmy joy june kit lance laurel lee lily lou ' +
    'mark marshall mat matt max may mercy merry mike miles mo nick olive pat pearl peg penny peter piper pierce poppy ray rich rob robin rock ' +
    'rod roman rose ruby rusty sage sally sandy sky sonny stew sue summer sunny terry tony trip troy victor vic violet wade ward will woody ' +
    'april august autumn dolly jasmine angel precious star storm rain river forest bishop king duke prince major bailey ' +
    'young long short brown white black green gray grey price cook baker best love small little man hand bush day field fields fox hill wood ' +
    'woods stone sharp strong swift wise bell bird bond booth bowman brook brooks burns butler carpenter carter case castle church clark close ' +
    'cross curry diamond english farmer fish fisher flowers ford foster fowler francis french frost gates glass gold golden good goodman ' +
    'hardy hart hood house hunt hunter key knight lamb land lane law line lion lock love low lucky marks mason means merchant miller mills moon ' +
    'moore noble north oak page paige parish park parker parks patience pond pool pope porter post potter power powers pride queen reader ' +
    'rice rivers rush sales savage shepherd singer skinner snow south spring stark steel street sweet tanner taylor temple thorn walker ' +
    'wall waters weaver webb wells west wheeler winter winters wolf worth gross klein lang kurz neu alt weiss schwarz braun koch jung fuchs ' +
    'bach berg sommer winter sonne vogel wolf stein lange kaiser konig richter bauer petit grand blanc noir roi bon belle luz sol cruz flores'
  ).split(' '),
);
/** Ends of companies' names that people leave out. */
const legalForms = new Set(
  'inc incorporated corp corporation co company llc ltd limited plc gmbh ag se kg bv nv sa sas sarl srl spa oy ab as aps kk pte pty group holding holdings'.split(
    ' ',
  ),
);
/** Words of every English sentence that are also names: in small letters they are words, with a capital nobody knows. */
const functionWords = new Set(
  'am an and as at be but by do du es for go he i if in is it me my no not of on or so the to up us we you'.split(
    ' ',
  ),
);
/** Titles written behind a name in Chinese, Japanese and Korean: they tell that a family name alone is one. */
const behind =
  /^\s?(?:先生|女士|小姐|太太|总|總|老师|老師|经理|經理|主任|さん|さま|様|氏|君|くん|ちゃん|部長|課長|社長|씨|님|선생|과장|부장|대리|사장|팀장)/u;
/** What may stand between two words of one name; a full stop with a space behind it only after an initial. */
const joint = /^(?:[\s,·・'’‘ʼ`´\-‐-―_]{0,3}|\.)$/u;
/** What may stand between the letters of a Chinese, Japanese or Korean name, and between the words of a company's. */
const runJoint = /^[\s·・,.&'’‐-―-]{0,3}$/u;
const afterInitial = /^\.?\s?$/u;
const umlauts: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe' };
/** Scripts of languages that decline names. */
const inflected = /^[\p{Script=Cyrillic}\p{Script=Greek}]+$/u;
/** Letters that a word must have, for a part of a name in small letters not to be left undecided. */
const sureLetters = 3;
const examplesAtMost = 500;

/** What a word of a text may be: a word of these names. */
interface Part {
  readonly owner: Owner;
  /** The word of the name that it is. */
  readonly of: string;
  /** Letters at its start that are no part of the name: a Hebrew or Arabic prefix. */
  readonly prefix: number;
}
interface Owner {
  readonly alias: string;
  /** Titles in the name: they go with it. */
  readonly titles: string[];
}
/** A name, or an end of it, in a script of which each letter is a word. */
interface Run {
  readonly words: readonly string[];
  readonly alias: string;
  /** What must be seen for a part so short to be a name: a title behind it, or a capital. */
  readonly needs: 'title' | 'capital' | null;
}

/** The name without what is said of a person in brackets or behind a bar. */
const bareName = (name: string): string =>
  name
    .replace(/[([{<（【].*?(?:[)\]}>）】]|$)/gu, ' ')
    .split(/\s[-–—|@/]\s|\|/u)[0]
    ?.trim() ?? '';

/** The words of a person's name and how they are written there, without titles and what is said of them in brackets. */
export function nameWords(name: string): readonly { readonly word: string; readonly written: string }[] {
  const text = bareName(name) || name;
  const words = placedWords(text).map(({ word, from, to }) => ({ word, written: text.slice(from, to) }));
  const bare = words.filter(({ word }) => !titles.has(word));
  return bare.length > 0 ? bare : words;
}

/** Other ways to write a word of a name, as `placedWords` folds them: umlauts spelled out, a genitive, prefixes written on to it. */
export function otherForms(word: string, written: string): readonly { form: string; prefix: number }[] {
  const spelled = foldWord(written.toLowerCase().replace(/[äöüåø]/g, (letter) => umlauts[letter] as string));
  const forms = spelled === word ? [] : [{ form: spelled, prefix: 0 }];
  // A German or Scandinavian genitive; in English the apostrophe parts it.
  if (/^\p{Script=Latin}{4,}$/u.test(word)) forms.push({ form: `${word}s`, prefix: 0 });
  for (const form of cliticsOf(word))
    if (form.endsWith(word)) forms.push({ form, prefix: [...form].length - [...word].length });
  if (/^[\u05d0-\u05ea]{2}$/.test(word))
    for (const prefix of 'והבלכמש') forms.push({ form: prefix + word, prefix: 1 });
  return forms;
}

/** Whether a word of a name, alone, tells the name where its owner is present; `isCapital`: it is not written in small letters. */
export const tellsName = (word: string, isCapital: boolean): boolean =>
  [...word].length >= sureLetters &&
  !particles.has(word) &&
  !functionWords.has(word) &&
  (isCapital || !alsoWords.has(word));

/** Whether nothing in a text is a capital, though it has letters that could be. */
export const isSmall = (text: string): boolean => text === text.toLowerCase() && text !== text.toUpperCase();

/** A mask for these names; the first of two equal ones holds. */
export function createNameMask(names: readonly NameAlias[], also: readonly string[] = []): NameMask {
  const { parts, runs, pictures } = formsOf(names);
  const alsoMasked = new Set(also.flatMap((text) => placedWords(text).map(({ word }) => word)));
  const { noteMasked, noteUndecided, counts } = countNames();

  /** An inflected form, perhaps: a name of four letters and more, or it without its last letter, with an ending. */
  const stems = new Map(
    [...parts].flatMap(([word, [part]]) =>
      part && word.length >= 4 && inflected.test(word)
        ? [[word.slice(0, -1), part.owner.alias] as const]
        : [],
    ),
  );
  const aliasOfForm = (word: string): string | null => {
    if (!inflected.test(word)) return null;
    for (const [stem, alias] of stems)
      if (word.startsWith(stem) && word.length <= stem.length + 4) return alias;
    return null;
  };

  /** A run of letters that is a name here; null: none. */
  function runAt(text: string, places: readonly PlacedWord[], at: number) {
    for (const run of runs.get((places[at] as PlacedWord).word) ?? []) {
      const last = places[at + run.words.length - 1];
      if (!last || !run.words.every((word, index) => places[at + index]?.word === word)) continue;
      const gaps = run.words.slice(1).every((_, index) => {
        const [a, b] = [places[at + index], places[at + index + 1]] as [PlacedWord, PlacedWord];
        return runJoint.test(text.slice(a.to, b.from));
      });
      const first = text.slice((places[at] as PlacedWord).from, last.to);
      const seen =
        run.needs === 'title' ? behind.test(text.slice(last.to)) : run.needs === null || !isSmall(first);
      if (gaps && seen) return { run, end: last.to };
    }
    return null;
  }

  /** The longest stretch of words of one name from here on, for each owner that has the longest. */
  function stretchAt(text: string, places: readonly PlacedWord[], at: number) {
    let best: { owners: Set<Owner>; length: number; parts: Part[] } | null = null;
    for (const first of parts.get((places[at] as PlacedWord).word) ?? []) {
      const found = [first];
      for (let next = at + 1; next < places.length; next++) {
        const [a, b] = [places[next - 1], places[next]] as [PlacedWord, PlacedWord];
        const gap = text.slice(a.to, b.from);
        if (!joint.test(gap) && !(a.word.length === 1 && afterInitial.test(gap))) break;
        const part = parts.get(b.word)?.find(({ owner, prefix }) => owner === first.owner && prefix === 0);
        const initial = b.word.length === 1 && !part && initialOf(first.owner, b.word);
        if (gap.includes(',') && particles.has((found.at(-1) as Part).of)) break;
        // The same word again is the next mention of the name, or a word of the language.
        if ((!part && !initial) || found.some(({ of }) => of === (part?.of ?? b.word))) break;
        found.push(part ?? { owner: first.owner, of: b.word, prefix: 0 });
      }
      const whole = wordsOfOwner.get(first.owner)?.size ?? 0;
      while (found.length > 1 && found.length < whole && particles.has((found.at(-1) as Part).of))
        found.pop();
      if (!best || found.length > best.length)
        best = { owners: new Set([first.owner]), length: found.length, parts: found };
      else if (found.length === best.length) best.owners.add(first.owner);
    }
    return best;
  }
  const initialOf = (owner: Owner, letter: string): boolean => initials.get(owner)?.has(letter) ?? false;
  const initials = new Map<Owner, Set<string>>();
  const wordsOfOwner = new Map<Owner, Set<string>>();
  for (const { owner, of } of [...parts.values()].flat()) {
    initials.set(owner, (initials.get(owner) ?? new Set()).add(of[0] as string));
    wordsOfOwner.set(owner, (wordsOfOwner.get(owner) ?? new Set()).add(of));
  }

  /** Whether a word of a text is a part of a name for sure; false: it may as well be a word. */
  function isSureWord(text: string, { word, from, to }: PlacedWord, part: Part): boolean {
    if (alsoMasked.has(word) || alsoMasked.has(part.of)) return true;
    if (part.of.length === 1 || particles.has(part.of) || functionWords.has(part.of)) return false;
    if (part.prefix > 0 && part.of.length < sureLetters) return false;
    const small = isSmall(text.slice(from, to));
    return !small || (part.of.length >= sureLetters && !alsoWords.has(part.of));
  }

  /** Whether a stretch is a name: one of its words is for sure, or it is the whole of one. */
  function isSure(text: string, places: readonly PlacedWord[], at: number, found: readonly Part[]): boolean {
    if (found.some((part, index) => isSureWord(text, places[at + index] as PlacedWord, part))) return true;
    const whole = wordsOfOwner.get((found[0] as Part).owner);
    return found.length > 1 && whole !== undefined && found.length >= whole.size;
  }

  function replace(text: string): string {
    const places = placedWords(text);
    let out = '';
    let done = 0;
    const put = (from: number, to: number, alias: string) => {
      noteMasked(text.slice(from, to), alias);
      out += text.slice(done, from) + alias;
      done = to;
    };
    for (let at = 0; at < places.length; at++) {
      const { from, word } = places[at] as PlacedWord;
      const run = runAt(text, places, at);
      if (run) {
        put(from, run.end, run.run.alias);
        at += run.run.words.length - 1;
        continue;
      }
      const stretch = stretchAt(text, places, at);
      if (!stretch) {
        const { to } = places[at] as PlacedWord;
        const alias = aliasOfForm(word);
        if (alias && alsoMasked.has(word)) put(from, to, alias);
        else if (alias) noteUndecided(text, from, to);
        continue;
      }
      const last = places[at + stretch.length - 1] as PlacedWord;
      if (!isSure(text, places, at, stretch.parts)) {
        const [first] = stretch.parts;
        // A particle or an initial alone says nothing.
        const says = first && first.of.length > 1 && !particles.has(first.of);
        const word = functionWords.has(first?.of ?? '') && isSmall(text.slice(from, last.to));
        if (says && !word) noteUndecided(text, from, last.to);
        at += stretch.length - 1;
        continue;
      }
      const prefix = from + lettersLength(text.slice(from, last.to), (stretch.parts[0] as Part).prefix);
      const owners = [...stretch.owners];
      const alias = [...new Set(owners.map((owner) => owner.alias))].join(' or ');
      const before = places[at - 1];
      const initial =
        before !== undefined &&
        before.from >= done &&
        before.word.length === 1 &&
        /^\.\s?$/.test(text.slice(before.to, from)) &&
        owners.some((owner) => initialOf(owner, before.word));
      at += stretch.length - 1;
      const title = places[at + 1];
      const titled =
        title !== undefined &&
        joint.test(text.slice(last.to, title.from)) &&
        owners.some(({ titles: own }) => own.includes(title.word));
      if (titled) at += 1;
      put(initial ? before.from : prefix, titled ? title.to : last.to, prefix > from ? `-${alias}` : alias);
    }
    return pictures.reduce((all, { name, alias }) => all.replaceAll(name, alias), out + text.slice(done));
  }

  return { replace, counts };
}

/** Counts of what was masked and what was left. */
function countNames() {
  const masked = new Map<string, { text: string; alias: string; count: number }>();
  const undecided = new Map<string, { text: string; count: number; example: string }>();

  const noteMasked = (text: string, alias: string) => {
    const key = `${alias}\0${text}`;
    const entry = masked.get(key) ?? { text, alias, count: 0 };
    masked.set(key, { ...entry, count: entry.count + 1 });
  };
  const noteUndecided = (text: string, from: number, to: number) => {
    const word = text.slice(from, to);
    const entry = undecided.get(word);
    if (entry) entry.count += 1;
    else if (undecided.size < examplesAtMost)
      undecided.set(word, { text: word, count: 1, example: text.slice(Math.max(0, from - 40), to + 40) });
  };
  const counts: NameMask['counts'] = () => ({
    masked: [...masked.values()],
    undecided: [...undecided.values()],
  });
  return { noteMasked, noteUndecided, counts };
}

/** UTF-16 units of the first letters of a text with their marks. */
function lettersLength(text: string, letters: number): number {
  if (letters === 0) return 0;
  return new RegExp(`^(?:\\p{L}\\p{M}*){${letters}}`, 'u').exec(text)?.[0].length ?? 0;
}

/** Everything that stands for a name in a text. */
function formsOf(names: readonly NameAlias[]) {
  const parts = new Map<string, Part[]>();
  const runs = new Map<string, Run[]>();
  const pictures: NameAlias[] = [];
  const owners = new Map<string, Owner>();

  const addPart = (word: string, owner: Owner, of: string, prefix = 0) => {
    const list = parts.get(word) ?? [];
    if (list.some((part) => part.owner === owner && part.prefix <= prefix)) return;
    parts.set(word, [...list, { owner, of, prefix }]);
  };
  const addRun = (words: readonly string[], alias: string, needs: Run['needs'] = null) => {
    const [first] = words;
    if (first === undefined) return;
    const list = runs.get(first) ?? [];
    if (list.some((run) => run.words.join() === words.join())) return;
    runs.set(
      first,
      [...list, { words, alias, needs }].sort((a, b) => b.words.length - a.words.length),
    );
  };
  const addLetters = (letters: readonly string[], alias: string) => {
    addRun(letters, alias);
    for (let length = 2; length < letters.length; length++) {
      addRun(letters.slice(0, length), alias);
      addRun(letters.slice(-length), alias);
    }
    if (letters.length <= 4) addRun(letters.slice(0, 1), alias, 'title');
  };

  const addCompany = (name: string, alias: string) => {
    const words = placedWords(name).map(({ word }) => word);
    addRun([...words], alias);
    while (words.length > 1 && legalForms.has(words.at(-1) as string)) words.pop();
    addRun(words, alias);
    const [first = ''] = words;
    if (words.length > 1 && first.length >= 4 && !alsoWords.has(first)) addRun([first], alias, 'capital');
  };

  for (const { name, alias, company } of names) {
    if (company) {
      addCompany(name, alias);
      continue;
    }
    const bare = bareName(name) || name;
    const places = placedWords(bare);
    if (places.length === 0) {
      if (name !== '') pictures.push({ name, alias });
      continue;
    }
    const owner = owners.get(alias) ?? { alias, titles: [] };
    owners.set(alias, owner);
    // Letters of one writing stand together; a space among them parts family and given name.
    const letters = places.filter(({ word }) => isLetterWord(word));
    if (letters.length > 0) {
      addLetters(
        letters.map(({ word }) => word),
        alias,
      );
      for (const group of bare.split(/[\s·・]+/u)) {
        const words = placedWords(group)
          .map(({ word }) => word)
          .filter(isLetterWord);
        if (words.length > 1) addRun(words, alias);
      }
    }
    const words = places.filter(({ word }) => !isLetterWord(word) && !titles.has(word));
    owner.titles.push(...places.map(({ word }) => word).filter((word) => titles.has(word)));
    for (const { word, from, to } of words) {
      addPart(word, owner, word);
      for (const { form, prefix } of otherForms(word, bare.slice(from, to)))
        addPart(form, owner, word, prefix);
    }
    // O’Brien written as one word, Müller-Lang without its hyphen.
    for (let at = 0; at + 1 < words.length; at++) {
      const [a, b] = [words[at], words[at + 1]] as [PlacedWord, PlacedWord];
      if (/^['’‘ʼ`´\-‐-―]$/u.test(bare.slice(a.to, b.from))) addPart(a.word + b.word, owner, a.word + b.word);
    }
  }
  return { parts, runs, pictures };
}
