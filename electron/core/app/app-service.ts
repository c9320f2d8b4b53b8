import { platform } from 'node:os';
import type { AppInfo, AppState, AtRest, ConnectionReport, Prefs } from '../../contract/app.ts';
import { EarshotError } from '../../contract/errors.ts';
import type { Input } from '../../contract/procedures.ts';
import { defaultSyncScope } from '../../contract/sync.ts';
import type { GongClient } from '../../gong/client/client.ts';
import type { Cover } from './cover.ts';
import { type ConnectionTester, complete } from './key-check.ts';
import type { ProxySettings } from './network/setting.ts';
import type { Notices } from './notices.ts';
import { newProfileId, type Profiles, sampleId } from './profiles.ts';
import type { Sample, SampleServer } from './sample.ts';
import type { ProfileRecord, Settings } from './settings.ts';
import { findZone, isZone, zoneInfo } from './zone.ts';

/** What the view can ask about the app itself: state, preferences, accounts, the sample workspace. */
export interface AppService {
  info(): AppInfo;
  /** Tells everybody what the app is now, after another part changed it. */
  changed(): AppInfo;
  setPrefs(prefs: Partial<Prefs>): AppInfo;
  /** Rejects with 'settings/proxy' when it cannot be used. */
  setProxy(input: Input<'app/setProxy'>): Promise<AppInfo>;
  /** How the data folder lies on this computer. */
  atRest(): Promise<AtRest>;
  /** Rejects with 'app/not-confirmed'. */
  uncover(): Promise<AppInfo>;
  dismissNotice(code: string): AppInfo;
  startSample(): Promise<AppInfo>;
  setSampleOnline(online: boolean): Promise<AppInfo>;
  /** Makes sure the sample's server runs, unless the user pulled its network. */
  ensureSample(): Promise<void>;
  testConnection(input: Input<'connection/test'>): Promise<ConnectionReport>;
  saveConnection(input: Input<'connection/save'>): Promise<AppInfo>;
  rename(profileId: string, name: string): AppInfo;
  activate(profileId: string): Promise<AppInfo>;
  removeProfile(profileId: string, deleteData: boolean): Promise<AppInfo>;
}

/** The one profile whose store is open, as the app service switches it. */
export interface OpenProfile {
  state(): AppState;
  /** Closes what is open and opens this profile (null: none). Resolves when that is done or has failed. */
  switchTo(profile: ProfileRecord | null): Promise<void>;
  /** The credentials or the address of this profile changed: if it is open, its next request to Gong uses the new ones. */
  resetClient(profileId: string): void;
}

interface AppServiceDeps {
  readonly version: string;
  readonly shell: AppInfo['shell'];
  readonly settings: Settings;
  readonly profiles: Profiles;
  readonly notices: Notices;
  readonly keeper: OpenProfile;
  readonly sample: Sample;
  readonly test: ConnectionTester;
  readonly proxy: ProxySettings;
  readonly cover: Cover;
  atRest(): Promise<AtRest>;
  /** The company of a key where it is another one than that of an account's calls: an error that says so, and a name for it. */
  otherCompany(
    profileId: string,
    connect: () => GongClient,
  ): Promise<{ readonly error: EarshotError; readonly name: string | null } | null>;
  now(): number;
  /** Throws 'core/read-only' where nothing may be changed. */
  assertWritable(): void;
  onChange(): void;
}

