import { utilityProcess } from 'electron';
import type { StartProcess } from '../../core/app/processes.ts';

/** Under Electron: a utility process, which needs no Node of its own and is there when Electron's binary may not run as one. */
export const startUtilityProcess: StartProcess = (entry, env) => {
  const child = utilityProcess.fork(entry, [], {
    env: env as Record<string, string>,
    execArgv: [],
    stdio: 'ignore',
    serviceName: 'Earshot helper',
  });
  return {
    post: (message) => child.postMessage(message),
    onMessage: (listener) => void child.on('message', listener),
    onExit: (listener) => void child.once('exit', listener),
    kill: () => void child.kill(),
  };
};
