import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** What the Electron shell was started with. */
interface ShellOptions {
  readonly dataDir: string;
  /** The deep link it was opened with, if any. */
  readonly link: string | null;
  /** Whether the process that started it sends an account. */
  readonly accountComes: boolean;
}

/** Reads the command line; `fallback` is the system's folder for this app's data. */
export function readShellOptions(argv: readonly string[], fallback: string): ShellOptions {
  const given = argv.find((arg) => arg.startsWith('--data='))?.slice('--data='.length);
  return {
    dataDir: given ? resolve(given.replace(/^~(?=\/)/, homedir())) : join(fallback),
    link: argv.find((arg) => arg.startsWith('earshot://')) ?? null,
    accountComes: argv.includes('--account-comes'),
  };
}
