import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

/** What works out local time by the browser's own rules. */
const own = [
  /Intl\.DateTimeFormat/,
  /\.toLocale(Date|Time)String\(/,
  /Date\([^)]*\)\.to(Locale|Date|Time)?String\(/,
  /\.get(Hours|Minutes|Date|Day|Month|FullYear|TimezoneOffset)\(/,
  /\.set(Hours|Minutes|Seconds|Milliseconds|Date|Month|FullYear)\(/,
  /new Date\([^()]*,/,
  /\bTemporal\./,
  /T00:00:00(\.000)?[`']/,
];

describe('the source of the view', () => {
  const root = join(import.meta.dirname, '../../renderer');
  const sources = globSync('**/*.{ts,tsx}', { cwd: root }).filter(
    (file) => !file.endsWith('.test.ts') && file !== join('ui', 'local-time.ts'),
  );

  it('asks its browser for local time nowhere', () => {
    expect(sources.length).toBeGreaterThan(100);
    const found = sources.flatMap((file) =>
      readFileSync(join(root, file), 'utf8')
        .split('\n')
        .flatMap((line, at) =>
          own.some((one) => one.test(line)) ? [`${file}:${at + 1} ${line.trim()}`] : [],
        ),
    );
    expect(found).toEqual([]);
  });

  it.each([
    'new Date(ms).getHours()',
    'new Date(2026, 1, 1)',
    'new Date(ms).toLocaleString()',
    'new Intl.DateTimeFormat(undefined)',
    "Date.parse(day + 'T00:00:00')",
  ])('would be caught at %s', (line) => {
    expect(own.some((one) => one.test(line))).toBe(true);
  });
});
