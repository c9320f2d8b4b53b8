import { describe, expect, it } from 'vitest';
import { createFakeBridge } from '../../test/support/fake-bridge.ts';
import { singleFlight } from './single-flight.ts';

/** Lets everything that is ready to run, run. */
const settled = async () => {
  for (let n = 0; n < 50; n++) await Promise.resolve();
};

describe('one question at a time', () => {
  it('a burst of 20 keystrokes runs only the searches whose results are shown', async () => {
    const ran: string[] = [];
    const shown: string[] = [];
    const release: (() => void)[] = [];
    // A bridge that counts, over a core whose searches take as long as six keystrokes.
    const bridge = createFakeBridge({
      'library/search': async (input) => {
        ran.push(input.q);
        await new Promise<void>((resolve) => release.push(resolve));
        return { explanation: input.q } as never;
      },
    });
    const asker = singleFlight(
      (q: string, signal) => bridge.request('library/search', { q }, { signal }),
      (q, outcome) => outcome.ok && shown.push(q),
    );
    const text = 'remote control battery price'.slice(0, 20);
    for (let key = 1; key <= text.length; key++) {
      asker.ask(text.slice(0, key));
      await settled();
      if (key % 6 === 0) {
        release.shift()?.();
        await settled();
      }
    }
    while (release.length > 0) {
      release.shift()?.();
      await settled();
    }
    expect(ran).toEqual(shown);
    expect(shown.at(-1)).toBe(text);
    expect(ran).toEqual([1, 6, 12, 18, 20].map((length) => text.slice(0, length)));
  });

  it('goes on after a failure, and stops when told', async () => {
    const shown: string[] = [];
    let fail = true;
    const asker = singleFlight(
      async (input: string, signal) => {
        await Promise.resolve();
        if (signal.aborted) throw new Error('aborted');
        if (fail) throw new Error('no');
        return input;
      },
      (input, outcome) => shown.push(`${input} ${outcome.ok}`),
    );
    asker.ask('a');
    asker.ask('b');
    await settled();
    expect(shown).toEqual(['a false', 'b false']);
    fail = false;
    asker.ask('c');
    asker.ask('d');
    asker.stop();
    await settled();
    expect(shown).toEqual(['a false', 'b false']);
    asker.ask('e');
    await settled();
    expect(shown.at(-1)).toBe('e true');
  });
});
