import { expect, test } from 'vitest';
import { keyOf } from './keys.tsx';

const key = (key: string, code: string, shiftKey = false) => keyOf({ key, code, shiftKey });

test('a Latin layout goes by the letter, wherever it lies', () => {
  expect(key('j', 'KeyC')).toBe('j'); // Dvorak
  expect(key('z', 'KeyW')).toBe('z'); // AZERTY
  expect(key('z', 'KeyY')).toBe('z'); // QWERTZ
  expect(key('J', 'KeyJ', true)).toBe('j');
  expect(key('ö', 'Semicolon')).toBe('ö');
  expect(key('ı', 'KeyI')).toBe('ı'); // Turkish
  expect(key('é', 'Digit2')).toBe('é');
  for (const sign of ['§', 'µ', '¿', '°', '€', '…']) expect(key(sign, 'Slash', true)).toBe(sign);
  expect(key('/', 'Digit7', true)).toBe('/'); // QWERTZ
  expect(key('?', 'Minus', true)).toBe('?');
  expect(key('.', 'Comma', true)).toBe('.'); // AZERTY
});

test('what is typed in another script goes by its place', () => {
  for (const [script, letters] of [
    ['Hebrew', { j: 'ח', k: 'ל', g: 'ע', s: 'ד', z: 'ז', f: 'כ' }],
    ['Russian', { j: 'о', k: 'л', g: 'п', s: 'ы', z: 'я', f: 'а' }],
    ['Greek', { j: 'ξ', k: 'κ', g: 'γ', s: 'σ', z: 'ζ', f: 'φ' }],
    ['Arabic', { j: 'ت', k: 'ن', g: 'ل', s: 'س', z: 'ئ', b: 'لا' }],
    ['Korean', { j: 'ㅓ', k: 'ㅏ', g: 'ㅎ', s: 'ㄴ', z: 'ㅋ', f: 'ㄹ' }],
    ['Thai', { j: '่', k: 'า', g: 'เ', s: 'ห', z: 'ผ', f: 'ด' }],
    ['Hindi', { j: 'र', k: 'क', g: 'ु', s: 'े', f: 'ि' }],
    ['Kana', { j: 'ま', k: 'の', g: 'き', s: 'と', z: 'つ', f: 'は' }],
  ] as const)
    for (const [latin, typed] of Object.entries(letters))
      expect(key(typed, `Key${latin.toUpperCase()}`), script).toBe(latin);
  expect(key('Щ', 'KeyO', true)).toBe('o');
});

test('signs that a layout has elsewhere or not at all lie where they do on a US keyboard', () => {
  expect(key('ظ', 'Slash')).toBe('/');
  expect(key('؟', 'Slash', true)).toBe('?');
  expect(key('б', 'Comma')).toBe(',');
  expect(key('Б', 'Comma', true)).toBe('<');
  expect(key('ץ', 'Period')).toBe('.');
  expect(key('Ю', 'Period', true)).toBe('>');
  expect(key('／', 'Slash')).toBe('/');
  expect(key('\u3000', 'Space')).toBe(' ');
  expect(key('٣', 'Digit3')).toBe('3');
  // One that the layout does type is that sign: Hebrew has its slash at Q, Russian its dot at the slash.
  expect(key('/', 'KeyQ')).toBe('/');
  expect(key('.', 'Slash')).toBe('.');
});

test('keys with a name keep it', () => {
  for (const name of ['Enter', 'Escape', 'ArrowLeft', 'F3', ' ', 'Dead', 'Process'])
    expect(key(name, 'KeyA')).toBe(name);
});
