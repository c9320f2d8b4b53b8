import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** A process that answers messages. */
export interface ChildProcess {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  onExit(listener: () => void): void;
  kill(): void;
}

/** Starts a module as a process with a channel to it. No secret is in its arguments or environment. */
export type StartProcess = (entry: string, env: NodeJS.ProcessEnv) => ChildProcess;

/** Under Node: a child with a pipe. */
export const startNodeProcess: StartProcess = (entry, env) => {
  const child = fork(entry, [], { env, execArgv: [], stdio: ['ignore', 'ignore', 'ignore', 'ipc'] });
  return {
    // What could not be sent is told by the end of the process.
    post: (message) => void child.send(message as object, () => undefined),
    onMessage: (listener) => void child.on('message', listener),
    onExit(listener) {
      child.once('exit', listener);
      child.once('error', listener);
    },
    kill: () => void child.kill('SIGKILL'),
  };
};

/**
 * The entry of a process: TypeScript beside `from` when run from source, JavaScript beside the bundle. Throws when the build lacks it.
 * @param name of the module, without `.process.ts`
 */
export function processEntry(name: string, from: string): string {
  for (const path of [`./${name}.process.ts`, `./${name}.process.js`, `../${name}.process.js`]) {
    const file = fileURLToPath(new URL(path, from));
    if (existsSync(file)) return file;
  }
  throw new Error(`the process ${name} is missing from this build`);
}

/** Electron's end of the channel, where a module runs as a utility process. */
interface ParentPort {
  on(event: 'message', listener: (event: { data: unknown }) => void): void;
  postMessage(answer: unknown): void;
}

/** In a process: answers each message of whoever started it. The process ends with its parent. */
export function answerParent(answer: (message: unknown) => Promise<unknown>): void {
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  if (parentPort) {
    parentPort.on('message', ({ data }) => void answer(data).then((got) => parentPort.postMessage(got)));
    return;
  }
  process.on('message', (message) => void answer(message).then((got) => process.send?.(got)));
  // Its own end waits for calls that hang, so whoever lost its parent is ended by the system.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
}
