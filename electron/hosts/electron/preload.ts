import { contextBridge, ipcRenderer } from 'electron';
import type { WirePort } from '../../contract/transport/wire.ts';

// The channel's name is repeated here: a sandboxed preload script cannot load other files.
const wireChannel = 'wire';

const port: WirePort = {
  post: (text) => ipcRenderer.send(wireChannel, String(text)),
  listen(receive) {
    const listener = (_event: unknown, text: string) => receive(text);
    ipcRenderer.on(wireChannel, listener);
    return () => {
      ipcRenderer.off(wireChannel, listener);
    };
  },
};

/** All the view gets of Electron: two functions that carry text. */
contextBridge.exposeInMainWorld('earshot', port);
