import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

export const root = normalize(join(import.meta.dirname, '../..'));

/** Files below some folders of the repository that can import others, by path from its root with forward slashes. */
export function sources(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs)$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll('\\', '/')),
  );
}

/** Whether a file is only there for tests. */
export const isTest = (path: string): boolean => /\.test\.tsx?$|\/testing\//.test(path);

export interface Import {
  /** Path from the root of a file of ours, or the name of a package. */
  readonly from: string;
  readonly ours: boolean;
}

const statement = /^(?:import|export)\s[^'";]*?from '([^']+)'/gm;
const sideEffect = /^import '([^']+)'/gm;
const dynamic = /\bimport\('([^']+)'\)|new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g;

/** What a file imports or exports again from elsewhere: the formatter fixes how such statements look. */
export function imports(path: string, text = readFileSync(join(root, path), 'utf8')): Import[] {
  const of = (from: string): Import => {
    const ours = from.startsWith('.');
    return { from: ours ? normalize(join(dirname(path), from)).replaceAll('\\', '/') : from, ours };
  };
  return [
    ...[...text.matchAll(statement)].map(([, from = '']) => of(from)),
    ...[...text.matchAll(sideEffect)].map(([, from = '']) => of(from)),
    ...[...text.matchAll(dynamic)].map(([, module, worker]) => of(module ?? worker ?? '')),
  ];
}
