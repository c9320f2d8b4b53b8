import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { toWireError } from '../../contract/errors.ts';
import { readConnection } from './connect.ts';
import { readCredentials, refuseOpenSecrets } from './credentials.ts';
import { createTerminal } from './output.ts';

const canary = 'cAnArY-7f31';

/** A pipe, or a terminal on which these keys are typed. */
function stdin(text: string, terminal = false) {
  const stream = new PassThrough();
  const modes: boolean[] = [];
  const source = Object.assign(stream, {
    ...(terminal ? { isTTY: true, setRawMode: (raw: boolean) => modes.push(raw) } : {}),
  });
  if (terminal) setImmediate(() => stream.write(text));
  else stream.end(text);
  return { source, modes };
}

async function read(kind: 'key' | 'bearer', text: string, terminal = false) {
  const shown: string[] = [];
  const { source, modes } = stdin(text, terminal);
  const result = await readCredentials(kind, source, (line) => shown.push(line)).catch(toWireError);
  return { result, shown: shown.join(''), modes };
}

test.each([
  ['AK\nSK\n', { kind: 'key', accessKey: 'AK', secret: 'SK' }],
  ['AK\r\nSK', { kind: 'key', accessKey: 'AK', secret: 'SK' }],
  ['\ufeff  AK \n\n SK/+= \n\n', { kind: 'key', accessKey: 'AK', secret: 'SK/+=' }],
])('a key and its secret are two lines of a pipe: %j', async (text, auth) => {
  expect((await read('key', text)).result).toEqual(auth);
});

test('a token is one line of a pipe', async () => {
  expect((await read('bearer', 'eyJ.x.y\n')).result).toEqual({ kind: 'bearer', token: 'eyJ.x.y' });
});

test.each([
  ['key', ''],
  ['key', `${canary}\n`],
  ['key', `a\n${canary}\nc\n`],
  ['bearer', `a\n${canary}\n`],
  ['key', canary.repeat(20_000)],
] as const)('anything else in a pipe is refused without repeating it: %s', async (kind, text) => {
  const { result } = await read(kind, text);
  expect(result).toMatchObject({ code: 'cli/usage' });
  expect(JSON.stringify(result)).not.toContain('cAnArY');
});

test('on a terminal the key is asked for and shown, its secret is not', async () => {
  const { result, shown, modes } = await read('key', `AKx\x7f1\r${canary}\r`, true);
  expect(result).toEqual({ kind: 'key', accessKey: 'AK1', secret: canary });
  expect(shown).toContain('Access key: AKx\b \b1');
  expect(shown).toContain('Access key secret (not shown): ');
  expect(shown).not.toContain('cAnArY');
  expect(modes).toEqual([true, false]);
});

test('keys of a terminal: erase, erase all, arrows and the marks of a paste; Ctrl-C gives it back as it was', async () => {
  const typed = await read('bearer', 'wrong\x15\x1b[200~to\x1b[Dkem\bn\x1b[201~\n', true);
  expect(typed.result).toEqual({ kind: 'bearer', token: 'token' });
  const stopped = await read('key', `AK\r${canary}\x03`, true);
  expect(stopped.result).toMatchObject({ code: 'cli/interrupted' });
  expect(stopped.shown + JSON.stringify(stopped.result)).not.toContain('cAnArY');
  expect(stopped.modes).toEqual([true, false]);
});

test.each([
  '--secret',
  `--secret=${canary}`,
  '--access-key',
  '--access-key-secret=x',
  '--token',
  `--bearer-token=${canary}`,
  '--password',
])('%s is refused with what to do instead', (option) => {
  const refused = () => refuseOpenSecrets(['connect', option, canary], {});
  expect(refused).toThrow(/takes no key, secret or token/);
  expect(refused).not.toThrow(/cAnArY/);
});

test('credentials in the environment are refused and taken out of it', () => {
  const env = { EARSHOT_ACCESS_KEY_SECRET: canary, HOME: '/x' };
  expect(() => refuseOpenSecrets(['connect'], env)).toThrow(/EARSHOT_ACCESS_KEY_SECRET/);
  expect(env).toEqual({ HOME: '/x' });
  expect(() => refuseOpenSecrets(['connect', '--bearer', '--url', 'https://x'], env)).not.toThrow();
});

test('what is wrong with the address or the words is said before anything is asked', async () => {
  const source = stdin('').source;
  const nothing = { write: () => {} };
  const terminal = {
    ...createTerminal({ out: nothing, err: nothing, styled: false }),
    err: () => expect.unreachable('asked'),
    prompt: () => expect.unreachable('asked'),
  };
  const code = (values: { url?: string; name?: string }, ids: string[] = []) =>
    readConnection(values, ids, Object.assign(source, { isTTY: true }), terminal).then(
      () => 'ok',
      (error) => `${toWireError(error).code} ${toWireError(error).message}`,
    );
  expect(await code({})).toMatch(/^cli\/usage .*--url/);
  expect(await code({ url: 'http://gong.example' })).toMatch(/^gong\/insecure-url/);
  expect(await code({ url: 'gong' })).toMatch(/^gong\/bad-url/);
  expect(await code({ url: 'https://gong.example', name: ' ' })).toMatch(/^cli\/usage .*--name/);
  const word = await code({ url: 'https://gong.example' }, [canary]);
  expect(word).toMatch(/^cli\/usage .*never from the command line/);
  expect(word).not.toContain('cAnArY');
});
