import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');

/** Path of the installed Electron binary, or null where it was never downloaded. */
export function findElectron(): string | null {
  const folder = join(root, 'node_modules', 'electron');
  try {
    const path = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim());
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** Says that the account comes in a message of the process that started the shell. */
const accountComes = '--account-comes';

/**
 * Runs the Electron shell until its last window is closed; sets the exit code to its own. `account` (credentials from the environment)
 * goes to its main process in a message: what is in the environment or the arguments, all its children get or show.
 */
export async function runElectron(
  binary: string,
  dataDir: string,
  account: object | undefined,
): Promise<void> {
  const child: ChildProcess = spawn(binary, [root, `--data=${dataDir}`, ...(account ? [accountComes] : [])], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => child.kill(signal));
  const ended = new Promise<number>((done, fail) => {
    child.once('error', fail);
    child.once('exit', (code) => done(code ?? 1));
  });
  if (account)
    child.send({ account }, () => {
      // It ended before it could read it: its exit tells.
    });
  process.exitCode = await ended;
}
