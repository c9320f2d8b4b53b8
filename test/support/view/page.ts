import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { configure, waitFor } from '@testing-library/dom';
import { PointerEventsCheckLevel, type UserEvent, userEvent } from '@testing-library/user-event';
import { afterAll, afterEach, expect, inject, vi } from 'vitest';
import type { Bridge } from '../../../electron/contract/bridge.ts';
import type { EventName } from '../../../electron/contract/events.ts';
import {
  type Input,
  type Output,
  type ProcedureName,
  procedures,
} from '../../../electron/contract/procedures.ts';
import { createPortBridge } from '../../../electron/contract/transport/port.ts';
import type { FakeBridge } from '../fake-bridge.ts';
import { wireOf } from '../wire.ts';

/** Answers in place of the core's, by procedure; `real` asks the core what it would say. */
export type Answers = {
  readonly [N in ProcedureName]?: (
    input: Input<N>,
    real: () => Promise<Output<N>>,
  ) => Output<N> | Promise<Output<N>>;
};

/** The view at an address, over a core with the sample workspace. */
export interface MountedPage {
  readonly user: UserEvent;
  /** The core, past whatever answers in its place. */
  readonly core: Bridge;
  /** What the view has for a core: says things unasked, loses its connection. */
  readonly bridge: FakeBridge;
  /** Questions of the view since it was mounted, in their order. */
  readonly asked: readonly { readonly name: ProcedureName; readonly input: unknown }[];
  /** Goes to another address of the view. */
  go(route: string): void;
}

// Tests say what must come, not how soon.
configure({ asyncUtilTimeout: 30_000 });

/** The first element of a selector, once there is one. */
export const first = (selector: string): Promise<HTMLElement> =>
  waitFor(() => {
    const found = document.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`There is no ${selector}.`);
    return found;
  });

/** Waits until the first element of a selector says something, whatever elements its words lie in. */
export const says = (selector: string, words: string | RegExp): Promise<void> =>
  waitFor(() => expect(document.querySelector(selector)?.textContent ?? '').toMatch(words));

/** How many calls the Library says it found. */
export const foundCalls = (words: string | RegExp): Promise<void> => says('.total[role=status]', words);

const events: readonly EventName[] = [
  'app/info',
  'sync/status',
  'store/changed',
  'media/offline',
  'media/loading',
  'trackers/progress',
];

let running: { readonly core: Bridge; end(): Promise<void> } | null = null;

/** The core of a test file, on a copy of the prepared folder; the tests of a file share its state. */
function coreOfFile(): Bridge {
  if (running) return running.core;
  const dir = mkdtempSync(join(tmpdir(), 'earshot-view-'));
  cpSync(inject('sampleFolder'), dir, { recursive: true });
  const thread = new Worker(join(import.meta.dirname, 'core.worker.ts'), { workerData: dir });
  const ended = new Promise((resolve) => thread.once('exit', resolve));
  const core = createPortBridge(wireOf(thread));
  running = {
    core,
    async end() {
      core.close();
      thread.postMessage('end');
      await ended;
      rmSync(dir, { recursive: true, force: true });
    },
  };
  return core;
}

let unmount = () => {};
afterEach(() => unmount());
afterAll(async () => running?.end());

/** Mounts the whole view at a route ("/library?q=battery"), with a state of its own, as a window that was just opened has. */
export async function mountPage(route: string, answers: Answers = {}): Promise<MountedPage> {
  unmount();
  const core = coreOfFile();
  const asked: { name: ProcedureName; input: unknown }[] = [];
  const answer = (name: ProcedureName) => (input: never, signal?: AbortSignal) => {
    asked.push({ name, input });
    const real = () => core.request(name, input, { signal });
    const other = answers[name] as ((input: never, real: () => Promise<unknown>) => unknown) | undefined;
    return other ? other(input, real) : real();
  };
  // Signals of the view live in its modules: a window that is opened anew has none of what another one left.
  vi.resetModules();
  const { createFakeBridge } = await import('../fake-bridge.ts');
  const names = Object.keys(procedures) as ProcedureName[];
  const bridge = createFakeBridge(Object.fromEntries(names.map((name) => [name, answer(name)])));
  const stops = events.map((event) => core.on(event, (data) => bridge.emit(event, data)));

  vi.doMock('../../../renderer/bridge/bridge.ts', () => ({ bridge }));
  location.hash = `#${route}`;
  const [{ App }, { followCore }, { render }, { createComponent }] = await Promise.all([
    import('../../../renderer/app/app.tsx'),
    import('../../../renderer/data/app.ts'),
    import('solid-js/web'),
    import('solid-js'),
  ]);
  const root = document.body.appendChild(document.createElement('div'));
  followCore();
  const dispose = render(() => createComponent(App, {}), root);
  unmount = () => {
    unmount = () => {};
    dispose();
    for (const stop of stops) stop();
    bridge.close();
    document.body.replaceChildren();
  };
  return {
    // Without layout nothing lies over anything: there is no use in asking for the styles of all that is around.
    user: userEvent.setup({ document, delay: null, pointerEventsCheck: PointerEventsCheckLevel.Never }),
    core,
    bridge,
    asked,
    go(next) {
      location.hash = `#${next}`;
    },
  };
}
