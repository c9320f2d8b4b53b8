import { execFile } from 'node:child_process';
import { readdir, readFile, realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { promisify } from 'node:util';

/** How a system is asked, reading only; given in tests. Whatever it cannot answer rejects. */
export interface System {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  readonly home: string;
  readText(file: string): Promise<string>;
  /** Names in a folder. */
  names(folder: string): Promise<readonly string[]>;
  /** A path without links. */
  real(path: string): Promise<string>;
  /** What a program of the system prints; rejects where it fails or takes longer than some seconds. */
  run(program: string, args: readonly string[]): Promise<string>;
}

const start = promisify(execFile);

/** This computer. A program gets nothing of the environment but what it cannot run without, and speaks English where it can. */
export const thisSystem: System = {
  platform: process.platform,
  env: process.env,
  home: homedir(),
  readText: (file) => readFile(file, 'utf8'),
  names: (folder) => readdir(folder),
  real: (path) => realpath(path),
  async run(program, args) {
    const { stdout } = await start(program, args, {
      encoding: 'utf8',
      env: process.platform === 'win32' ? { SystemRoot: process.env['SystemRoot'] } : { LC_ALL: 'C' },
      timeout: 5_000,
      killSignal: 'SIGKILL',
      windowsHide: true,
    });
    return stdout;
  },
};

/** What an answer is, or null where there is none. */
export const orNull = <T>(answer: Promise<T>): Promise<T | null> => answer.catch(() => null);
