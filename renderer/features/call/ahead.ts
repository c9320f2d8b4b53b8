import type { Output } from '../../../electron/contract/procedures.ts';
import { bridge } from '../../bridge/bridge.ts';

type Asked = 'call/get' | 'call/transcript';
interface Ahead {
  readonly at: number;
  readonly get: Promise<Output<'call/get'>>;
  readonly transcript: Promise<Output<'call/transcript'>>;
}

/** Milliseconds for which what was asked ahead may be shown; the call page asks again when the store changes. */
const fresh = 15_000;
const most = 6;
const known = new Map<string, Ahead>();
bridge.on('store/changed', () => known.clear());

/** Asks for a call that is about to be opened, so that its page has it at once. */
export function askAhead(id: string): void {
  const before = known.get(id);
  if (before && performance.now() - before.at < fresh) return;
  const ahead = {
    at: performance.now(),
    get: bridge.request('call/get', { id }),
    transcript: bridge.request('call/transcript', { id }),
  };
  known.delete(id);
  known.set(id, ahead);
  for (const work of [ahead.get, ahead.transcript]) work.catch(() => known.delete(id));
  const oldest = known.keys().next().value;
  if (known.size > most && oldest !== undefined) known.delete(oldest);
}

/** What was asked ahead for a call, if it is still fresh. */
export function takeAhead<N extends Asked>(name: N, id: string): Promise<Output<N>> | undefined {
  const ahead = known.get(id);
  if (!ahead || performance.now() - ahead.at > fresh) return undefined;
  return (name === 'call/get' ? ahead.get : ahead.transcript) as Promise<Output<N>>;
}

/** The call that a link leads to; null for any other element. */
function callOfLink(target: EventTarget | null): string | null {
  const href = target instanceof Element ? target.closest('a[href]')?.getAttribute('href') : null;
  const match = /^#?\/call\/([^?#/]+)/.exec(href ?? '');
  return match?.[1] ? decodeURIComponent(match[1]) : null;
}

/** Makes calls ready while the pointer or the focus is on a link to them, and `code` (the page itself) when idle. */
export function watchLinks(code: () => Promise<unknown>): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (event: Event) => {
    const id = callOfLink(event.target);
    clearTimeout(timer);
    // Passing over a link is not being about to open it.
    if (id) timer = setTimeout(() => askAhead(id), event.type === 'pointerdown' ? 0 : 60);
  };
  for (const type of ['pointerover', 'focusin', 'pointerdown'])
    document.addEventListener(type, look, { passive: true });
  const idle = window.requestIdleCallback ?? ((work: () => void) => setTimeout(work, 500));
  idle(() => void code().catch(() => undefined));
}
