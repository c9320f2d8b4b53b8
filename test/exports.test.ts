import { expect, test } from 'vitest';
import { exportsOf, imports, isTest, sources } from './support/modules.ts';

/** Names another file takes from a file: product files, tests, benches and tools alike. */
function usedNames(): ReadonlyMap<string, { readonly all: boolean; readonly names: ReadonlySet<string> }> {
  const used = new Map<string, { all: boolean; names: Set<string> }>();
  for (const path of sources('electron', 'db', 'renderer', 'test')) {
    for (const { from, ours, names } of imports(path)) {
      if (!ours) continue;
      const entry = used.get(from) ?? { all: false, names: new Set<string>() };
      if (names === null) entry.all = true;
      else for (const name of names) entry.names.add(name);
      used.set(from, entry);
    }
  }
  return used;
}

test('every export of a product file is used by another file', () => {
  const used = usedNames();
  const unused = sources('electron', 'db', 'renderer')
    .filter((path) => !isTest(path))
    .flatMap((path) =>
      exportsOf(path)
        .filter((name) => !used.get(path)?.all && !used.get(path)?.names.has(name))
        .map((name) => `${path}: ${name}`),
    );
  // Take `export` off what only its own file uses, and delete what nothing uses.
  expect(unused).toEqual([]);
});
