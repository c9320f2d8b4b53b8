import { ipcMain, type WebContents, type WebFrameMain } from 'electron';
import type { WirePort } from '../contract/transport/wire.ts';
import { isOwnPage } from './navigation.ts';

/** The one channel between the view and the core. */
export const wireChannel = 'wire';

/** Longest message taken from the view, in characters. */
const longest = 8 * 1024 * 1024;

/** What of an IPC message decides whether it is heard. */
export interface Sender {
  readonly isMainFrame: boolean;
  readonly url: string;
}

/** Whether a message comes from our own page in the main frame and is text of a sane length. */
export function isHeard(sender: Sender | null, text: unknown): text is string {
  return sender?.isMainFrame && isOwnPage(sender.url) && typeof text === 'string' && text.length <= longest;
}

function senderOf(frame: WebFrameMain | null): Sender | null {
  return frame && { isMainFrame: frame.parent === null, url: frame.url };
}

/** The channel to one window as a port; everything that is not from its own main frame is dropped. */
export function ipcPort(contents: WebContents): WirePort {
  return {
    post(text) {
      if (!contents.isDestroyed()) contents.send(wireChannel, text);
    },
    listen(receive) {
      const listener = (event: Electron.IpcMainEvent, text: unknown) => {
        if (event.sender === contents && isHeard(senderOf(event.senderFrame), text)) receive(text);
      };
      ipcMain.on(wireChannel, listener);
      return () => ipcMain.off(wireChannel, listener);
    },
  };
}
