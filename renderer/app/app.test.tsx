import { screen, waitFor, within } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { AppInfo, Profile } from '../../electron/contract/app.ts';
import type { Bridge } from '../../electron/contract/bridge.ts';
import { EarshotError } from '../../electron/contract/errors.ts';
import { first, foundCalls, mountPage } from '../../test/support/view/page.ts';

const failure = {
  code: 'store/busy',
  message: 'The store is busy.',
  nextStep: 'Try again.',
  retryable: true,
};

/** The account is connected, and it has not been decided whose calls are synced. */
const pending = (info: AppInfo): AppInfo => ({
  ...info,
  profiles: info.profiles.map((profile) => ({ ...profile, scopeChosen: false })),
});

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

test('before a first sync it is asked whose calls: mine unless everybody’s are chosen', async () => {
  let chosen: unknown = null;
  const { user, core, asked, go } = await mountPage('/library', {
    'app/info': async (_, real) => pending(await real()),
    'sync/chooseCalls': async (input) => {
      if (input.calls === 'mine' && input.email === 'x@acme.example')
        throw new EarshotError({
          code: 'sync/unknown-person',
          message: 'Nobody in Gong has the address "x@acme.example".',
          nextStep: 'Enter the address you sign in to Gong with.',
        });
      chosen = input;
      return core.request('app/info', {});
    },
    'sync/start': async () => core.request('sync/status', {}),
  });
  await screen.findByRole('heading', { name: 'Whose calls?' });
  expect(screen.getByText(/Private calls stay out either way/)).toBeTruthy();
  expect(screen.getByText(/one that a colleague hosts and I joined is not among them/)).toBeTruthy();
  expect((screen.getByRole('radio', { name: /^My calls/ }) as HTMLInputElement).checked).toBe(true);
  const start = screen.getByRole('button', { name: 'Start syncing' }) as HTMLButtonElement;
  expect(start.disabled).toBe(true);
  const address = screen.getByRole('textbox', { name: /^My e-mail address in Gong/ });
  await user.type(address, 'x@acme.example');
  await user.click(start);
  await screen.findByText('Nobody in Gong has the address "x@acme.example".');
  // The way to the accounts is open, and asks the same.
  go('/settings');
  await screen.findByRole('heading', { name: 'Accounts' });
  await user.click(await screen.findByRole('radio', { name: /^Everybody’s calls/ }));
  expect(screen.queryByRole('textbox', { name: /^My e-mail address in Gong/ })).toBeNull();
  expect(asked.map(({ name }) => name)).not.toContain('sync/start');
  await user.click(screen.getByRole('button', { name: 'Start syncing' }));
  await waitFor(() => expect(asked.map(({ name }) => name)).toContain('sync/start'));
  expect(chosen).toEqual({ calls: 'everybody' });
});

test('a key of another company: what was recognised is said, adding is offered, removing is asked for twice', async () => {
  const acme: Profile = {
    id: 'gong-00000001',
    name: 'Acme',
    kind: 'gong',
    baseUrl: 'https://us-1.api.gong.io',
    authKind: 'key',
    secret: 'keychain',
    me: null,
    scopeChosen: true,
  };
  const globex = { ...acme, id: 'gong-00000002', name: 'Globex Sales' };
  const saves: unknown[] = [];
  const removed: unknown[] = [];
  const { user, core } = await mountPage('/settings', {
    'app/info': async (_, real) => ({ ...(await real()), profiles: [acme], activeProfileId: acme.id }),
    'connection/save': async (input) => {
      saves.push(input.asAnother);
      if (!input.asAnother)
        throw new EarshotError({
          code: 'profiles/other-company',
          message: 'This key is of another company: Gong shows it the workspace “Globex Sales”.',
          nextStep: 'Add it as another account. Replacing what is here removes 12 calls for good.',
        });
      return {
        ...(await core.request('app/info', {})),
        profiles: [acme, globex],
        activeProfileId: globex.id,
      };
    },
    'profiles/remove': async (input) => {
      removed.push(input);
      return { ...(await core.request('app/info', {})), profiles: [globex], activeProfileId: globex.id };
    },
  });
  const enter = async () => {
    await user.click((await screen.findAllByRole('button', { name: 'Change' }))[0] as HTMLElement);
    await user.type(await screen.findByLabelText('Access key'), 'AK');
    await user.type(screen.getByLabelText(/^Access key secret/), 'another secret');
    await user.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Save' }));
    await screen.findByText(/Gong shows it the workspace “Globex Sales”/);
  };
  await enter();
  await user.click(screen.getByRole('button', { name: 'Add as another account' }));
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await screen.findByText('Globex Sales');
  expect({ saves, removed }).toEqual({ saves: [false, true], removed: [] });

  await enter();
  await user.click(screen.getByRole('button', { name: 'Replace what is here…' }));
  expect(saves).toHaveLength(3);
  await user.click(screen.getByRole('button', { name: 'Remove it for good, and replace it' }));
  await waitFor(() => expect(removed).toEqual([{ profileId: acme.id, deleteData: true }]));
  await waitFor(() => expect(screen.queryByText('Acme')).toBeNull());
});

test('calls of others that a wider sync brought stay until they are removed by hand', async () => {
  const removed: unknown[] = [];
  const { user } = await mountPage('/settings', {
    'sync/scope': async (_, real) => ({ ...(await real()), primaryUserIds: ['1'] }),
    'retention/others': () => (removed.length > 0 ? { count: 0, spared: 3 } : { count: 41, spared: 3 }),
    'retention/removeOthers': (input) => (removed.push(input), { removed: 41 }),
  });
  await screen.findByText('41 calls of others are here');
  expect(screen.getByText(/3 calls more, starred or with notes, stay anyway/)).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Remove them…' }));
  expect(removed).toEqual([]);
  await user.click(screen.getByRole('button', { name: 'Remove 41 calls for good' }));
  await waitFor(() => expect(screen.queryByText('41 calls of others are here')).toBeNull());
});
