import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isTest, root, sources } from '../support/modules.ts';

const areas =
  'annotations|app|backup|call|cli|core|dashboards|edits|erase|export|gong|library|media|personal|profiles|query|sample|saved|secrets|settings|shell|store|sync|trackers|trends|view';

/** Codes that the sources make errors of: the value of a `code`, or a member of a union of codes. */
function codesInSources(): Set<string> {
  const codes = new Set<string>();
  const made = new RegExp(
    `(?:code:\\s*|\\?\\s*|mediaError\\(\\s*|refused?\\(\\s*|failed\\(\\s*|\\|\\s*)'((?:${areas})/[a-z-]+)'|^\\s*'((?:store)/[a-z-]+)': \\{`,
    'gm',
  );
  for (const path of sources('electron', 'db', 'renderer')) {
    if (isTest(path) || path.startsWith('electron/gong/emulator/')) continue;
    for (const match of readFileSync(join(root, path), 'utf8').matchAll(made))
      codes.add((match[1] ?? match[2]) as string);
  }
  return codes;
}

/** Codes that comments promise: "throws '…'", "rejects with '…'". */
function codesInComments(): Set<string> {
  return new Set(
    sources('electron', 'db', 'renderer').flatMap((path) =>
      [
        ...readFileSync(join(root, path), 'utf8').matchAll(
          /(?:[Tt]hrows|[Rr]ejects with) '([a-z-]+\/[a-z-]+)'/g,
        ),
      ].map(([, code = '']) => code),
    ),
  );
}

/** Names of procedures and events look like codes; they are none. */
function namesInContract(): Set<string> {
  const names = new Set<string>();
  for (const name of readdirSync(join(root, 'electron/contract'))) {
    if (!name.endsWith('.ts')) continue;
    const text = readFileSync(join(root, 'electron/contract', name), 'utf8');
    for (const match of text.matchAll(/^ {2}'([a-z]+\/[A-Za-z]+)':/gm)) names.add(match[1] as string);
  }
  return names;
}

test('docs/errors.md lists every code the sources can raise, and no other', () => {
  const page = readFileSync(join(root, 'docs/errors.md'), 'utf8');
  const listed = new Set([...page.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] as string));
  const names = namesInContract();
  const raised = new Set([...codesInSources()].filter((code) => !names.has(code)));
  expect([...raised].filter((code) => !listed.has(code))).toEqual([]);
  expect([...listed].filter((code) => !raised.has(code))).toEqual([]);
  expect([...codesInComments()].filter((code) => !listed.has(code))).toEqual([]);
});
