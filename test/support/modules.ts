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
  /** What is taken by name; null: all of it. */
  readonly names: readonly string[] | null;
}

const statement = /^(?:import|export)\s(?:type\s)?([^'";]*?)\s?from '([^']+)'/gm;
const sideEffect = /^import '([^']+)'/gm;
const dynamic = /\bimport\('([^']+)'\)|new URL\('(\.[^']+\.ts)', import\.meta\.url\)/g;

/** The names between braces, each as it is called where it comes from; null for "* as". */
function namesOf(clause: string): string[] | null {
  if (clause.includes('*')) return null;
  const [, before = '', braces = ''] = /^([^{]*)(?:\{([^}]*)\})?/s.exec(clause) ?? [];
  const named = braces
    .split(',')
    .map((name) => name.trim().replace(/^type /, ''))
    .filter(Boolean)
    .map((name) => name.split(' as ')[0] as string);
  return before.replaceAll(',', '').trim() === '' ? named : [...named, 'default'];
}

/** What a file imports, and what it exports again from elsewhere: the formatter fixes how such statements look. */
export function imports(path: string, text = readFileSync(join(root, path), 'utf8')): Import[] {
  const of = (from: string, names: readonly string[] | null): Import => {
    const ours = from.startsWith('.');
    return { from: ours ? normalize(join(dirname(path), from)).replaceAll('\\', '/') : from, ours, names };
  };
  return [
    ...[...text.matchAll(statement)].map(([, clause = '', from = '']) => of(from, namesOf(clause))),
    ...[...text.matchAll(sideEffect)].map(([, from = '']) => of(from, [])),
    ...[...text.matchAll(dynamic)].map(([, module, worker]) => of(module ?? worker ?? '', null)),
  ];
}

const declared =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:const|let|function\*?|class|interface|type|enum) ([\w$]+)/gm;
const listed = /^export (?:type )?\{([^}]*)\}/gm;

/** The names a file exports; 'default' is left out, because tools ask for it. */
export function exportsOf(path: string, text = readFileSync(join(root, path), 'utf8')): string[] {
  return [
    ...[...text.matchAll(declared)].map(([, name = '']) => name),
    ...[...text.matchAll(listed)].flatMap(([, names = '']) =>
      names
        .split(',')
        .map(
          (name) =>
            name
              .trim()
              .replace(/^type /, '')
              .split(' as ')
              .at(-1) as string,
        )
        .filter(Boolean),
    ),
  ];
}
