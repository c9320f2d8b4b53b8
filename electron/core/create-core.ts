import { join } from 'node:path';
import { openRequestLog } from '../../db/sync/request-log.ts';
import type { AppInfo } from '../contract/app.ts';
import { EarshotError, toWireError } from '../contract/errors.ts';
import { readOnly } from '../contract/refusals.ts';
import { createMemoryLimiterStore, systemClock } from '../gong/client/limiter.ts';
import { createAppService } from './app/app-service.ts';
import { type Closer, closeAll } from './app/close-all.ts';
import { type EnvironmentCredentials, useEnvironmentAccount } from './app/environment.ts';
import { createEventBus } from './app/event-bus.ts';
import { makePrivate } from './app/folder.ts';
import { createConnectionTester } from './app/key-check.ts';
import { type Lock, takeLock } from './app/lock.ts';
import { createLog, silentLog } from './app/log.ts';
import { createNodeNetwork, type Network, type NetworkDeps } from './app/network/network.ts';
import { createProxySettings } from './app/network/setting.ts';
import { createNotices } from './app/notices.ts';
import { createProfiles } from './app/profiles.ts';
import { createSample } from './app/sample.ts';
import { createKeychainSecrets } from './app/secrets/keychain.ts';
import type { StartProcess } from './app/secrets/keychain-process.ts';
import { rememberRemovals } from './app/secrets/removals.ts';
import type { SecretStore } from './app/secrets/store.ts';
import { openSettings } from './app/settings.ts';
import { version } from './app/version.ts';
import { zoneName } from './app/zone.ts';
import type { MainContext } from './rpc/context.ts';
import type { Core } from './rpc/core.ts';
import { mainHandlers } from './rpc/handlers/index.ts';
import { createRouter } from './rpc/router.ts';
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
  /** How the process of the keychain is started; Node's way unless given. */
  readonly startProcess?: StartProcess;
  /** Credentials from the environment: used for this run, stored nowhere. */
  readonly account?: EnvironmentCredentials;
  /** What to do when another Earshot holds the folder: fail with 'core/locked', or open it for reading only. */
  readonly whenLocked?: 'fail' | 'readOnly';
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
  const lock = lockOrRead(options);
  const opened: Closer[] = [() => lock?.release()];
  try {
    return await build(options, now, lock, opened, (listener) => {
      lost = listener;
    });
  } catch (error) {
    // What went wrong first is told, not what closing made of it.
    await closeAll(opened).catch(() => undefined);
    throw error;
  }

  function lockOrRead({ whenLocked }: CoreOptions): Lock | null {
    try {
      return takeLock(dataDir, (error) => lost(error));
    } catch (error) {
      const code = error instanceof EarshotError ? error.code : '';
      if (whenLocked === 'readOnly' && (code === 'core/locked' || code === 'store/readonly')) return null;
      throw error;
    }
  }
}

async function build(
  options: CoreOptions,
  now: () => number,
  lock: Lock | null,
  opened: Closer[],
  onLost: (listener: (error: EarshotError) => void) => void,
): Promise<Core> {
  const { dataDir } = options;
  const log = lock ? createLog(join(dataDir, 'logs', 'earshot.log'), now) : silentLog;
  // So that a log that is sent in says what wrote it, also where nothing went wrong.
  log.log('info', 'core.start', { version, shell: options.shell, node: process.versions.node });
  const bus = createEventBus((error) => log.log('error', 'listener.failed', { error }));
  opened.push(() => bus.close());
  let emitInfo = () => {};
  const notices = createNotices(() => emitInfo());
  const open = lock ? makePrivate(dataDir) : null;
  if (open) notices.add(open);
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
  const requests = lock ? openRequestLog(join(dataDir, 'requests.db'), now) : null;
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
        async makeClient() {
          if (!requests) throw readOnly();
          if (record.kind === 'sample') await app.ensureSample();
          return makeClient({ id: record.id, profiles, requests, fetch: network.fetch });
        },
        writable: lock !== null,
        autoSync: options.autoSync ?? true,
      }),
  });
  opened.push(() => keeper.close());
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
    otherCompany: (id, connect) => findOtherCompany(profiles.dir(id), connect, log),
    now,
    assertWritable() {
      if (!lock) throw readOnly();
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
  const ask = createRouter({ context, main: mainHandlers, workers: () => keeper.current() });

  /** What nobody foresaw is told without its inside, so the log has to have it. */
  const route: typeof ask = async (name, input, routeOptions) => {
    try {
      return await ask(name, input, routeOptions);
    } catch (error) {
      if (toWireError(error).code === 'core/unexpected') log.log('error', 'request.failed', { name, error });
      throw error;
    }
  };

  if (lock) {
    profiles.label();
    environment.adopt(profiles);
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
