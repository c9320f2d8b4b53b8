import { join } from 'node:path';
import { BrowserWindow, type Session, screen, shell } from 'electron';
import { isOwnPage, mayOpenOutside, viewOrigin } from './navigation.ts';
import { readWindowState, writeWindowState } from './window-state.ts';

interface WindowOptions {
  readonly session: Session;
  readonly preload: string;
  readonly dataDir: string;
  /** Hash route to open with. */
  readonly route: string | null;
}

/** Opens the app's window: sandboxed, on our own page for ever, external links to the system's browser. */
export function openWindow(options: WindowOptions): BrowserWindow {
  const file = join(options.dataDir, 'window.json');
  const { maximized, ...bounds } = readWindowState(
    file,
    screen.getAllDisplays().map((display) => display.workArea),
  );
  const window = new BrowserWindow({
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    title: 'Earshot',
    show: false,
    webPreferences: {
      session: options.session,
      preload: options.preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  if (maximized) window.maximize();
  window.once('ready-to-show', () => window.show());
  window.on('close', () => {
    writeWindowState(file, { ...window.getNormalBounds(), maximized: window.isMaximized() });
  });
  window.webContents.setWindowOpenHandler(({ url }) => {
    if (mayOpenOutside(url)) void shell.openExternal(url);
    return { action: 'deny' };
  });
  window.webContents.on('will-navigate', (event) => {
    if (isOwnPage(event.url)) return;
    event.preventDefault();
    if (mayOpenOutside(event.url)) void shell.openExternal(event.url);
  });
  window.webContents.on('will-redirect', (event) => {
    if (!isOwnPage(event.url)) event.preventDefault();
  });
  window.webContents.on('will-attach-webview', (event) => event.preventDefault());
  void window.loadURL(`${viewOrigin}/${options.route ?? ''}`);
  return window;
}

/** Shows a route in an open window and brings it to the front. */
export function showRoute(window: BrowserWindow, route: string | null): void {
  if (window.isMinimized()) window.restore();
  window.focus();
  if (route) void window.loadURL(`${viewOrigin}/${route}`);
}
