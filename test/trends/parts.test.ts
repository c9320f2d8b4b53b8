import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parts } from '../../db/reports/parts/index.ts';
import { chartKinds, partOf } from '../../electron/contract/dashboards.ts';
import { procedures } from '../../electron/contract/procedures.ts';
import { partNames, reportParts } from '../../electron/contract/trends.ts';
import { trendsRead } from '../../electron/core/workers/handlers/read/trends.ts';

// The types see to the registries of db and view. What no type sees:

it('docs/trends.md tells of every part of the report, in the order of the list', () => {
  const page = readFileSync(new URL('../../docs/trends.md', import.meta.url), 'utf8');
  const table = page.split('## The parts')[1]?.split('\n## ')[0] ?? '';
  expect([...table.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)).toEqual(partNames);
});

it('every part is a question that the reader answers, has a table, and a chart where the list has its heading', () => {
  for (const name of partNames) {
    expect(procedures).toHaveProperty([`trends/${name}`]);
    expect(trendsRead).toHaveProperty([`trends/${name}`]);
    expect(parts[name].table).toBeTypeOf('function');
    expect(parts[name].chart !== undefined).toBe(reportParts[name].heading !== null);
  }
  expect(chartKinds.map(partOf)).toEqual(partNames.filter((name) => parts[name].chart !== undefined));
});
