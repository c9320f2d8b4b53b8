import { runCli } from '../../electron/hosts/cli/main.ts';

/** How a command ended: its exit code, and all that it printed. */
export interface Run {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/**
 * Runs a command with these variables over the environment, in this process: where the process itself and its signals are not what a
 * test is about, a new one for each command would take most of its time. One at a time.
 */
export async function runHere(args: readonly string[], env: Readonly<Record<string, string>>): Promise<Run> {
  const before = Object.keys(env).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, env);
  const said = { out: '', err: '' };
  try {
    const code = await runCli(args, {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      styled: false,
      live: false,
      columns: 80,
    });
    return { code, ...said };
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}
