import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** How a system is asked; given in tests. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readText(file: string): string;
  /** Runs a program of the system and returns what it prints. Throws where it fails or takes longer than some seconds. */
  run(program: string, args: readonly string[], env: NodeJS.ProcessEnv): string;
}

const thisSystem: System = {
  platform: process.platform,
  env: process.env,
  readText: (file) => readFileSync(file, 'utf8'),
  run: (program, args, env) =>
    execFileSync(program, args, {
      encoding: 'utf8',
      env,
      timeout: 5_000,
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
};

/** Windows' own PowerShell, wherever the search path leads. */
export const powershell = (env: NodeJS.ProcessEnv): string =>
  join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe');

/**
 * When a process started, in its system's words, which two processes of one id differ in; null where it is not there or the system does
 * not say. Windows is asked through PowerShell, whose ticks are 100 ns since the year 1.
 */
export function processStart(pid: number, system: System = thisSystem): string | null {
  try {
    if (system.platform === 'darwin')
      return (
        system.run('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { LC_ALL: 'C', TZ: 'UTC' }).trim() || null
      );
    if (system.platform === 'win32') {
      const root = system.env['SystemRoot'] ?? 'C:\\Windows';
      const ask = `(Get-Process -Id ${pid}).StartTime.ToUniversalTime().Ticks`;
      const ticks = system
        .run(powershell(system.env), ['-NoProfile', '-NonInteractive', '-Command', ask], { SystemRoot: root })
        .trim();
      return /^\d+$/.test(ticks) ? ticks : null;
    }
    const stat = system.readText(`/proc/${pid}/stat`);
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null;
  }
}
