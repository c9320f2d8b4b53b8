import type { ConnectionAuth } from '../../contract/app.ts';
import { EarshotError } from '../../contract/errors.ts';
import { credentialVariables } from '../../core/app/environment.ts';
import { usage } from './arguments.ts';

/** Where credentials are read from: the process's stdin, a terminal or not. */
export type CredentialSource = NodeJS.ReadableStream & {
  readonly isTTY?: boolean;
  setRawMode?(raw: boolean): unknown;
};

/** More than any key or token; a file piped by mistake is not read to its end. */
const longestInput = 64 * 1024;

/** Options people would try for a secret. None of them exists: they are recognised to say why. */
const tempting =
  /^--?(access-?key(-?(id|secret))?|key|secret|token|bearer-token|password|pass|credentials?|auth)(=|$)/i;

const howTo =
  'Pipe them in (npm run -s earshot -- help accounts shows how), or run it on a terminal, which asks without showing what is typed.';

/**
 * Refuses a command line or an environment that carries credentials, without repeating them: other processes can see arguments,
 * and they stay in the shell's history. What the environment had is taken out of it. Throws 'cli/usage'.
 */
export function refuseOpenSecrets(args: readonly string[], env: NodeJS.ProcessEnv): void {
  const given = credentialVariables.filter((name) => {
    const here = env[name] !== undefined;
    delete env[name];
    return here;
  });
  if (args.some((arg) => tempting.test(arg)))
    throw usage(
      'accounts connect takes no key, secret or token as an option: other processes can read it there, and it stays in the shell’s history.',
      howTo,
    );
  if (given.length > 0)
    throw usage(
      `accounts connect does not read the environment (${given.join(', ')}): what is there can be seen by other processes.`,
      `Unset them. ${howTo}`,
    );
}

/**
 * Reads credentials from stdin: piped, the access key and its secret on two lines, or the token on one; on a terminal they are
 * asked for on `err`, secrets without echo. Throws 'cli/usage' for anything else, 'cli/interrupted' on Ctrl-C.
 */
export async function readCredentials(
  kind: ConnectionAuth['kind'],
  source: CredentialSource,
  err: (text: string) => void,
): Promise<ConnectionAuth> {
  const fields =
    kind === 'key'
      ? ([
          ['Access key', true],
          ['Access key secret', false],
        ] as const)
      : ([['Bearer token', false]] as const);
  const lines = source.isTTY ? await ask(fields, source, err) : await piped(source);
  const wanted =
    kind === 'key' ? 'the access key on the first line and its secret on the second' : 'one line';
  if (lines.length !== fields.length)
    throw usage(
      `accounts connect${kind === 'bearer' ? ' --bearer' : ''} reads ${wanted} from stdin; there ${lines.length === 1 ? 'was 1 line' : `were ${lines.length} lines`}.`,
      'See: npm run -s earshot -- help accounts',
    );
  const [first, second] = lines as [string, string?];
  return kind === 'key'
    ? { kind, accessKey: first, secret: second as string }
    : { kind: 'bearer', token: first };
}

/** The lines of a pipe that hold something. */
async function piped(source: CredentialSource): Promise<string[]> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of source) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > longestInput)
      throw usage(`stdin holds more than ${longestInput / 1024} KB: that is no key and no token.`);
    chunks.push(bytes);
  }
  return filled(
    Buffer.concat(chunks)
      .toString('utf8')
      .replace(/^\ufeff/, '')
      .split(/\r\n|\r|\n/),
  );
}

const filled = (lines: readonly string[]) => lines.map((line) => line.trim()).filter(Boolean);

/** Asks for one line after the other; lines that are pasted ahead answer the next questions. */
async function ask(
  fields: readonly (readonly [label: string, shown: boolean])[],
  source: CredentialSource,
  err: (text: string) => void,
): Promise<string[]> {
  const answers: string[] = [];
  let ahead = '';
  source.setRawMode?.(true);
  try {
    for (const [label, shown] of fields) {
      err(`${label}${shown ? '' : ' (not shown)'}: `);
      const { line, rest } = await typedLine(source, ahead, shown ? err : () => {});
      err('\n');
      ahead = rest;
      answers.push(line);
    }
  } finally {
    source.setRawMode?.(false);
    source.pause();
  }
  return filled(answers);
}

/** One line from a terminal in raw mode, with Backspace and Ctrl-U; ends at Enter, Ctrl-D or the end of the input. */
function typedLine(
  source: CredentialSource,
  ahead: string,
  echo: (text: string) => void,
): Promise<{ line: string; rest: string }> {
  return new Promise((resolve, reject) => {
    let line = '';
    const stop = () => {
      source.off('data', onData);
      source.off('end', onEnd);
    };
    const finish = (rest: string) => {
      stop();
      resolve({ line, rest });
    };
    const erase = (letters: number) => {
      line = [...line].slice(0, -letters).join('');
      echo('\b \b'.repeat(letters));
    };
    const take = (text: string) => {
      // Keys that are no text (arrows) and the marks around a paste arrive as escape sequences.
      const letters = [...text.replace(/\x1b(?:\[[0-9;?]*[ -/]*[@-~]|O.)/g, '')];
      for (const [at, letter] of letters.entries()) {
        if (letter === '\r' || letter === '\n' || letter === '\x04') {
          const rest = letters.slice(at + 1).join('');
          return finish(letter === '\r' && rest.startsWith('\n') ? rest.slice(1) : rest);
        }
        if (letter === '\x03') {
          stop();
          return reject(
            new EarshotError({ code: 'cli/interrupted', message: 'Interrupted; nothing was connected.' }),
          );
        }
        if (letter === '\x7f' || letter === '\b') {
          if (line !== '') erase(1);
        } else if (letter === '\x15') erase([...line].length);
        else if (letter >= ' ' && line.length < longestInput) {
          line += letter;
          echo(letter);
        }
      }
    };
    const onData = (chunk: Buffer | string) => take(chunk.toString());
    const onEnd = () => finish('');
    source.on('data', onData);
    source.on('end', onEnd);
    source.resume();
    if (ahead) take(ahead);
  });
}
