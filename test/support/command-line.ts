import { runCli } from '../../electron/hosts/cli/main.ts';
import { createTerminal } from '../../electron/hosts/cli/output.ts';

/** How a command ended: its exit code, and all that it printed. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command with these variables over the environment, in this process: where the process itself and its signals are not what a
 * test is about, a new one for each command would take most of its time. One at a time. `terminal`: its
 * results go to a terminal.
 */
export async function runHere(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  terminal = false,
): Promise<Run> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  const said = { out: '', err: '' };
  const writes = (way: 'out' | 'err') => (text: string) => {
    said[way] += text;
  };
  try {
    const code = await runCli(
      args,
      createTerminal({
        out: { write: writes('out'), isTTY: terminal },
        err: { write: writes('err') },
        styled: false,
      }),
    );
    return { code, ...said };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
