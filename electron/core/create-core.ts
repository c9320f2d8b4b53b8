import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { allowReadOnlyDrives } from '../../db/store/read-only.ts';
import { openRequestLog, type RequestLog } from '../../db/sync/request-log.ts';
import type { AppInfo } from '../contract/app.ts';
import { EarshotError, toWireError } from '../contract/errors.ts';
import { diskIsFull, readOnly } from '../contract/refusals.ts';
import { createMemoryLimiterStore, systemClock } from '../gong/client/limiter.ts';
import { createAppService } from './app/app-service.ts';
import { lookAtRest } from './app/at-rest/at-rest.ts';
import { type Closer, closeAll } from './app/close-all.ts';
import { createCover, type Presence } from './app/cover.ts';
import { type EnvironmentCredentials, useEnvironmentAccount } from './app/environment.ts';
import { createEventBus } from './app/event-bus.ts';
import { makePrivate } from './app/folder.ts';
import { createConnectionTester } from './app/key-check.ts';
import { type Lock, takeLock } from './app/lock.ts';
import { createLog, type Logger, silentLog } from './app/log.ts';
import { createNodeNetwork, type Network, type NetworkDeps } from './app/network/network.ts';
import { createProxySettings } from './app/network/setting.ts';
import { createNotices, type Notices } from './app/notices.ts';
import type { StartProcess } from './app/processes.ts';
import { createProfiles, type Profiles } from './app/profiles.ts';
import { createReserve, type Reserve } from './app/reserve.ts';
import { createSample } from './app/sample.ts';
import { createKeychainSecrets } from './app/secrets/keychain.ts';
import { rememberRemovals } from './app/secrets/removals.ts';
import type { SecretStore } from './app/secrets/store.ts';
import { openSettings } from './app/settings.ts';
import { version } from './app/version.ts';
import { zoneName } from './app/zone.ts';
import type { MainContext } from './rpc/context.ts';
import type { Core } from './rpc/core.ts';
import { mainHandlers } from './rpc/handlers/index.ts';
import { createRouter } from './rpc/router.ts';
import { createBackups } from './session/backups.ts';
import { findOtherCompany } from './session/company.ts';
import { makeClient } from './session/gong-client.ts';
import { openSession } from './session/session.ts';
import { createSessionKeeper } from './session/session-keeper.ts';

export interface CoreOptions {
  /** Folder of settings, log and stores; made if it does not exist. */
  readonly dataDir: string;
  readonly shell: AppInfo['shell'];
  /** The system keychain by default. */
  readonly secrets?: SecretStore;
  /** How processes of the keychain and of levels are started; Node's way unless given. */
  readonly startProcess?: StartProcess;
  /** What the host's system says of whether the user is there; without it nothing is covered. */
  readonly presence?: Presence;
  /** Credentials from the environment: used for this run, stored nowhere. */
  readonly account?: EnvironmentCredentials;
  /** What to do when another Earshot holds the folder: fail with 'core/locked', or open it for reading only. */
  readonly whenLocked?: 'fail' | 'readOnly';
  /** The same where the folder cannot be written (rights, a read-only drive, a full disk) but something is in it. */
  readonly whenUnwritable?: 'fail' | 'readOnly';
  /** False: syncs start only when asked for (the command line). */
  readonly autoSync?: boolean;
  readonly now?: () => number;
  /** How requests leave this computer; Node's own network, with proxies by setting or environment, unless given. */
  readonly network?: (deps: NetworkDeps) => Network;
}

/**
 * Starts a core over a data folder. Rejects with 'core/locked', 'store/readonly', 'store/full' or 'settings/newer';
 * a store that cannot be opened is no rejection but the state 'failed' of `app/info`.
 */
