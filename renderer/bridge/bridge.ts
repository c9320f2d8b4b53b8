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

/** The window goes: what it still asks must arrive without it, which a browser grants to what is small. */
let leaving = false;
window.addEventListener('pagehide', () => {
  leaving = true;
});
window.addEventListener('pageshow', () => {
  leaving = false;
});
const send: typeof fetch = (input, init) => {
  const small = typeof init?.body === 'string' && init.body.length < 20_000;
  return fetch(input, { ...init, keepalive: leaving && small });
};

/** The view's only way to the core: Electron's port where there is one, else the loopback server. */
export const bridge: Bridge = window.earshot
  ? createPortBridge(window.earshot)
  : createHttpBridge({ key: findSessionKey(), fetch: send });
