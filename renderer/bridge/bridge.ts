import type { Bridge } from '../../electron/contract/bridge.ts';
import { createHttpBridge } from '../../electron/contract/transport/http.ts';
import { createPortBridge } from '../../electron/contract/transport/port.ts';
import type { WirePort } from '../../electron/contract/transport/wire.ts';
import { findSessionKey } from './session-key.ts';

declare global {
  interface Window {
    /** Set by Electron's preload script; absent in the browser shell. */
    readonly earshot?: WirePort;
  }
}

/** The view's only way to the core: Electron's port where there is one, else the loopback server. */
export const bridge: Bridge = window.earshot
  ? createPortBridge(window.earshot)
  : createHttpBridge({ key: findSessionKey() });
