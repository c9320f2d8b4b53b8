import { screen, waitFor } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { mountPage } from '../../../test/support/view/page.ts';
import { duration } from '../../ui/format.ts';
import { savedBySkipping, silenceStrengths, speech } from './turns.ts';

test('what skipping saves is said of the call that plays, not of the one before', async () => {
  const ids = ['4849959334485449462', '1289968119210253771'];
  const { core, go } = await mountPage(`/call/${ids[0]}?t=30`);
  const told = async () =>
    [...(await screen.findByRole<HTMLSelectElement>('combobox', { name: 'Silence' })).options].map(
      ({ text }) => text,
    );
  const expected = async (id: string) => {
    const [call, transcript] = await Promise.all([
      core.request('call/get', { id }),
      core.request('call/transcript', { id }),
    ]);
    return (['gentle', 'normal', 'strong'] as const).map((strength) => {
      const saved = savedBySkipping(speech(transcript), call.durationSec, silenceStrengths[strength]);
      return `Skip silence: ${strength}${saved >= 1 ? ` (saves ${duration(saved)})` : ''}`;
    });
  };
  const [first, second] = [await expected(ids[0] as string), await expected(ids[1] as string)];
  expect(second).not.toEqual(first);
  await waitFor(async () => expect((await told()).slice(1)).toEqual(first));
  go(`/call/${ids[1]}?t=30`);
  await waitFor(() =>
    expect(document.querySelector('.dock-title a')?.getAttribute('href')).toBe(`#/call/${ids[1]}`),
  );
  await waitFor(async () => expect((await told()).slice(1)).toEqual(second));
});
