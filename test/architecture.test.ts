import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { imports, isTest, root, sources } from './support/modules.ts';

/** Packages that only some rooms may import. `node:` is for what does not run in the browser. */
const packages: Readonly<Record<string, (room: string) => boolean>> = {
  electron: (room) => room === 'electron/hosts/electron',
  'better-sqlite3': (room) => room.startsWith('db'),
  'node:': (room) => room !== 'electron/contract' && !room.startsWith('renderer'),
};

const code = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

/** Each room of the table and what it may import; `x/*` there means all rooms in x. */
function readRooms(): Map<string, readonly string[]> {
  const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
  const table = page.split('\n').filter((line) => line.startsWith('| `'));
  const rows = table.map((line) => line.split('|').slice(1, -1));
  const names = rows.flatMap(([room = '']) => code(room));
  return new Map(
    rows.flatMap(([room = '', , may = '']) =>
      code(room).map((name) => [
        name,
        code(may).flatMap((other) =>
          other.endsWith('/*')
            ? names.filter((item) => item === other.slice(0, -2) || item.startsWith(other.slice(0, -1)))
            : other,
        ),
      ]),
    ),
  );
}

const rooms = readRooms();
/** The room a file lies in: the longest path of the table that leads to it. */
const roomOf = (path: string) =>
  [...rooms.keys()]
    .filter((room) => path.startsWith(`${room}/`))
    .reduce((longest, room) => (room.length > longest.length ? room : longest), '');

const product = sources('electron', 'db', 'renderer').filter((path) => !isTest(path));

test('every product file lies in a room of docs/architecture.md, and no room is empty or unknown', () => {
  expect(product.filter((path) => roomOf(path) === '')).toEqual([]);
  const used = new Set(product.map(roomOf));
  expect([...rooms.keys()].filter((room) => !used.has(room) && room !== 'renderer/styles')).toEqual([]);
  expect([...rooms.values()].flat().filter((room) => !rooms.has(room))).toEqual([]);
});

test('file names are in one case: lower, words apart by hyphens', () => {
  const named = sources('electron', 'db', 'renderer', 'test');
  expect(named.filter((path) => !/^[a-z0-9.-]+$/.test(basename(path)))).toEqual([]);
});

test('there is no circle in what rooms may import', () => {
  const onTheWay: string[] = [];
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (room: string) => {
    if (onTheWay.includes(room)) circles.push([...onTheWay, room].join(' -> '));
    if (done.has(room) || onTheWay.includes(room)) return;
    onTheWay.push(room);
    for (const next of rooms.get(room) ?? []) if (next !== room) walk(next);
    onTheWay.pop();
    done.add(room);
  };
  for (const room of rooms.keys()) walk(room);
  expect(circles).toEqual([]);
});

test('product files import only what the table allows', () => {
  const against = product.flatMap((path) =>
    imports(path).flatMap(({ from, ours }) => {
      const [here, there] = [roomOf(path), roomOf(from)];
      return !ours || here === there || rooms.get(here)?.includes(there) ? [] : `${path} -> ${from}`;
    }),
  );
  expect(against).toEqual([]);
});

test('only db makes SQL', () => {
  const against = product.filter(
    (path) => !path.startsWith('db/') && imports(path).some(({ from }) => from === 'db/store/statements.ts'),
  );
  expect(against).toEqual([]);
});

test('packages are imported only where they may be', () => {
  const against = product.flatMap((path) =>
    imports(path).flatMap(({ from, ours }) => {
      const rule = Object.keys(packages).find((name) =>
        name.endsWith(':') ? from.startsWith(name) : from === name,
      );
      return ours || !rule || packages[rule]?.(roomOf(path)) ? [] : `${path} -> ${from}`;
    }),
  );
  expect(against).toEqual([]);
});
