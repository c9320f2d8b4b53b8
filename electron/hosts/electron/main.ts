import { join } from 'node:path';
import {
  app,
  type BrowserWindow,
  dialog,
  Menu,
  powerMonitor,
  protocol,
  session,
  systemPreferences,
} from 'electron';
import { toWireError } from '../../contract/errors.ts';
import { type EnvironmentCredentials, takeEnvironmentAccount } from '../../core/app/environment.ts';
import { createCore } from '../../core/create-core.ts';
import type { Core } from '../../core/rpc/core.ts';
import { serveWire } from '../../core/rpc/wire-server.ts';
import { receiveAccount } from './account.ts';
import { routeOfLink } from './deep-link.ts';
import { ipcPort } from './ipc.ts';
import { buildMenu } from './menu.ts';
import { createElectronNetwork } from './network.ts';
import { readShellOptions } from './options.ts';
import { createPresence } from './presence.ts';
import { startUtilityProcess } from './process.ts';
import { answerViewRequest } from './protocol.ts';
import { openWindow, showRoute } from './window.ts';

const here = import.meta.dirname;
const rendererDir = join(here, '../renderer');

protocol.registerSchemesAsPrivileged([
  {
    scheme: 'app',
    privileges: { standard: true, secure: true, supportFetchAPI: true, stream: true, codeCache: true },
  },
]);

// What is made is the user's alone, the files of SQLite and Chromium included.
process.umask(0o077);
let environmentAccount: EnvironmentCredentials | undefined;
let environmentTrouble: unknown = null;
try {
  environmentAccount = takeEnvironmentAccount(process.env);
} catch (error) {
  environmentTrouble = error;
}

const options = readShellOptions(process.argv, join(app.getPath('appData'), 'Earshot'));
app.setPath('userData', join(options.dataDir, 'electron'));
app.setAsDefaultProtocolClient('earshot');

let window: BrowserWindow | null = null;
let pendingRoute = options.link ? routeOfLink(options.link) : null;

function show(route: string | null): void {
  if (window) showRoute(window, route);
  else pendingRoute = route;
}

if (app.requestSingleInstanceLock()) {
  app.on('second-instance', (_event, argv) => {
    const { link } = readShellOptions(argv, '');
    show(link ? routeOfLink(link) : null);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    show(routeOfLink(url));
  });
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
  void app.whenReady().then(start, fail);
} else {
  app.quit();
}

async function start(): Promise<void> {
  let core: Core;
  try {
    if (environmentTrouble) throw environmentTrouble;
    const presence = createPresence(process.platform, powerMonitor, systemPreferences);
    const account = options.accountComes ? await receiveAccount(process) : environmentAccount;
    core = await createCore({
      dataDir: options.dataDir,
      shell: 'electron',
      whenUnwritable: 'readOnly',
      ...(account ? { account } : {}),
      ...(presence ? { presence } : {}),
      // Started as a part of Electron, since its binary is no Node here.
      startProcess: startUtilityProcess,
      // A session of its own, in memory: nothing of Gong's answers is cached or remembered by Chromium.
      network: (deps) =>
        createElectronNetwork(session.fromPartition('earshot-network', { cache: false }), deps),
    });
  } catch (error) {
    return fail(error);
  }
  const view = session.fromPartition('persist:earshot');
  view.protocol.handle('app', (request) => answerViewRequest(core, rendererDir, request));
  view.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  view.setPermissionCheckHandler(() => false);
  view.setDevicePermissionHandler(() => false);
  Menu.setApplicationMenu(buildMenu(show));
  powerMonitor.on('resume', () => core.nudge());

  const open = () => {
    const opened = openWindow({
      session: view,
      preload: join(here, '../preload/preload.cjs'),
      dataDir: options.dataDir,
      route: pendingRoute,
    });
    pendingRoute = null;
    window = opened;
    const stop = serveWire(core, ipcPort(opened.webContents));
    opened.once('closed', () => {
      stop();
      window = null;
    });
  };
  open();
  app.on('activate', () => {
    if (!window) open();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  let closed = false;
  app.on('will-quit', (event) => {
    if (closed) return;
    // Quitting waits for the writer's transaction and the release of the lock.
    event.preventDefault();
    void core.close().finally(() => {
      closed = true;
      app.quit();
    });
  });
}

function fail(error: unknown): void {
  const { message, nextStep } = toWireError(error);
  dialog.showErrorBox('Earshot could not start', `${message}\n\n${nextStep}`);
  app.exit(1);
}
