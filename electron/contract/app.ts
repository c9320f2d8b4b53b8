import * as v from 'valibot';
import { main, read, write } from './define.ts';
import type { WireError } from './errors.ts';
import type { TimeZoneInfo } from './zone.ts';

/** Life of the core as the view sees it. */
export type AppState =
  | { status: 'opening' }
  | { status: 'noProfile' }
  | { status: 'ready' }
  | { status: 'failed'; error: WireError };

/** Somebody with a user in Gong. */
export const gongPerson = v.object({ id: v.string(), name: v.string(), email: v.string() });
export type GongPerson = v.InferOutput<typeof gongPerson>;

/** A Gong account (or the sample workspace) with a store of its own. */
export interface Profile {
  readonly id: string;
  readonly name: string;
  readonly kind: 'gong' | 'sample';
  /** Base URL of the Gong API; for the sample this is the emulator's and changes at each start. */
  readonly baseUrl: string;
  readonly authKind: 'key' | 'bearer';
  /** Who the user is in Gong, where that was told: whose calls “my calls” are. */
  readonly me: GongPerson | null;
  /** Whether it was decided whose calls are synced; nothing is, before. */
  readonly scopeChosen: boolean;
  /** Where the secret is: system keychain, this run's memory only, or nowhere (ask again). */
  readonly secret: 'keychain' | 'session' | 'missing';
}

export interface Prefs {
  readonly theme: 'system' | 'light' | 'dark';
  /** IANA zone, or 'system'. */
  readonly timeZone: string;
  /** First day of the week: 1 Monday, 0 Sunday, 6 Saturday. */
  readonly weekStart: 0 | 1 | 6;
  /** Windows are covered when nobody was at the computer for so many minutes; 0: never. */
  readonly coverAfterMin: 0 | 5 | 15 | 60;
  /** Small choices of the view by name, as JSON text: open facets, shown columns. */
  readonly view?: Readonly<Record<string, string>>;
}

/** How requests to Gong leave this computer. Its own addresses are never a matter for a proxy. */
export interface ProxySetting {
  /** 'system': as the environment (command line, browser) or the system (Electron) says; 'none': directly. */
  readonly mode: 'system' | 'none' | 'address';
  /** For 'address': e.g. http://proxy.corp:8080; no user name, no password. */
  readonly address: string;
  /** For 'address': hosts that are reached directly, as in NO_PROXY. */
  readonly bypass: string;
  /** For 'address': the name to sign in with at the proxy; empty for none. Its password is in the keychain. */
  readonly user: string;
}

export interface AppInfo {
  readonly version: string;
  readonly shell: 'electron' | 'browser';
  /** e.g. 'linux', 'darwin', 'win32': for key labels only. */
  readonly os: string;
  readonly state: AppState;
  readonly profiles: readonly Profile[];
  readonly activeProfileId: string | null;
  readonly prefs: Prefs;
  readonly proxy: ProxySetting;
  /** What `prefs.timeZone` comes to. */
  readonly zone: TimeZoneInfo;
  /** Notices the user must see once: settings file was damaged, keychain unavailable, … */
  readonly notices: readonly WireError[];
  /** Whether the windows are covered, and how the system says that the user is there; null: it cannot, and nothing is covered. */
  readonly cover: { readonly on: boolean; readonly by: 'touchId' | 'unlock' | null };
  /** Whether the sample workspace's server (our Gong emulator) is running. */
  readonly sampleOnline: boolean;
}

export interface ConnectionCheck {
  readonly id: string;
  /** e.g. 'Calls with all details'. */
  readonly label: string;
  readonly scope: string | null;
  /** 'empty': Gong answers, but with nothing to sync. */
  readonly status: 'ok' | 'empty' | 'missing' | 'failed' | 'skipped';
  /** What will (not) work, in one sentence. */
  readonly message: string;
  readonly requestId?: string;
}

export interface ConnectionReport {
  readonly ok: boolean;
  readonly error?: WireError;
  /** Which way the requests took, as a sentence: directly, or through which proxy, and what says so. */
  readonly route?: string;
  readonly checks: readonly ConnectionCheck[];
}

interface TableCount {
  readonly table: string;
  readonly rows: number;
}

/** A copy of the whole store that was set aside beside it; it goes after two weeks, and at once when something is erased. */
export interface SetAside {
  /** Of its file, without a folder. */
  readonly name: string;
  /** Damaged: a new store was made in its place; migrated: before another Earshot changed its format; replaced: by a backup. */
  readonly why: 'damaged' | 'migrated' | 'replaced';
  /** UTC ms. */
  readonly atMs: number;
  readonly bytes: number;
}

