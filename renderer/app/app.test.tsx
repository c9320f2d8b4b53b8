import { screen, waitFor, within } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { AppInfo } from '../../electron/contract/app.ts';
import type { Bridge } from '../../electron/contract/bridge.ts';
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

test('covered, no call can be reached or seen until the core says that the user is there', async () => {
  const info = async (on: boolean, core: Bridge): Promise<AppInfo> => ({
    ...(await core.request('app/info', {})),
    cover: { on, by: 'touchId' },
  });
  let confirms = false;
  const { core, bridge, user, asked } = await mountPage('/library', {
    'app/uncover': async () => {
      if (!confirms)
        throw Object.assign(new Error(), {
          ...failure,
          message: 'The system has not confirmed that it is you.',
        });
      return info(false, core);
    },
  });
  await foundCalls('197 of 197 calls');
  await user.keyboard('{Control>}k{/Control}');
  await screen.findByPlaceholderText(/A place, a command/);
  bridge.emit('app/info', await info(true, core));
  const cover = await waitFor(() => {
    const found = document.querySelector<HTMLDialogElement>('dialog.cover');
    expect(found?.open).toBe(true);
    return within(found as HTMLElement);
  });
  // All the pages and dialogs are in the body, which is out of reach whole.
  expect(document.body.inert).toBe(true);
  expect(document.body.contains(document.querySelector('dialog.cover'))).toBe(false);
  const palette = () => document.querySelector('.palette:not([data-closed])');
  await waitFor(() => expect(palette()).toBeNull());
  await user.keyboard('{Control>}k{/Control}');
  expect(palette()).toBeNull();
  expect(document.title).not.toMatch(/\d/);

  await user.click(cover.getByRole('button', { name: 'Show with Touch ID' }));
  await cover.findByText(/has not confirmed/);
  expect(document.body.inert).toBe(true);
  confirms = true;
  await user.click(cover.getByRole('button', { name: 'Show with Touch ID' }));
  await waitFor(() => expect(document.querySelector('dialog.cover')).toBeNull());
  expect(document.body.inert).toBe(false);
  await foundCalls('197 of 197 calls');
  expect(asked.filter(({ name }) => name === 'app/uncover')).toHaveLength(2);
});

test('the settings say how the disk is, where the folder is copied to, and that a browser cannot cover the window', async () => {
  const { go, asked, user, bridge, core } = await mountPage('/settings', {
    'app/atRest': () => ({
      disk: { state: 'open', message: 'The disk is open.', nextStep: 'Turn it on.' },
      warnings: [{ message: 'A service copies it.', nextStep: 'Move it.' }],
    }),
    'app/setPrefs': (_, real) => real(),
  });
  const section = within(await screen.findByRole('region', { name: 'On this computer' }));
  await section.findByText('Not encrypted');
  section.getByText(/The disk is open. Turn it on./);
  section.getByText('A service copies it.');
  section.getByText(/a browser does not tell Earshot/);
  expect(section.queryByRole('combobox')).toBeNull();
  bridge.emit('app/info', { ...(await core.request('app/info', {})), cover: { on: false, by: 'unlock' } });
  await user.selectOptions(await section.findByRole('combobox', { name: /Cover the window/ }), '15');
  expect(asked.at(-1)).toMatchObject({ name: 'app/setPrefs', input: { coverAfterMin: 15 } });
  await core.request('app/setPrefs', { coverAfterMin: 0 });
  go('/library');
});
