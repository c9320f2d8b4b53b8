import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { callFields, requestParameters } from '../support/gong-fields.ts';

// What our schemas read and send against Gong's own page: names, types, nesting and order.

const page = readFileSync(new URL('../fixtures/gong-calls-extensive.fields', import.meta.url), 'utf8');
const section = (name: string): string[] =>
  (page.split(`# ${name}\n`)[1] ?? '').split('\n# ')[0]?.split('\n').filter(Boolean) ?? [];

/** The page is flat: a list of our paths as it would stand there, objects and lists of them before their parts. */
function flattened(paths: readonly string[]): string[] {
  const out: string[] = [];
  let before: string[] = [];
  for (const path of paths) {
    const parts = path.split('.');
    parts.forEach((part, at) => {
      const sameSoFar = parts.slice(0, at + 1).every((own, i) => before[i] === own);
      if (!sameSoFar || at === parts.length - 1) out.push(part);
    });
    before = parts;
  }
  return out;
}

/** The page's lines in the form of our paths' parts. */
const partOf = (line: string) => {
  const [name = '', ...type] = line.split(' ');
  return type.join(' ').startsWith('list of') ? `${name}[]` : name;
};

describe('Gong’s page', () => {
  it('lists exactly the parameters of a request that we know, in this order', () => {
    expect(flattened(requestParameters)).toEqual(section('request').map(partOf));
  });

  it('lists exactly the fields of a call that we know, in this order', () => {
    // Still in the request, and in older answers.
    expect(callFields).toContain('content.pointsOfInterest');
    const paths = callFields.filter((path) => path !== 'content.pointsOfInterest');
    const lines = section('response');
    const from = lines.indexOf('metaData object');
    expect(lines.slice(0, from).map(partOf)).toEqual([
      'requestId',
      'records',
      'totalRecords',
      'currentPageSize',
      'currentPageNumber',
      'cursor',
      'calls[]',
    ]);
    expect(flattened(paths)).toEqual(lines.slice(from).map(partOf));
  });
});
