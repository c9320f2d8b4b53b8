import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { singleFlight } from '../../renderer/data/single-flight.ts';
import { type Opened, transports } from './transports.ts';

const { fake: _, ...overCores } = transports;
const text = 'remote control battery OR price';
const keys = Array.from(text, (_letter, at) => text.slice(0, at + 1));

describe.each(Object.keys(overCores))('only the newest counts, over %s', (name) => {
  let opened: Opened;
  /** What each text means, asked one by one. */
  let meanings: Map<string, string>;
  const search = async (q: string, signal?: AbortSignal) =>
    (await opened.bridge.request('library/search', { q }, signal ? { signal } : undefined)).explanation;

  // Searches change nothing: one core serves them all.
  beforeAll(async () => {
    opened = await (overCores[name] as () => Promise<Opened>)();
    await opened.bridge.request('connection/save', {
      name: 'Acme',
      baseUrl: 'https://gong.invalid',
      auth: { kind: 'key', accessKey: 'AK', secret: 'secret' },
    });
    meanings = new Map();
    for (const q of keys) meanings.set(q, await search(q));
  });
  afterAll(async () => {
    opened.bridge.close();
    await opened.end();
  });

  test.each([
    ['cancelled by the next key', true],
    ['waited for, with the newest in line', false],
  ])('typing never shows an older answer, and always the last: each %s', async (_how, cancel) => {
    const shown: { readonly q: string; readonly answer: unknown }[] = [];
    const asker = singleFlight<string, string>(search, (q, outcome) =>
      shown.push({ q, answer: outcome.ok ? outcome.answer : outcome.error }),
    );
    for (const [at, q] of keys.entries()) {
      if (cancel) asker.stop();
      asker.ask(q);
      // From no pause at all to more than a search takes.
      for (let turns = (at * 7) % 40; turns > 0; turns--) await turn();
    }
    await expect.poll(() => shown.at(-1)?.q).toBe(text);
    for (const { q, answer } of shown) expect(answer).toBe(meanings.get(q));
    const order = shown.map(({ q }) => q.length);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
  });

  test('searches that are all wanted are all answered, however many come at once', async () => {
    const answers = await Promise.all(keys.map((q) => search(q)));
    expect(answers).toEqual([...meanings.values()]);
  });
});
