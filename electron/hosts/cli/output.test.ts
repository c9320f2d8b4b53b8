import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { isTest, root, sources } from '../../../test/support/modules.ts';
import { createTerminal, errorText, jsonText, oneLine, plainJson, table } from './output.ts';

/** Everything a terminal would obey, in text as it comes in titles and names. */
const hostile = {
  'clears the screen': '\x1b[2J\x1b[H',
  'sets the title': '\x1b]0;owned\x07',
  'writes the clipboard (OSC 52)': '\x1b]52;c;cm0gLXJmIH4=\x07',
  'hides an address (OSC 8)': '\x1b]8;;http://evil.example\x1b\\bank\x1b]8;;\x1b\\',
  'C1 instead of ESC [': '\u009b2J',
  'C1 instead of ESC ]': '\u009d52;c;QQ==\u009c',
  'C1 device control': '\u0090$q\u009c',
  'goes back over the line': 'good\rbad\b\b\b',
  'rings and pages': '\x07\x0b\x0c\x0e\x0f',
  'DEL and NUL': '\x7f\0',
  'turns what follows round': '\u202eevil\u202c \u2066x\u2067y',
} as const;

/** Nothing a terminal obeys but line ends and tabs. */
const obeyed = /[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

function printed(isTTY: boolean, styled = false) {
  const said = { out: '', err: '' };
  const writes = (way: 'out' | 'err') => (text: string) => {
    said[way] += text;
  };
  const terminal = createTerminal({
    out: { write: writes('out'), isTTY },
    err: { write: writes('err'), isTTY },
    styled,
  });
  return { terminal, said };
}

describe('text of calls on a terminal', () => {
  test.each(Object.entries(hostile))('%s: shown as signs, not obeyed', (_what, text) => {
    for (const isTTY of [true, false]) {
      const { terminal, said } = printed(isTTY);
      terminal.out(`${text} title\n`);
      terminal.err(errorText({ code: 'x/y', message: text, nextStep: text, retryable: false }, false));
      terminal.prompt(text.replaceAll('\b', ''));
      expect(said.out).not.toMatch(obeyed);
      expect(said.out).toContain('title\n');
      expect(said.err).not.toMatch(obeyed);
    }
  });

  test('signs tell what was there; line ends, tabs, letters of any script and right-to-left marks stay', () => {
    const { terminal, said } = printed(true);
    terminal.out('a\x1b[31mb\x7f\tc\r\nשלום\u200f 漢 é 👍\n');
    expect(said.out).toBe('a\u241b[31mb\u2421\tc\nשלום\u200f 漢 é 👍\n');
  });

  test('matches are bold on a terminal, with nothing bold after them', () => {
    const { terminal, said } = printed(true, true);
    terminal.out('a \uE000b\x1b[7m');
    expect(said.out).toBe('a \x1b[1mb\u241b[7m\x1b[22m');
  });

  test('the line of progress is the only one that is wiped, and carries no orders of others', () => {
    const { terminal, said } = printed(true);
    terminal.progress(`x${hostile['clears the screen']}`);
    expect(said.err).toBe('\r\x1b[2Kx\u241b[2J\u241b[H');
  });

  test('JSON is the same value, whoever reads it, and harmless to a terminal', () => {
    const value = { ...hostile, [hostile['C1 instead of ESC [']]: 1 };
    for (const isTTY of [true, false]) {
      const { terminal, said } = printed(isTTY);
      terminal.out(jsonText(value));
      expect(said.out).not.toMatch(obeyed);
      expect(JSON.parse(said.out)).toEqual(value);
    }
    expect(JSON.parse(plainJson(JSON.stringify(value, null, 2)))).toEqual(value);
  });

  test('the content of a file reaches a file or program as it is, and a terminal as signs', () => {
    const content = `Title;${hostile['hides an address (OSC 8)']}\r\n`;
    const file = printed(false);
    file.terminal.document(content);
    expect(file.said.out).toBe(content);
    const shown = printed(true);
    shown.terminal.document(content);
    expect(shown.said.out).not.toMatch(obeyed);
  });

  test('a name with line ends stays on its line', () => {
    expect(oneLine('a\nearshot: fake\u2028b\r\nc')).toBe('a earshot: fake b c');
    expect(table([['a\nb', 1]])).toBe('a b  1\n');
  });
});

test('nothing of the command line but this writes to the terminal', () => {
  const writing = sources('electron')
    .filter((path) => !isTest(path) && /^electron\/(hosts\/(cli|browser)|core)\//.test(path))
    .filter((path) => /process\.std(out|err)\b|console\./.test(readFileSync(join(root, path), 'utf8')));
  // main.ts: for a Node that is too old to run the rest, and for output whose reader has gone.
  expect(writing.sort()).toEqual(['electron/hosts/cli/main.ts', 'electron/hosts/cli/output.ts']);
});
