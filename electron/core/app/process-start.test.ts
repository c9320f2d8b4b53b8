import { expect, test } from 'vitest';
import { processStart, type System } from './process-start.ts';

/** A system that prints this; what it was asked is in `asked`. */
function fake(platform: NodeJS.Platform, prints: string | null): System & { readonly asked: string[] } {
  const asked: string[] = [];
  const answer = (question: string) => {
    asked.push(question);
    if (prints === null) throw new Error('no such process');
    return prints;
  };
  return {
    platform,
    env: { SystemRoot: 'C:\\Windows', SECRET: 'canary' },
    asked,
    readText: answer,
    run: (program, args, env) => answer(`${program} ${args.join(' ')} ${JSON.stringify(env)}`),
  };
}

test('Linux tells it in ticks since it started itself, whatever the program is called', () => {
  const stat = `42 (a ) b) S ${Array.from({ length: 40 }, (_, at) => at + 4).join(' ')}`;
  const system = fake('linux', stat);
  expect(processStart(42, system)).toBe('22');
  expect(system.asked).toEqual(['/proc/42/stat']);
});

test('macOS tells it in one language and zone, whatever the user’s are', () => {
  const system = fake('darwin', 'Mon Nov 30 21:37:15 2026\n');
  expect(processStart(42, system)).toBe('Mon Nov 30 21:37:15 2026');
  expect(system.asked[0]).toContain('LC_ALL');
  expect(system.asked[0]).not.toContain('canary');
});

test('Windows tells it in ticks, through PowerShell, which inherits nothing', () => {
  const system = fake('win32', '639154426351234567\r\n');
  expect(processStart(42, system)).toBe('639154426351234567');
  expect(system.asked[0]).toContain('Get-Process -Id 42');
  expect(system.asked[0]).not.toContain('canary');
  expect(processStart(42, fake('win32', 'Get-Process : Cannot find a process'))).toBeNull();
});

test.each(['linux', 'darwin', 'win32'] as const)('a process of %s that is not there has none', (platform) => {
  expect(processStart(42, fake(platform, null))).toBeNull();
});

test('this system tells the same of this process each time', () => {
  expect(processStart(process.pid)).toBe(processStart(process.pid));
  expect(processStart(process.pid)).not.toBeNull();
});