export async function createCore(options: CoreOptions): Promise<Core> {
  const { dataDir } = options;
  const now = options.now ?? Date.now;
  let lost: (error: EarshotError) => void = () => {};
  allowReadOnlyDrives();
  const reserve = createReserve(dataDir);
  const lock = lockOrRead();
  const opened: Closer[] = [() => lock instanceof EarshotError || lock.release()];
  try {
    return await build({ ...options, reserve }, now, lock, opened, (listener) => {
      lost = listener;
    });
  } catch (error) {
    // What went wrong first is told, not what closing made of it.
    await closeAll(opened).catch(() => undefined);
    throw error;
  }

  /** The lock, or why the folder is only read. */
  function lockOrRead(): Lock | EarshotError {
    try {
      return takeLock(dataDir, (error) => lost(error));
    } catch (error) {
      if (!(error instanceof EarshotError)) throw error;
      if (error.code === 'store/full' && reserve.release()) return lockOrRead();
      if (options.whenLocked === 'readOnly' && error.code === 'core/locked') return readOnly();
      const isUnwritable = error.code === 'store/readonly' || error.code === 'store/full';
      if (options.whenUnwritable === 'readOnly' && isUnwritable && hasContent(dataDir))
        return forReading(error);
      throw error;
    }
  }
}

/** The error of a folder that is only read: one without a lock is not taken over later. */
const forReading = (error: EarshotError) =>
  new EarshotError({
    code: error.code,
    message: `${error.message} What is in it can be read and searched.`,
    nextStep: error.code === 'store/full' ? 'Free some space, then start Earshot again.' : error.nextStep,
    cause: error,
  });

/** Whether there is anything to read in a folder. */
function hasContent(dataDir: string): boolean {
  try {
    return readdirSync(dataDir).length > 0;
  } catch {
    return false;
  }
}

async function build(
  options: CoreOptions & { readonly reserve: Reserve },
  now: () => number,
  locked: Lock | EarshotError,
  opened: Closer[],
  onLost: (listener: (error: EarshotError) => void) => void,
): Promise<Core> {
  const { dataDir, reserve } = options;
  const refusal = locked instanceof EarshotError ? locked : null;
  const lock = refusal ? null : locked;
  const log = lock ? createLog(join(dataDir, 'logs', 'earshot.log'), now) : silentLog;
  // So that a log that is sent in says what wrote it, also where nothing went wrong.
  log.log('info', 'core.start', { version, shell: options.shell, node: process.versions.node });
  const bus = createEventBus((error) => log.log('error', 'listener.failed', { error }));
  opened.push(() => bus.close());
  let emitInfo = () => {};
  const notices = createNotices(() => emitInfo());
  const open = lock ? makePrivate(dataDir) : null;
  if (open) notices.add(open);
  if (refusal && refusal.code !== 'core/read-only') notices.add(toWireError(refusal));
  const settings = openSettings(dataDir, now(), notices.add);
  const keychain = createKeychainSecrets(
    notices.add,
    options.startProcess ? { start: options.startProcess } : {},
  );
  const removals = rememberRemovals({
    secrets: options.secrets ?? keychain,
    settings,
    onNotice: notices.add,
  });
  const environment = useEnvironmentAccount(options.account, removals.secrets);
  const profiles = createProfiles({
    dataDir,
    settings,
    secrets: environment.secrets,
    hide: log.hide,
    onLocated: () => emitInfo(),
  });
  const sample = createSample({ log });
  const proxy = createProxySettings({
    settings,
    secrets: environment.secrets,
    onChange: () => network.changed(),
  });
  const network = (options.network ?? createNodeNetwork)({
    setting: proxy.get,
    password: proxy.password,
    hide: log.hide,
  });
  const requests = lock ? openRequests(join(dataDir, 'requests.db'), now, reserve) : null;
  opened.push(
    () => network.close(),
    () => sample.stop(),
    () => requests?.close(),
  );
  const memoryStarts = createMemoryLimiterStore();
  const test = createConnectionTester({
    clock: { ...systemClock, now },
    starts: (host) => requests?.for(host) ?? memoryStarts,
    network,
  });

  const keeper = createSessionKeeper({
    log,
    onState: () => emitInfo(),
    open: (record) =>
      openSession({
        profile: { ...record, secret: 'session' },
        profiles,
        bus,
        log,
        now,
        zone: () => zoneName(settings.get().prefs.timeZone),
        notice: notices.add,
        requests,
        fetch: network.fetch,
        startProcess: options.startProcess,
        async makeClient() {
          if (!requests) throw refusal ?? diskIsFull();
          if (record.kind === 'sample') await app.ensureSample();
          return makeClient({ id: record.id, profiles, requests, fetch: network.fetch });
        },
        refusal,
        reserve,
        autoSync: options.autoSync ?? true,
      }),
  });
  opened.push(() => keeper.close());
  const cover = createCover({
    presence: options.presence,
    afterMin: () => settings.get().prefs.coverAfterMin,
    now,
    onChange: () => emitInfo(),
  });
  opened.push(() => cover.close());
  const app = createAppService({
    version,
    shell: options.shell,
    settings,
    profiles,
    notices,
    keeper,
    sample,
    test,
    proxy,
    cover,
    atRest: () => lookAtRest(dataDir),
    otherCompany: (id, connect) => findOtherCompany(profiles.dir(id), connect, log),
    now,
    assertWritable() {
      if (refusal) throw refusal;
    },
    onChange: () => emitInfo(),
  });
  emitInfo = () => bus.emit('app/info', app.info());
  // Another computer has taken the folder while this one slept: two must not write to one store.
  onLost((error) => {
    log.log('error', 'lock.lost', { error });
    void keeper.fail(error);
  });

  const context: MainContext = {
    now,
    log,
    app,
    session: async () => (await keeper.current()).session,
  };
  const route = logged(createRouter({ context, main: mainHandlers, workers: () => keeper.current() }), log);

  if (lock) {
    labelAccounts(profiles, log);
    environment.adopt(profiles);
    opened.push(watchDisk(reserve, { notices, profiles, keeper }));
  }
  const first = profiles.active();
  // Opening runs on its own: the view shows the state meanwhile and requests wait for it.
  const secretsFound = Promise.all([profiles.locateSecrets(), lock ? removals.retry() : null]).then(
    () => undefined,
    (error) => log.log('warn', 'secrets.locate', { error }),
  );
  if (first) void keeper.switchTo(first);
  const sampleStarted =
    first?.kind === 'sample' && lock && (options.autoSync ?? true)
      ? app.ensureSample().catch((error) => log.log('error', 'sample.start', { error }))
      : null;

  let closing: Promise<void> | null = null;
  opened.push(() => sampleStarted);
  // First of all, so that nothing that is closed waits for a keychain that hangs.
  opened.push(() => keychain.close());

  return {
    log,
    readOnly: lock === null,
    secretsFound,
    requestJson: route,
    request: async (name, input, routeOptions) => JSON.parse(await route(name, input, routeOptions)),
    on: bus.on,
    onAny: bus.onAny,
    media: {
      open: async (...args) => (await keeper.current()).session.media.open(...args),
    },
    backups: createBackups({ profiles, keeper, now, refusal }),
    nudge: () => keeper.now()?.nudge(),
    async indexed() {
      // A store that does not open has nothing to wait for; whoever asks it next is told why.
      const open = await keeper.current().catch(() => null);
      await open?.indexed();
    },
    close() {
      closing ??= closeAll(opened);
      return closing;
    },
  };
}

