import { expect, it } from 'vitest';
import { languageName, languageOfCode, languagesNamed, spokenLanguage } from './language.ts';

it.each([
  ['ger', 'German'],
  ['deu', 'German'],
  ['de', 'German'],
  ['GER', 'German'],
  ['eng', 'English'],
  ['en-US', 'English (United States)'],
  ['eng_US', 'English (United States)'],
  ['chi', 'Chinese'],
  ['zho', 'Chinese'],
  ['zh', 'Chinese'],
  ['alb', 'Albanian'],
  ['arm', 'Armenian'],
  ['baq', 'Basque'],
  ['bur', 'Burmese'],
  ['cze', 'Czech'],
  ['dut', 'Dutch'],
  ['fre', 'French'],
  ['geo', 'Georgian'],
  ['gre', 'Greek'],
  ['ice', 'Icelandic'],
  ['mac', 'Macedonian'],
  ['mao', 'Māori'],
  ['may', 'Malay'],
  ['per', 'Persian'],
  ['rum', 'Romanian'],
  ['slo', 'Slovak'],
  ['tib', 'Tibetan'],
  ['wel', 'Welsh'],
  ['heb', 'Hebrew'],
  ['ben', 'Bengali'],
  ['bn-BD', 'Bengali (Bangladesh)'],
  ['jpn', 'Japanese'],
  ['hin', 'Hindi'],
  ['und', 'Undetermined'],
  ['zxx', 'No linguistic content'],
  ['qqq', 'qqq'],
  ['German', 'German'],
  ['tlh-nonsense-x', 'tlh-nonsense-x'],
  ['', ''],
  ['e n', 'e n'],
])('%s is %s', (code, name) => {
  expect(languageName(code)).toBe(name);
});

it('a script is told', () => {
  expect(languageOfCode('zh-Hans')).toMatch(/^Chinese \(Simplified/);
});

it('the language of a call is the same however it is written', () => {
  for (const code of ['ger', 'deu', 'de', 'de-AT', 'German', 'german', ' ger '])
    expect(spokenLanguage(code), code).toBe('german');
  for (const code of [null, '', 'und', 'zxx', 'Undetermined']) expect(spokenLanguage(code)).toBe('');
});

it('a code names its language only, other text the names it is in', () => {
  const known = ['Bengali', 'English', 'English (United States)', 'German', 'Undetermined', 'Māori'];
  const named = (text: string, exact = false) =>
    [...languagesNamed(text, exact, known)].map((at) => known[at] as string);
  expect(named('eng')).toEqual(['English', 'English (United States)']);
  expect(named('en', true)).toEqual(['English']);
  expect(named('en-US', true)).toEqual(['English (United States)']);
  expect(named('germ')).toEqual(['German']);
  expect(named('germ', true)).toEqual([]);
  expect(named('GERMAN', true)).toEqual(['German']);
  expect(named('de')).toEqual(['German']);
  expect(named('maori', true)).toEqual(['Māori']);
  // Mandingo, of which there is none.
  expect(named('man')).toEqual(['German']);
  expect(named('man', true)).toEqual([]);
});
