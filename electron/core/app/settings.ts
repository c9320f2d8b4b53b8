import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { Prefs, ProxySetting } from '../../contract/app.ts';
import { EarshotError, toWireError, type WireError } from '../../contract/errors.ts';
import { defaultSyncScope, syncScope } from '../../contract/sync.ts';
import { folderError } from './folder.ts';

const profileRecord = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  name: v.string(),
  kind: v.picklist(['gong', 'sample']),
  baseUrl: v.string(),
  authKind: v.picklist(['key', 'bearer']),
  scope: v.fallback(syncScope, defaultSyncScope),
});
export type ProfileRecord = v.InferOutput<typeof profileRecord>;

const prefs = v.object({
  theme: v.fallback(v.picklist(['system', 'light', 'dark']), 'system'),
  timeZone: v.fallback(v.string(), 'system'),
  weekStart: v.fallback(v.picklist([0, 1, 6]), 1),
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
  view: {},
} as const satisfies Prefs;

/** The settings of a data folder: read once, kept in memory, written whole after each change. */
export interface Settings {
  get(): SettingsData;
  /** Applies a change and writes the file. Throws 'store/readonly' or 'store/full'; memory then keeps the old state. */
  update(change: (current: SettingsData) => SettingsData): void;
}

/** Reads `settings.json`; a damaged one is set aside and told to `onNotice`, never silently overwritten. */
export function openSettings(dataDir: string, now: number, onNotice: (notice: WireError) => void): Settings {
  const file = join(dataDir, 'settings.json');
  let data = read(file, now, onNotice);
  return {
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

function read(file: string, now: number, onNotice: (notice: WireError) => void): SettingsData {
  const empty: SettingsData = {
    version: 1,
    prefs: defaultPrefs,
    proxy: defaultProxy,
    profiles: [],
    activeProfileId: null,
    secretsToRemove: [],
  };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return empty;
    throw folderError(file, error);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  const parsed = v.safeParse(settingsFile, value);
  if (parsed.success) return parsed.output;
  if (isNewer(value)) {
    throw new EarshotError({
      code: 'settings/newer',
      message: 'The settings file was written by a newer version of Earshot.',
      nextStep: 'Update Earshot, or start with another folder: --data DIR.',
    });
  }
  const aside = `${file}.damaged-${now}`;
  let kept = true;
  try {
    renameSync(file, aside);
  } catch {
    kept = false;
  }
  onNotice(
    toWireError(
      new EarshotError({
        code: 'settings/damaged',
        message: kept
          ? `The settings file was damaged. It was set aside as ${aside} and Earshot starts with its defaults.`
          : 'The settings file is damaged and could not be set aside. Earshot starts with its defaults.',
        nextStep: 'Connect your account again; calls that were synced are still in the data folder.',
      }),
    ),
  );
  return empty;
}

function isNewer(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'version' in value && Number(value.version) > 1;
}

/** Writes beside the file and renames over it, so that a crash leaves either the old or the new one. */
function writeWhole(file: string, text: string): void {
  const temporary = `${file}.new`;
  const handle = openSync(temporary, 'w', 0o600);
  try {
    writeSync(handle, text);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(temporary, file);
}
