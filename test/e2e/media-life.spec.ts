import { expect, test } from '@playwright/test';
import type { MediaState, OfflineStatus } from '../../electron/contract/call.ts';
import { type OwnGong, someMeetings, startOwnGong } from './gong.ts';

/** Over two and a half hours: far too long for the browser to fetch ahead whole. */
const long = '1891706078198621347';
const speech = '1289968119210253771';
const short = '6196615381432050121';

let gong: OwnGong;
test.beforeAll(async ({ browser }) => {
  gong = await startOwnGong(
    browser,
    someMeetings([long, speech, short, '5907196348553269032']),
    (source) => ({
      audio: (id) => (id === short ? null : source.audio(id)),
      video: () => null,
    }),
  );
});
test.afterAll(() => gong.stop());

const player = () => gong.page.getByRole('region', { name: 'Player' });
/** The element that plays is not on the page for audio: the slider tells its second. */
const at = async () => Number(await player().getByRole('slider', { name: 'Position' }).inputValue());
const go = (sec: number) => gong.page.goto(`${gong.origin}/#/call/${long}?t=${sec}`);

test('an address that expired in the middle is renewed once, and playback goes on at the same second', async () => {
  await go(100);
  await expect(player()).toContainText('Streamed from Gong');
  await gong.page.keyboard.press('k');
  await expect.poll(at).toBeGreaterThan(100.5);
  const asked = () => gong.emulator.counters().byEndpoint['calls/extensive'] ?? 0;
  const before = asked();
  gong.emulator.setOffsetMs(9 * 3_600_000);
  await go(8000);
  await expect.poll(at).toBeGreaterThan(8000.4);
  expect(await at()).toBeLessThan(8030);
  expect(asked()).toBe(before + 1);
  await expect(player().getByRole('button', { name: 'Pause' })).toBeVisible();
});

test('play that is pressed as the address turns out to have expired is not lost', async () => {
  await go(300);
  await expect.poll(at).toBeGreaterThanOrEqual(300);
  const pauseButton = player().getByRole('button', { name: 'Pause' });
  if (await pauseButton.isVisible()) await pauseButton.click();
  await expect(player().getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  gong.emulator.setOffsetMs(20 * 3_600_000);
  await go(6500);
  await player().getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(at).toBeGreaterThan(6500.3);
  expect(await at()).toBeLessThan(6530);
  await expect(pauseButton).toBeVisible();
});

test('a second refusal is shown and not asked again for ever; trying again plays from that second', async () => {
  await go(300);
  await expect.poll(at).toBeGreaterThanOrEqual(300);
  gong.emulator.setFaults([{ endpoint: 'media', action: { kind: 'status', status: 403 } }]);
  const before = gong.emulator.counters().mediaRequests;
  await go(5000);
  await expect(player().getByRole('alert')).toContainText(/could not be played, also with a fresh address/);
  const asked = gong.emulator.counters().mediaRequests;
  expect(asked - before).toBeLessThanOrEqual(8);
  // Addresses of another call, asked for by the same page: meanwhile it would have tried again, which takes no longer.
  for (let nth = 0; nth < 12; nth++)
    await gong.page.evaluate(async (id) => {
      const answer = await fetch('/rpc', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-earshot-key': sessionStorage.getItem('earshot-key') ?? '',
        },
        body: JSON.stringify({ v: 1, id: 1, method: 'media/renew', input: { id } }),
      });
      const text = await answer.text();
      if (!text.includes('"streamable"')) throw new Error(text);
    }, speech);
  expect(gong.emulator.counters().mediaRequests).toBe(asked);
  gong.emulator.setFaults([]);
  await player().getByRole('button', { name: 'Try again' }).click();
  await expect.poll(at).toBeGreaterThan(5000.3);
  expect(await at()).toBeLessThan(5030);
});

test('each call says honestly whether it can be heard', async () => {
  const state = (id: string) => gong.rpc<MediaState>('media/renew', { id });
  expect(await state(speech)).toMatchObject({ state: 'streamable' });
  expect(await state(short)).toMatchObject({ state: 'none', audioUrl: null });
  await gong.page.goto(`${gong.origin}/#/call/${short}`);
  await gong.page.getByRole('button', { name: 'Close the player' }).click();
  // Two addresses at once would never leave the call.
  await gong.page.goto(`${gong.origin}/#/library`);
  await expect(gong.page.getByRole('region', { name: 'Results' })).toBeVisible();
  await gong.page.goto(`${gong.origin}/#/call/${short}`);
  await expect(player()).toContainText('Gong has no recording of this call');
  await expect(gong.page.locator('.line').first()).toBeVisible();
  gong.emulator.setScopes(['api:calls:read:basic', 'api:calls:read:extensive', 'api:calls:read:transcript']);
  expect(await state(speech)).toMatchObject({ state: 'scopeMissing' });
  gong.emulator.setScopes([
    'api:calls:read:basic',
    'api:calls:read:extensive',
    'api:calls:read:transcript',
    'api:calls:read:media-url',
  ]);
  gong.emulator.corpus.hide(speech);
  expect(await state(speech)).toMatchObject({ state: 'gone' });
  gong.emulator.corpus.reveal(speech);
});

test('all results of a search are kept offline; what has no recording says so', async () => {
  await gong.page.goto(`${gong.origin}/#/library?q=${encodeURIComponent('dur:<60m')}`);
  const ids = (await gong.rpc<{ hits: { id: string }[] }>('library/search', { q: 'dur:<60m' })).hits.map(
    (hit) => hit.id,
  );
  expect(ids).toContain(short);
  await gong.page
    .getByRole('region', { name: 'Results' })
    .getByRole('button', { name: 'Keep offline' })
    .click();
  await expect(gong.page.getByText(`${ids.length} recordings queued`)).toBeVisible();
  const status = () => gong.rpc<OfflineStatus>('media/offline', {});
  await expect
    .poll(
      async () => (await status()).items.filter(({ state }) => state === 'done' || state === 'failed').length,
      {
        timeout: 20_000,
      },
    )
    .toBe(ids.length);
  const items = new Map((await status()).items.map((item) => [item.callId, item]));
  expect(items.get(speech)).toMatchObject({ state: 'done' });
  expect(items.get(short)).toMatchObject({ state: 'failed', error: expect.stringContaining('Gong has no') });
  await gong.page.goto(`${gong.origin}/#/library?q=${encodeURIComponent('is:offline')}`);
  await expect(gong.page.getByText(new RegExp(`^${ids.length - 1} of 4 calls`))).toBeVisible();
});

test('a recording of a host without Range is loaded first, and then the second asked for is played', async () => {
  gong.emulator.setOffsetMs(0);
  gong.emulator.setFaults([{ endpoint: 'media', action: { kind: 'noRange' } }]);
  await go(100);
  await gong.page.reload();
  await expect.poll(at).toBeGreaterThanOrEqual(100);
  await player().getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(100.5);
  const loaded = gong.emulator.counters().mediaRequests;
  await go(8000);
  await expect.poll(at, { timeout: 20_000 }).toBeGreaterThan(8000.4);
  expect(await at()).toBeLessThan(8030);
  expect(gong.emulator.counters().mediaRequests).toBe(loaded);
  expect(await gong.rpc<MediaState>('media/state', { id: long })).toMatchObject({
    state: 'streamable',
    message: expect.stringContaining('cannot jump'),
  });
  gong.emulator.setFaults([]);
});
