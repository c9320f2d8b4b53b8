import { screen, waitFor } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { first, foundCalls, mountPage } from '../../test/support/view/page.ts';

const failure = {
  code: 'store/busy',
  message: 'The store is busy.',
  nextStep: 'Try again.',
  retryable: true,
};

test('before there is an account, the ways to one are offered', async () => {
  await mountPage('/library', {
    'app/info': async (_, real) => ({
      ...(await real()),
      state: { status: 'noProfile' },
      profiles: [],
      activeProfileId: null,
    }),
  });
  await screen.findByRole('heading', { name: 'Connect Gong' });
  expect(screen.getByRole('button', { name: 'Explore the sample workspace' })).toBeTruthy();
});

test('a store that is being opened, one that could not be, and then the calls: each as the core says it', async () => {
  const { core, bridge, asked } = await mountPage('/library', {
    'app/info': async (_, real) => ({ ...(await real()), state: { status: 'opening' } }),
  });
  await screen.findByRole('heading', { name: 'Opening your calls…' });
  expect(asked.map(({ name }) => name)).not.toContain('library/search');
  const info = await core.request('app/info', {});
  bridge.emit('app/info', { ...info, state: { status: 'failed', error: failure } });
  await screen.findByText('The store is busy.');
  bridge.emit('app/info', { ...info, state: { status: 'ready' } });
  await foundCalls('197 of 197 calls');
  expect(screen.queryByText('The store is busy.')).toBeNull();
});

test('a lost connection is said, what stands stays, and all is asked again when it is back', async () => {
  const { bridge, asked } = await mountPage('/library');
  await foundCalls('197 of 197 calls');
  bridge.connection(false);
  await screen.findByText(/The connection to Earshot’s core is lost/);
  await foundCalls('197 of 197 calls');
  const before = asked.length;
  bridge.connection(true);
  await waitFor(() => expect(screen.queryByText(/The connection to Earshot’s core is lost/)).toBeNull());
  await waitFor(() => expect(asked.slice(before).map(({ name }) => name)).toContain('app/info'));
});

test('an address that leads nowhere says so, and the way back stays', async () => {
  const { go } = await mountPage('/nowhere');
  await screen.findByRole('heading', { name: 'There is no such place' });
  for (const address of ['/call/does-not-exist', '/call/12345']) {
    go(address);
    await screen.findByText('call/not-found');
    expect(document.querySelector('main [role=alert]')?.textContent).toMatch(/\w/);
    expect(screen.getAllByRole('link', { name: 'Library' })[0]).toBeTruthy();
  }
});

test('with the plug pulled everything that was synced still answers', async () => {
  const { user, go } = await mountPage('/settings');
  await user.click(await screen.findByRole('button', { name: 'Pull the plug' }));
  await screen.findByText('Offline: its emulator is unplugged.');
  await user.click(screen.getByRole('link', { name: 'Library' }));
  await user.type(await screen.findByRole('combobox', { name: 'Search calls' }), 'remote control battery');
  await foundCalls(/^81 of 197 calls/);
  await user.click(await first('.result h2 a'));
  await screen.findByRole('heading', { level: 1 });
  go('/settings');
  await user.click(await screen.findByRole('button', { name: 'Plug in again' }));
  await screen.findByText('Its Gong emulator is running.');
});
