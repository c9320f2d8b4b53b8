import { expect, it } from 'vitest';
import { cliticsOf } from './clitics.ts';

const has = (word: string, ...others: string[]) => others.filter((other) => cliticsOf(word).has(other));

it('knows a Hebrew word by its prefixes, and the word that a prefix was written to', () => {
  const found = ['התקציב', 'בתקציב', 'ובתקציב', 'כשהתקציב', 'שבתקציב', 'מהתקציב', 'ולתקציב'];
  expect(has('תקציב', ...found)).toEqual(found);
  expect(has('התקציב', 'תקציב', 'בתקציב')).toEqual(['תקציב', 'בתקציב']);
  expect(has('ובתקציב', 'תקציב')).toEqual(['תקציב']);
});

it('knows an Arabic word by article, conjunctions, prepositions and pronouns', () => {
  const found = ['العميل', 'والعميل', 'للعميل', 'بالعميل', 'لعميل', 'وعميل', 'فبالعميل', 'عميلنا', 'وعميلها'];
  expect(has('عميل', ...found)).toEqual(found);
  expect(has('العميل', 'عميل', 'للعميل')).toEqual(['عميل', 'للعميل']);
  // A feminine ending changes before a pronoun.
  expect(has('شركه', 'الشركه', 'شركتنا')).toEqual(['الشركه', 'شركتنا']);
});

it('takes nothing from or to a word that is too short for it, and knows no other script', () => {
  expect(cliticsOf('לב').size).toBe(0);
  expect(has('כלב', 'לב')).toEqual([]);
  expect(has('משרד', 'שרד')).toEqual([]);
  expect(cliticsOf('من').size).toBe(0);
  expect(has('ولد', 'لد')).toEqual([]);
  for (const word of ['price', 'цена', 'τιμη', '値', '', 'a']) expect(cliticsOf(word).size).toBe(0);
});

it('looks for so few other words that a key typed can afford it', () => {
  for (const word of ['תקציב', 'ולכשהתקציב', 'والعميل', 'شركه', 'ዋጋ']) {
    expect(cliticsOf(word).size).toBeLessThan(700);
    expect(cliticsOf(word).has(word)).toBe(false);
  }
});
