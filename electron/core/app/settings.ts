import { mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Prefs, ProxySetting } from '../../contract/app.ts';
import { EarshotError, toWireError, type WireError } from '../../contract/errors.ts';
import { readAccounts } from './account-file.ts';
import { folderError } from './folder.ts';
import { profileRecord } from './settings-file.ts';
import { writeWhole } from './write-whole.ts';

export type { ProfileRecord } from './settings-file.ts';

const prefs = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  timeZone: v.fallback(v.string(), 'system'),
  weekStart: v.fallback(v.picklist([0, 1, 6]), 1),
  coverAfterMin: v.fallback(v.optional(v.picklist([0, 5, 15, 60]), 0), 0),
  view: v.fallback(v.optional(v.record(v.string(), v.string()), {}), {}),
});

const proxy = v.object({
  mode: v.picklist(['system', 'none', 'address']),
  address: v.fallback(v.string(), ''),
  bypass: v.fallback(v.string(), ''),
  user: v.fallback(v.string(), ''),
});

/** Proxies by environment or system. */
export const defaultProxy = {
  mode: 'system',
  address: '',
  bypass: '',
  user: '',
} as const satisfies ProxySetting;

const settingsFile = v.object({
  version: v.literal(1),
  prefs,
  proxy: v.fallback(proxy, defaultProxy),
  profiles: v.array(profileRecord),
  activeProfileId: v.nullable(v.string()),
  /** Accounts that were removed while the keychain could not be reached: names of entries, never secrets. */
  secretsToRemove: v.fallback(v.optional(v.array(v.string()), []), []),
});
type SettingsData = v.InferOutput<typeof settingsFile>;

const defaultPrefs = {
  theme: 'system',
  timeZone: 'system',
  weekStart: 1,
  coverAfterMin: 0,
  view: {},
} as const satisfies Prefs;

/** The settings of a data folder: read once, kept in memory, written whole after each change. */
export interface Settings {
  get(): SettingsData;
  /** Applies a change and writes the file. Throws 'store/readonly' or 'store/full'; memory then keeps the old state. */
  update(change: (current: SettingsData) => SettingsData): void;
  /** Ids of accounts that are here because their folders say so: the file was damaged or gone. */
  readonly recovered: ReadonlySet<string>;
}

/**
 * Reads `settings.json`; a damaged one is set aside and told to `onNotice`, never silently overwritten. Without it the accounts are those
 * that their folders name. Throws 'settings/newer', and 'core/data-folder' when a folder is in the file's place.
 */
export function openSettings(dataDir: string, now: number, onNotice: (notice: WireError) => void): Settings {
  const file = join(dataDir, 'settings.json');
  const { recovered, ...found } = read(dataDir, file, now, onNotice);
  let data: SettingsData = found;
  return {
    recovered,
    get: () => data,
    update(change) {
      const next = v.parse(settingsFile, change(data));
      try {
        mkdirSync(dataDir, { recursive: true });
        writeWhole(file, `${JSON.stringify(next, null, 2)}\n`);
      } catch (error) {
        throw folderError(dataDir, error);
      }
      data = next;
    },
  };
}

/** The text of a file, whichever way an editor wrote its beginning; null where there is none. */
function textOf(file: string): string | null {
  try {
    const bytes = readFileSync(file);
    const isWide = bytes[0] === 0xff && bytes[1] === 0xfe;
    return bytes.toString(isWide ? 'utf16le' : 'utf8').replace(/^\ufeff/, '');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return null;
    if (code !== 'EISDIR') throw folderError(file, error);
    throw new EarshotError({
      code: 'core/data-folder',
      message: `${file} is a folder, where Earshot keeps the file of its settings.`,
      nextStep: 'Move or remove that folder, or start with another data folder: --data DIR.',
    });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Settings without a file: the accounts are those that folders name, the last used one is the active one. */
function recover(dataDir: string): SettingsData & { recovered: ReadonlySet<string> } {
  const profiles = readAccounts(dataDir).flatMap(({ profile, removed }) => (removed ? [] : [profile]));
  return {
    version: 1,
    prefs: defaultPrefs,
    proxy: defaultProxy,
    profiles,
    activeProfileId: profiles[0]?.id ?? null,
    secretsToRemove: [],
    recovered: new Set(profiles.map(({ id }) => id)),
  };
}

function read(
  dataDir: string,
  file: string,
  now: number,
  onNotice: (notice: WireError) => void,
): SettingsData & { recovered: ReadonlySet<string> } {
  const text = textOf(file);
  const value = text === null ? undefined : parse(text);
  const parsed = v.safeParse(settingsFile, value);
  if (parsed.success) return { ...parsed.output, recovered: new Set() };
  if (isNewer(value)) {
    throw new EarshotError({
      code: 'settings/newer',
      message: 'The settings file was written by a newer version of Earshot.',
      nextStep: 'Update Earshot, or start with another folder: --data DIR.',
    });
  }
  const found = recover(dataDir);
  if (text === null && found.profiles.length === 0) return found;
  const aside = `${file}.damaged-${now}`;
  let kept = text !== null;
  try {
    if (kept) renameSync(file, aside);
  } catch {
    kept = false;
  }
  const was =
    text === null
      ? 'is missing'
      : kept
        ? `was damaged. It was set aside as ${aside}`
        : 'is damaged and could not be set aside';
  const names = found.profiles.map(({ name }) => `“${name}”`).join(', ');
  onNotice(
    toWireError(
      new EarshotError({
        code: 'settings/damaged',
        message: `The settings file ${was}. Earshot starts with its defaults${names && `; found again by their folders: ${names}`}.`,
        nextStep: names
          ? 'Look through the settings: what is synced is as it was, appearance and proxy are not.'
          : 'Connect your account again; calls that were synced are still in the data folder.',
      }),
    ),
  );
  return found;
}

function isNewer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'version' in value && Number(value.version) > 1;
}
