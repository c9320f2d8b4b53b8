import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createNameMask } from '../../db/text/person-names.ts';
import type { CallDetail } from '../contract/call.ts';
import { maskBundle, withoutNames } from './mask.ts';

const parties = [
  ['Will Mark Hansen', 'company'],
  ['Ann O’Brien Jr.', 'customer'],
  ['田中太郎', 'customer'],
  ['김민수', 'company'],
  ['🦊', 'unknown'],
  [' ', 'unknown'],
  [null, 'unknown'],
] as const;
const call = { parties: parties.map(([name, side]) => ({ name, side })) } as unknown as CallDetail;

it.each([
  ['Will Mark Hansen will mark it, Hansen said', 'our side will mark it, our side said'],
  ['Annual reports for Ann. (Ann O’Brien Jr.)', 'Annual reports for the customer. (the customer.)'],
  ['田中太郎さんが話しました', 'the customerさんが話しました'],
  ['김민수가 AWS를', 'our side가 AWS를'],
  ['said 🦊', 'said a participant'],
  ['', ''],
])('“%s” without names is “%s”', (text, masked) => {
  expect(withoutNames(call, [text])).toEqual([masked]);
});

/** How texts look after masking, with people as 'P1', 'P2' … */
function mask(names: readonly string[], texts: readonly string[], also: readonly string[] = []) {
  const one = createNameMask(
    names.map((name, at) => ({ name, alias: `P${at + 1}` })),
    also,
  );
  return {
    out: texts.map(one.replace),
    left: one.counts().undecided.map(({ text }) => text),
    ...one.counts(),
  };
}

it.each([
  [['Levi, Dana'], 'Dana Levi, then LEVI DANA. levi said', 'P1, then P1. P1 said'],
  [['Dana Levi'], 'Levi, Dana; D. Levi and Dana L.', 'P1; P1 and P1.'],
  [['Jörg Müller-Lang'], 'Mueller-Lang, MÜLLER‑LANG or Muller Lang; Joerg, Jorgs', 'P1 or P1; P1'],
  [["Ann O'Brien"], 'O’Brien, O`Brien and obrien’s', 'P1 and P1’s'],
  [['Ann O’Brien'], "O'Brien's", "P1's"],
  [['José Núñez'], 'Jose Nunez, NUNEZ', 'P1'],
  [['Bo Li', 'Al Kim'], 'Bo met Al', 'P1 met P2'],
  [['דנה לוי'], 'דיברתי עם דנה, אמרתי לדנה ולוי הלך', 'דיברתי עם P1, אמרתי ל-P1 ו-P1 הלך'],
  [['محمد خالد'], 'قال محمد لمحمد', 'قال P1 ل-P1'],
  [
    ['王小明', '김민수'],
    '王小明说小明; 王先生, 국왕; 김민수가 민수 씨, 김과장',
    'P1说P1; P1先生, 국왕; P2가 P2 씨, P2과장',
  ],
  [['田中 太郎'], '田中さん、太郎、田中太郎', 'P1さん、P1'],
  [['Dana Levi (she/her) | Acme'], 'she is Dana of Acme', 'she is P1 of Acme'],
  [['Ludwig van Beethoven'], 'a van, Ludwig van Beethoven', 'a van, P1'],
])('people called %j are masked in “%s”', (names, text, masked) => {
  // Mentions beside each other may become one.
  const once = (of: string) =>
    of
      .replace(/(P\d)(?:[,、;]? (?=\1)|、(?=\1)|[,;] P1(?= or|$))/gu, '')
      .replace(/\b(P\d)(?:[,、; ]+\1\b)+/gu, '$1');
  expect(once(mask(names, [text]).out[0] as string)).toBe(once(masked));
});

it('what may as well be a word is left and told with its sentence, and masked on request', () => {
  const names = ['Will Rose', 'גל לוי', 'Анна Петрова'];
  const texts = ['It will rise. Will said: a rose', 'על הגל', 'с Анной'];
  const { out, left, undecided } = mask(names, texts);
  expect(out).toEqual(['It will rise. P1 said: a rose', 'על הגל', 'с Анной']);
  expect(left).toEqual(['will', 'rose', 'הגל', 'Анной']);
  expect(undecided[1]).toEqual({ text: 'rose', count: 1, example: 'It will rise. Will said: a rose' });
  expect(mask(names, texts, ['rose', 'הגל', 'Анной']).out).toEqual([
    'It will rise. P1 said: a P1',
    'על ה-P2',
    'с P3',
  ]);
});

it('words of every sentence are no names in small letters, and are asked about with a capital', () => {
  const { out, left } = mask(['An Do'], ['an offer to do. An offer; An Do, Do An']);
  expect(out).toEqual(['an offer to do. An offer; P1, P1']);
  expect(left).toEqual(['An']);
});

it('a part that two people share is either’s', () => {
  expect(mask(['Dana Levi', 'Dana Cohen'], ['Dana said, Dana Cohen too']).out).toEqual([
    'P1 or P2 said, P2 too',
  ]);
});

it('whatever the names and texts, masking ends and leaves no full name', () => {
  const name = fc.string({ unit: fc.constantFrom(...'abÜéŁ王李김민דגمح ’-.,'), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.array(name, { maxLength: 4 }), fc.array(name), (names, texts) => {
      const { masked } = mask(names, [texts.join(' ')]);
      for (const { count } of masked) expect(count).toBeGreaterThan(0);
    }),
    { numRuns: 300 },
  );
});

const person = (over: object) => ({
  name: null,
  currentName: null,
  emailAddress: null,
  phoneNumber: null,
  company: null,
  side: 'customer',
  context: [],
  ...over,
});
const detail = {
  title: 'Globex review',
  host: null,
  account: 'Globex Inc.',
  meta: [],
  comments: [],
  scorecards: [],
  library: [],
  parties: [
    person({ name: 'Dana Levi', emailAddress: 'dlevi@globex.example', phoneNumber: '+972 54-123-4567' }),
    person({ emailAddress: 'maria.santos@globex.example' }),
    person({ name: 'Ada', side: 'company', company: 'Initech GmbH' }),
  ],
} as unknown as CallDetail;

it.each([
  ['call 054-123-4567 or +1 (415) 555-2671', 'call [phone] or [phone]'],
  ['in 2025-01-06 09:42, 10 000 000 or 1.234.567.890, host 192.168.100.200', null],
  ['order 7782342274025937895, 30/11/2026', null],
  ['write to a.b+c@globex.example', 'write to [email]'],
  [
    'at Globex, globex.example or GLOBEX INC',
    'at Customer company 1, Customer company 2 or Customer company 1',
  ],
  ['we at Initech; maria said', 'we at Our company; maria said'],
])('contacts and companies: “%s”', (brief, masked) => {
  const { bundle } = maskBundle(
    { call: { ...detail, brief }, transcript: null, record: {} },
    { names: false, contacts: true, companies: true, also: [] },
  );
  expect(bundle.call.brief).toBe(masked ?? brief);
  expect(bundle.record).toBeNull();
  expect(JSON.stringify(bundle)).not.toMatch(/dlevi@|4567/);
});

it('people shown by their address alone are masked by the names in it', () => {
  const { bundle, counts } = maskBundle(
    { call: { ...detail, brief: 'Maria Santos and dlevi agree' }, transcript: null, record: {} },
    { names: true, contacts: false, companies: false, also: [] },
  );
  expect(bundle.call.brief).toBe('Person and Customer 1 agree');
  expect(counts.masked.map(({ text }) => text)).toContain('Maria Santos');
});
