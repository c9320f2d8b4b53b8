import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ConnectionAuth } from '../../contract/app.ts';
import { type ProfileRecord, profileRecord } from './settings-file.ts';
import { writeWhole } from './write-whole.ts';

// Each account's folder says itself whose it is: without the settings file its calls and notes would belong to nobody.

const accountFile = v.object({
  version: v.literal(1),
  profile: profileRecord,
  /** Tells the account's access key from others without naming it; null where a token is used or none was entered. */
  key: v.nullable(v.string()),
  /** The account was removed and its folder kept. */
  removed: v.boolean(),
});

/** What the folder of an account says about it. */
export interface KeptAccount extends v.InferOutput<typeof accountFile> {
  /** When it was last written: when the account was last chosen or changed; UTC ms. */
  readonly writtenMs: number;
}

const fileOf = (dataDir: string, id: string) => join(dataDir, id, 'account.json');

/** What tells an access key from others; null for a token, which changes by itself. */
export const keyMark = (auth: ConnectionAuth): string | null =>
  auth.kind === 'key'
    ? createHash('sha256').update(`earshot\0${auth.accessKey}`).digest('hex').slice(0, 16)
    : null;

/** Reads what the folder of an account says; null where it says nothing. */
export function readAccount(dataDir: string, id: string): KeptAccount | null {
  try {
    const file = fileOf(dataDir, id);
    const parsed = v.safeParse(accountFile, JSON.parse(readFileSync(file, 'utf8')));
    if (!parsed.success || parsed.output.profile.id !== id) return null;
    return { ...parsed.output, writtenMs: statSync(file).mtimeMs };
  } catch {
    return null;
  }
}

/** The accounts of all folders, the last used first. */
export function readAccounts(dataDir: string): readonly KeptAccount[] {
  let names: string[];
  try {
    names = readdirSync(dataDir);
  } catch {
    return [];
  }
  return names
    .flatMap((name) => readAccount(dataDir, name) ?? [])
    .toSorted((a, b) => b.writtenMs - a.writtenMs);
}

/** Writes into an account's folder whose it is; what is not given stays. A folder that cannot be written to goes without. */
export function writeAccount(
  dataDir: string,
  profile: ProfileRecord,
  part: { readonly key?: string | null; readonly removed?: boolean } = {},
): void {
  const old = readAccount(dataDir, profile.id);
  const next = { version: 1, profile, key: part.key ?? old?.key ?? null, removed: part.removed ?? false };
  try {
    mkdirSync(join(dataDir, profile.id), { recursive: true });
    writeWhole(fileOf(dataDir, profile.id), `${JSON.stringify(next, null, 2)}\n`);
  } catch {
    // The settings have it too; whoever needs the folder next says what is wrong with it.
  }
}