/** Makes the app service of a core. */
export function createAppService(deps: AppServiceDeps): AppService {
  const { settings, profiles, keeper, sample } = deps;

  let unplugged = false;
  let plugged: SampleServer | null = null;

  function info(): AppInfo {
    return {
      version: deps.version,
      shell: deps.shell,
      os: platform(),
      state: keeper.state(),
      profiles: profiles.list(),
      activeProfileId: settings.get().activeProfileId,
      prefs: settings.get().prefs,
      proxy: settings.get().proxy,
      zone: zoneInfo(settings.get().prefs.timeZone, deps.now()),
      notices: deps.notices.list(),
      cover: deps.cover.info(),
      sampleOnline: sample.online(),
    };
  }

  /** Says once that the times shown are not of the zone that the system or the settings ask for. */
  function tellZone(): void {
    const { trouble } = findZone(settings.get().prefs.timeZone);
    if (trouble) deps.notices.add({ code: 'settings/time-zone', ...trouble, retryable: false });
    else deps.notices.dismiss('settings/time-zone');
  }
  tellZone();

  function changed(): AppInfo {
    deps.onChange();
    return info();
  }

  async function open(profileId: string): Promise<AppInfo> {
    profiles.setActive(profileId);
    await keeper.switchTo(profiles.find(profileId));
    return changed();
  }

  /** The sample's server gets a new port and new credentials at each start; the store of before stays. */
  async function plugSample(): Promise<void> {
    unplugged = false;
    const server = await sample.start();
    if (server === plugged) return;
    plugged = server;
    profiles.put({
      id: sampleId,
      name: 'Sample workspace',
      kind: 'sample',
      baseUrl: server.baseUrl,
      authKind: 'key',
      // The sample is public: its private calls are shown, so that all 197 meetings can be explored.
      ...(profiles.list().some(({ id }) => id === sampleId)
        ? {}
        : { scope: { ...defaultSyncScope, privateCalls: true }, scopeChosen: true }),
    });
    await profiles.setAuth(sampleId, { kind: 'key', accessKey: server.accessKey, secret: server.secret });
    keeper.resetClient(sampleId);
  }

  return {
    info,
    changed,
    setPrefs(prefs) {
      deps.assertWritable();
      if (prefs.timeZone !== undefined) assertTimeZone(prefs.timeZone);
      settings.update((now) => ({
        ...now,
        prefs: {
          ...now.prefs,
          ...defined(prefs),
          view: { ...now.prefs.view, ...prefs.view },
        },
      }));
      if (prefs.timeZone !== undefined) tellZone();
      return changed();
    },
    async setProxy(input) {
      deps.assertWritable();
      await deps.proxy.set(input);
      return changed();
    },
    atRest: deps.atRest,
    async uncover() {
      await deps.cover.lift();
      return info();
    },
    dismissNotice(code) {
      deps.notices.dismiss(code);
      return info();
    },
    async startSample() {
      deps.assertWritable();
      await plugSample();
      if (settings.get().activeProfileId === sampleId && keeper.state().status === 'ready') return changed();
      return open(sampleId);
    },
    async setSampleOnline(online) {
      if (online) {
        deps.assertWritable();
        await plugSample();
      } else {
        unplugged = true;
        await sample.stop();
      }
      return changed();
    },
    async ensureSample() {
      if (unplugged) return;
      const before = plugged;
      await plugSample();
      if (plugged !== before) deps.onChange();
    },
    async testConnection(input) {
      if (!input.auth && input.profileId) assertSameHost(profiles.find(input.profileId), input.baseUrl);
      const auth = input.auth ?? (input.profileId ? await profiles.auth(input.profileId) : null);
      return deps.test(input.baseUrl, auth);
    },
    async saveConnection(input) {
      deps.assertWritable();
      const baseUrl = deps.test.checkUrl(input.baseUrl);
      const auth = input.auth ? complete(input.auth) : null;
      const old = input.profileId ? profiles.find(input.profileId) : null;
      if (old?.id === sampleId) throw sampleIsFixed();
      if (old && !input.auth) assertSameHost(old, baseUrl);
      // A folder that was kept is taken up again by a key of its company, and by no other.
      const known = old?.id ?? profiles.former(baseUrl, auth ?? undefined);
      const other =
        known && auth ? await deps.otherCompany(known, () => deps.test.connect(baseUrl, auth)) : null;
      if (other && old && !input.asAnother) throw other.error;
      const id = known && !other ? known : newProfileId();
      const name = input.name.trim();
      profiles.put({
        id,
        name: (other && name === old?.name ? other.name : name) || new URL(baseUrl).hostname,
        kind: 'gong',
        baseUrl,
        authKind: input.auth?.kind ?? old?.authKind ?? 'key',
      });
      if (auth) await profiles.setAuth(id, auth);
      return open(id);
    },
    rename(profileId, name) {
      deps.assertWritable();
      if (profileId === sampleId) throw sampleIsFixed();
      profiles.put({ ...profiles.find(profileId), name: name.trim() });
      return changed();
    },
    async activate(profileId) {
      deps.assertWritable();
      if (profiles.find(profileId).kind === 'sample') await plugSample();
      return open(profileId);
    },
    async removeProfile(profileId, deleteData) {
      deps.assertWritable();
      profiles.find(profileId);
      const wasActive = settings.get().activeProfileId === profileId;
      if (wasActive) await keeper.switchTo(null);
      if (profileId === sampleId) await sample.stop();
      await profiles.remove(profileId, deleteData);
      return changed();
    },
  };
}

function assertTimeZone(timeZone: string): void {
  if (timeZone === 'system' || isZone(timeZone)) return;
  throw new EarshotError({
    code: 'settings/time-zone',
    message: `${JSON.stringify(timeZone)} is not a time zone.`,
    nextStep: 'Choose a name such as Europe/London, or “system”.',
  });
}

/** A stored key goes to the host it was entered for, and to no other: an address is changed more easily than a key is read. */
function assertSameHost(profile: ProfileRecord, baseUrl: string): void {
  // What is no address at all is said by whoever looks at it next, and nothing is sent there.
  if (!URL.canParse(baseUrl.trim()) || new URL(baseUrl.trim()).origin === new URL(profile.baseUrl).origin)
    return;
  throw new EarshotError({
    code: 'secrets/other-host',
    message: `The stored key of “${profile.name}” belongs to ${new URL(profile.baseUrl).host} and is not sent to ${new URL(baseUrl).host}.`,
    nextStep: 'Enter the key (or token) again for the new address, or put the old address back.',
  });
}

function sampleIsFixed(): EarshotError {
  return new EarshotError({
    code: 'profiles/sample',
    message: 'The sample workspace has its own server and name; neither can be changed.',
    nextStep: 'Connect Gong as a new account instead.',
  });
}

function defined<T extends object>(value: T): Partial<T> {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as Partial<T>;
}
