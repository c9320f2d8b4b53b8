import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { countsOf, excerpt, hasAny, mark } from './mark.ts';
import { type Term, termOf } from './terms.ts';

const term = (text: string, prefix = false) => termOf(text, prefix) as Term;

it('marks words, phrases and beginnings, without case and diacritics', () => {
  expect(mark('A Remote, remotes remote-control.', [term('remote')])).toBe(
    'A \uE000Remote\uE001, remotes \uE000remote\uE001-control.',
  );
  expect(mark('the remote  control', [term('remote control')])).toBe('the \uE000remote  control\uE001');
  expect(mark('battery bat rebat', [term('bat', true)])).toBe('\uE000battery\uE001 \uE000bat\uE001 rebat');
  expect(mark('Café CAFÉ cafe', [term('cafe')])).toBe('\uE000Café\uE001 \uE000CAFÉ\uE001 \uE000cafe\uE001');
});

it('marks the same whether an expression or our own walk looks: accents, ligatures, punctuation of any kind', () => {
  const letters = fc.constantFrom(...'aáàãeéÉñÑnßøcçiİıöo1²ªжЯё+_', ...' ,.¿«»-_’“…\u00a0\u200b');
  const texts = fc.string({ unit: letters, maxLength: 40 });
  fc.assert(
    fc.property(texts, texts, fc.boolean(), (text, word, prefix) => {
      const found = termOf(word.slice(0, 6), prefix);
      fc.pre(found !== null);
      const terms = [found as Term];
      // A letter that the expression does not know, far off, has the text walked.
      expect(mark(`${text} 東`, terms)).toBe(`${mark(text, terms)} 東`);
      expect(hasAny(`${text} 東`, terms)).toBe(hasAny(text, terms));
      expect(countsOf(`${text} 東`, terms)).toEqual(countsOf(text, terms));
    }),
    { numRuns: 3000 },
  );
});

it('marks a text the same, whatever was looked through before with the same terms', () => {
  const terms = [term('battery')];
  const marked = mark('battery, battery', terms);
  expect(hasAny('so then: battery', terms)).toBe(true);
  expect(mark('battery, battery', terms)).toBe(marked);
});

it('marks a run of characters inside a text without spaces', () => {
  expect(mark('サポート体制について', [term('体制')])).toBe('サポート\uE000体制\uE001について');
  expect(mark('東京都の天気', [term('京都')])).toBe('東\uE000京都\uE001の天気');
});

it('adds nothing but marks, and marks cannot be forged', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 1 }), (text, word) => {
      const found = termOf(word, true);
      const marked = mark(text, found ? [found] : []);
      expect(marked.replace(/[\uE000\uE001]/g, '')).toBe(text.replace(/[\uE000\uE001]/g, ' '));
    }),
  );
  expect(mark('\uE000forged\uE001', [])).toBe(' forged ');
});

it('cuts a long text around its matches', () => {
  const text = `${'word '.repeat(200)}battery ${'word '.repeat(200)}`;
  const cut = excerpt(text, [term('battery')]);
  expect(cut).toContain('\uE000battery\uE001');
  expect(cut.length).toBeLessThan(300);
});

it('cuts a text that has few spaces or none, and keeps the match and its letters whole', () => {
  for (const filler of ['สิทธิมนุษยชน', '人権は普遍', 'የሰብዓዊ፡መብቶች፡', '𞤲𞤫𞤯𞥆']) {
    const run = filler.repeat(40);
    for (const text of [`${run}ราคา${run}`, `${run} ${run.slice(0, -2)}ราคา${run} ${run}`]) {
      const cut = excerpt(text, [term('ราคา')]);
      expect(cut).toContain('\uE000ราคา\uE001');
      expect(cut.length).toBeLessThan(300);
      expect(cut.replace(/^… | …$/g, '')).not.toMatch(/^\p{M}|\ufffd/u);
    }
  }
});
