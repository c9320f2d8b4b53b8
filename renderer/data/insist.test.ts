import { expect, test } from 'vitest';
import { EarshotError } from '../../electron/contract/errors.ts';
import { insist } from './insist.ts';

const failure = (code: string) => new EarshotError({ code, message: 'x', nextStep: '' });
/** Fails with each code in turn, then answers. */
function asker(...codes: string[]) {
  let asked = 0;
  return {
    asked: () => asked,
    ask: async () => {
      const code = codes[asked++];
      if (code) throw failure(code);
      return 'answer';
    },
  };
}

test('a question that was superseded but is still wanted is asked again', async () => {
  const one = asker('core/superseded', 'core/superseded');
  expect(await insist(one.ask, new AbortController().signal)).toBe('answer');
  expect(one.asked()).toBe(3);
});

test('one that is no longer wanted, or failed otherwise, is not', async () => {
  const aborted = asker('core/superseded');
  await expect(insist(aborted.ask, AbortSignal.abort())).rejects.toMatchObject({ code: 'core/superseded' });
  const broken = asker('core/closed');
  await expect(insist(broken.ask, new AbortController().signal)).rejects.toMatchObject({
    code: 'core/closed',
  });
  expect([aborted.asked(), broken.asked()]).toEqual([1, 1]);
});

test('it gives up when it is superseded for ever', async () => {
  const always = asker(...Array.from({ length: 50 }, () => 'core/superseded'));
  await expect(insist(always.ask, new AbortController().signal)).rejects.toMatchObject({
    code: 'core/superseded',
  });
  expect(always.asked()).toBe(7);
});
