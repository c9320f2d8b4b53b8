import { ipcMain, type WebContents } from 'electron';
import type { WirePort } from '../../contract/transport/wire.ts';
import { isHeard } from './sender.ts';

/** The one channel between the view and the core. */
const wireChannel = 'wire';

/** The channel to one window as a port; everything that is not from its own main frame is dropped. */
export function ipcPort(contents: WebContents): WirePort {
  return {
    post(text) {
      if (!contents.isDestroyed()) contents.send(wireChannel, text);
    },
    listen(receive) {
      const listener = (event: Electron.IpcMainEvent, text: unknown) => {
        if (event.sender !== contents) return;
        const frame = event.senderFrame;
        const sender = frame && { isMainFrame: frame.parent === null, url: frame.url };
        if (isHeard(sender, text)) receive(text);
      };
      ipcMain.on(wireChannel, listener);
      return () => ipcMain.off(wireChannel, listener);
    },
  };
}