/** A router whose failures that nobody foresaw are in the log: they are told without their inside. */
const logged =
  (ask: ReturnType<typeof createRouter>, log: Logger): typeof ask =>
  async (name, input, options) => {
    try {
      return await ask(name, input, options);
    } catch (error) {
      if (toWireError(error).code === 'core/unexpected') log.log('error', 'request.failed', { name, error });
      throw error;
    }
  };

/** The log of requests; null where the disk is so full that it cannot be opened: nothing is asked of Gong then. */
function openRequests(file: string, now: () => number, reserve: Reserve): RequestLog | null {
  try {
    return openRequestLog(file, now);
  } catch (error) {
    if (toWireError(error).code !== 'store/full') throw error;
    return reserve.release() ? openRequests(file, now, reserve) : null;
  }
}

/** Labels are for a settings file that gets lost: on a full disk they wait for the next start. */
function labelAccounts(profiles: Profiles, log: Logger): void {
  try {
    profiles.label();
  } catch (error) {
    log.log('warn', 'profiles.label', { error });
  }
}

/** Tells that the disk is full, and goes on with what waited once there is room. */
function watchDisk(
  reserve: Reserve,
  to: {
    readonly notices: Notices;
    readonly profiles: Profiles;
    readonly keeper: ReturnType<typeof createSessionKeeper>;
  },
): () => void {
  return reserve.watch({
    full: () => to.notices.add(toWireError(diskIsFull())),
    room() {
      to.notices.dismiss('store/full');
      const account = to.profiles.active();
      const session = to.keeper.now();
      if (session?.writer) session.nudge();
      else if (account) void to.keeper.switchTo(account);
    },
  });
}