export interface DoctorReport {
  readonly ok: boolean;
  readonly tables: readonly TableCount[];
  /** Totals a user would name: calls, transcripts, sentences, occurrences (keyword, smart), … */
  readonly totals: Readonly<Record<string, number>>;
  readonly integrity: string;
  /** 'ok' when every word of every call can be found, else what is missing. */
  readonly wordIndex: string;
  readonly schemaVersion: number;
  readonly sizeBytes: number;
  readonly lastSyncMs: number | null;
  /** Release of the time zone rules, e.g. '2026c'; null where the engine does not say. */
  readonly zoneRules: string | null;
  readonly problems: readonly string[];
  readonly setAside: readonly SetAside[];
  /** What is no fault of the store but worth knowing: old time zone rules. */
  readonly notes: readonly string[];
}

/** Whether the disk under the data folder is encrypted: what its system says, and what to do. */
export interface DiskAtRest {
  readonly state: 'encrypted' | 'open' | 'unknown';
  readonly message: string;
  readonly nextStep: string;
}

/** How the data folder lies on this computer, in words and without its path. */
export interface AtRest {
  readonly disk: DiskAtRest;
  /** What copies or endangers the folder: a synced folder, a network drive. */
  readonly warnings: readonly { readonly message: string; readonly nextStep: string }[];
}

const auth = v.variant('kind', [
  v.object({
    kind: v.literal('key'),
    accessKey: v.pipe(v.string(), v.maxLength(1000)),
    secret: v.pipe(v.string(), v.maxLength(4000)),
  }),
  v.object({ kind: v.literal('bearer'), token: v.pipe(v.string(), v.maxLength(8000)) }),
]);
export type ConnectionAuth = v.InferOutput<typeof auth>;

const shortText = v.pipe(v.string(), v.maxLength(2000));

export const appProcedures = {
  'app/info': main<AppInfo>()(),
  'app/setPrefs': main<AppInfo>()({
    theme: v.optional(v.picklist(['system', 'light', 'dark'])),
    timeZone: v.optional(shortText),
    weekStart: v.optional(v.picklist([0, 1, 6])),
    coverAfterMin: v.optional(v.picklist([0, 5, 15, 60])),
    /** Added to the choices that are there. */
    view: v.optional(v.record(v.pipe(v.string(), v.maxLength(60)), v.pipe(v.string(), v.maxLength(4000)))),
  }),
  /**
   * Sets the proxy; the next request goes by it. Absent fields are empty. Credentials may also stand in the address; an absent
   * password keeps the stored one of the same user and proxy. Rejects with 'settings/proxy'.
   */
  'app/setProxy': main<AppInfo>()({
    mode: v.picklist(['system', 'none', 'address']),
    address: v.optional(shortText, ''),
    bypass: v.optional(shortText, ''),
    user: v.optional(shortText, ''),
    password: v.optional(shortText),
  }),
  /** Asks the system, which may take seconds. */
  'app/atRest': main<AtRest>()(),
  /** Has the system say that the user is there. Rejects with 'app/not-confirmed'. */
  'app/uncover': main<AppInfo>()(),
  'app/dismissNotice': main<AppInfo>()({ code: shortText }),
  /** Starts the emulator if needed, makes (or re-opens) the sample profile, makes it active and starts its sync. */
  'sample/start': main<AppInfo>()(),
  /** Pulls or plugs the sample workspace's network: stops or starts its emulator. */
  'sample/setOnline': main<AppInfo>()({ online: v.boolean() }),
  'connection/test': main<ConnectionReport>()({
    baseUrl: shortText,
    auth: v.optional(auth),
    profileId: v.optional(shortText),
  }),
  /**
   * Creates (no profileId) or changes a profile; an absent `auth` keeps the stored secret. Rejects with 'profiles/other-company' when
   * Gong shows the key another company than the account's calls are of: then nothing is changed, unless it is added `asAnother`.
   */
  'connection/save': main<AppInfo>()({
    profileId: v.optional(shortText),
    asAnother: v.optional(v.boolean(), false),
    name: shortText,
    baseUrl: shortText,
    auth: v.optional(auth),
  }),
  /** Gives an account another name; which one is in use stays as it is. */
  'profiles/rename': main<AppInfo>()({
    profileId: shortText,
    name: v.pipe(shortText, v.regex(/\S/, 'An account needs a name.')),
  }),
  'profiles/activate': main<AppInfo>()({ profileId: shortText }),
  'profiles/remove': main<AppInfo>()({ profileId: shortText, deleteData: v.boolean() }),
  'doctor/report': read<DoctorReport>()(),
  /** Copies of the whole store that were set aside, newest first. */
  'copies/list': read<readonly SetAside[]>()(),
  /** Removes one; false where there is none of that name any more. */
  'copies/remove': write<{ readonly removed: boolean }>()({ name: shortText }),
} as const;
