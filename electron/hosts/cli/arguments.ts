import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { EarshotError } from '../../contract/errors.ts';

/** Options every command takes. */
const commonOptions = {
  data: { type: 'string' },
  json: { type: 'boolean' },
  sample: { type: 'boolean' },
  profile: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const satisfies ParseArgsConfig['options'];

const options = <K extends string, O>(names: readonly K[], option: O) =>
  Object.fromEntries(names.map((name) => [name, option])) as Record<K, O>;
/** Options that take a text. */
export const texts = <K extends string>(...names: readonly K[]) =>
  options(names, { type: 'string' } as const);
/** Options that take a text as often as they are given. */
export const lists = <K extends string>(...names: readonly K[]) =>
  options(names, { type: 'string', multiple: true } as const);
/** Options that take nothing. */
export const flags = <K extends string>(...names: readonly K[]) =>
  options(names, { type: 'boolean' } as const);

/** A mistake in how the command line was called. */
export function usage(message: string, nextStep = 'See: npm run -s earshot -- help'): EarshotError {
  return new EarshotError({ code: 'cli/usage', message, nextStep });
}

/** Reads the options of a command; throws 'cli/usage' with what is wrong. */
export function readArguments<O extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: O,
) {
  try {
    return parseArgs({
      args: [...args],
      options: { ...commonOptions, ...options },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    const message = error instanceof Error ? (error.message.split('. ')[0] ?? error.message) : String(error);
    throw usage(`${message.replace(/\.$/, '')}.`);
  }
}

/** A whole number of an option, or `otherwise` when it is absent. */
export function wholeNumber(
  name: string,
  text: string | undefined,
  otherwise: number,
  range: { readonly min: number; readonly max: number },
): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= range.min && value <= range.max) return value;
  throw usage(
    `--${name} must be a whole number from ${range.min} to ${range.max}, not ${JSON.stringify(text)}.`,
  );
}

/** One of a few words, or `otherwise` when it is absent. */
export function oneOf<const T extends string>(
  name: string,
  text: string | undefined,
  otherwise: T,
  words: readonly T[],
): T {
  if (text === undefined) return otherwise;
  const word = words.find((candidate) => candidate === text);
  if (word !== undefined) return word;
  throw usage(`--${name} must be one of ${words.join(', ')}, not ${JSON.stringify(text)}.`);
}

/** The data folder: --data, EARSHOT_DATA, or the system's place for an app's data. */
export function dataFolder(given: string | undefined, env: NodeJS.ProcessEnv = process.env): string {
  if (given === '') throw usage('--data needs the path of a folder.');
  const chosen = given ?? env['EARSHOT_DATA'];
  if (chosen) return resolve(chosen);
  if (process.platform === 'win32') {
    return join(env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming'), 'Earshot');
  }
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'Earshot');
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'earshot');
}
