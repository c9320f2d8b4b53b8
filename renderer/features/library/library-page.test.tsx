import { screen, waitFor, within } from '@testing-library/dom';
import { expect, test } from 'vitest';
import type { Output } from '../../../electron/contract/procedures.ts';
import { first, foundCalls, mountPage, says } from '../../../test/support/view/page.ts';

const box = () => screen.findByRole<HTMLInputElement>('combobox', { name: 'Search calls' });

test('zero results name the part to blame and offer a repair', async () => {
  const { user } = await mountPage('/library');
  await user.type(await box(), 'battrey');
  await says('main', 'Did you mean');
  await user.click(screen.getByRole('button', { name: 'battery' }));
  await foundCalls(/^[1-9]\d* of 197 calls/);
  await user.clear(await box());
  await user.type(await box(), 'battery zzzzqq');
  await user.click(await screen.findByRole('button', { name: 'Drop zzzzqq' }));
  await waitFor(() => expect(location.hash).toMatch(/q=battery/));
  await foundCalls(/^[1-9]\d* of 197 calls/);
});

test('facets count scores, what is not reviewed, scorecards and folders, and choose by them', async () => {
  const { core, user, go } = await mountPage('/library');
  const all = await core.request('library/search', { q: '', limit: 0 });
  const counts = Object.fromEntries(
    (all.facets.find(({ field }) => field === 'score')?.values ?? []).map(({ label, count }) => [
      label,
      count,
    ]),
  );
  expect(Object.values(counts).reduce((sum, count) => sum + count, 0)).toBe(197);
  const facets = await screen.findByRole('complementary', { name: 'Facets' });
  await user.click(await within(facets).findByText('Score'));
  await user.click((await within(facets).findAllByText('Library folder'))[0] as HTMLElement);
  await waitFor(() => expect(facets.textContent).toContain('Not reviewed'));
  go(`/library?q=${encodeURIComponent('-score:not-reviewed')}`);
  await foundCalls(`${197 - (counts['Not reviewed'] ?? 0)} of 197 calls`);
});

test('a core that fails keeps what stands, says so, and is asked again', async () => {
  let fails = false;
  const { user } = await mountPage('/library?q=battery', {
    'library/search': async (_, real): Promise<Output<'library/search'>> => {
      if (!fails) return real();
      throw Object.assign(new Error('The reader ended.'), {
        code: 'core/unexpected',
        nextStep: 'Try again.',
      });
    },
  });
  await foundCalls(/^[1-9]\d* of 197 calls/);
  const total = document.querySelector('.total[role=status]')?.textContent ?? '';
  fails = true;
  await user.type(await box(), ' remote');
  await screen.findByText('The reader ended. These are the results from before.');
  await foundCalls(total);
  fails = false;
  await user.click(screen.getByRole('button', { name: 'Try again' }));
  await waitFor(() => expect(screen.queryByText(/These are the results from before\./)).toBeNull());
  await waitFor(() => expect(document.querySelector('.total[role=status]')?.textContent).not.toBe(total));
});

test('a call is asked for while the pointer is on its link, and not again at the click', async () => {
  const { user, asked } = await mountPage('/library');
  await foundCalls('197 of 197 calls');
  const link = await first('.result h2 a');
  const calls = () =>
    asked.map(({ name }) => name).filter((name) => name === 'call/get' || name === 'call/transcript');
  await user.hover(link);
  await waitFor(() => expect(calls().toSorted()).toEqual(['call/get', 'call/transcript']));
  await user.click(link);
  await screen.findByRole('heading', { level: 1 });
  await first('#facts');
  await first('section.transcript');
  expect(calls().toSorted()).toEqual(['call/get', 'call/transcript']);
});

test('one switch, or one key in the search box, counts related forms, and the text says so', async () => {
  const { user } = await mountPage('/library');
  await user.type(await box(), 'price budget');
  const button = await screen.findByRole('button', { name: 'Related forms' });
  expect(button.getAttribute('aria-pressed')).toBe('false');
  await user.click(button);
  await waitFor(async () => expect((await box()).value).toBe('~price ~budget'));
  expect(button.getAttribute('aria-pressed')).toBe('true');
  await says('main', 'or a related form');
  await user.click(await box());
  await user.keyboard('{Alt>}r{/Alt}');
  await waitFor(async () => expect((await box()).value).toBe('price budget'));
  await user.clear(await box());
  await user.type(await box(), '"price"');
  await waitFor(() => expect(screen.queryByRole('button', { name: 'Related forms' })).toBeNull());
});

test('facets: OR inside, AND between, left out by X, searched inside, remembered', async () => {
  const { user, asked } = await mountPage('/library');
  await foundCalls('197 of 197 calls');
  const facets = () => screen.getByRole('complementary', { name: 'Facets' });
  const buttons = (name: RegExp) =>
    [...facets().querySelectorAll('button')].filter((button) => name.test(button.textContent ?? ''));
  const value = (name: RegExp) => waitFor(() => buttons(name)[0] ?? expect.fail(`There is no ${name}.`));
  const count = (button: Element) => Number(/(\d+)$/.exec(button.textContent ?? '')?.[1]);
  const chip = (name: RegExp) =>
    [...screen.getByRole('list', { name: 'Filters of this query' }).children].find((item) =>
      name.test(item.textContent ?? ''),
    );
  const focused = () => document.activeElement?.textContent ?? '';

  const booked = count(await value(/^Meeting booked/));
  const voicemail = count(await value(/^Left voicemail/));
  await user.click(await value(/^Meeting booked/));
  await foundCalls(`${booked} of 197 calls`);
  await user.click(await value(/^Left voicemail/));
  await foundCalls(`${booked + voicemail} of 197 calls`);
  // Many host under this name: each is one value, told apart by the address.
  const manager = /^Project Manager.*@/;
  const both = count(await value(manager));
  await user.click(await value(manager));
  await foundCalls(`${both} of 197 calls`);
  // Leaving a value out, from the keyboard.
  (await value(manager)).focus();
  await user.keyboard('x');
  await foundCalls(`${booked + voicemail - both} of 197 calls`);
  await waitFor(() => expect(chip(/Project Manager/)?.textContent).toMatch(/not/i));
  expect(focused()).toContain('Project Manager');
  await user.keyboard('x');
  await waitFor(() => expect(chip(/Project Manager/)).toBeUndefined());
  const before = focused();
  await user.keyboard('{ArrowDown}');
  await waitFor(() => expect(focused()).not.toBe(before));
  expect(facets().contains(document.activeElement)).toBe(true);
  await user.click(await screen.findByRole('button', { name: /^Clear Outcome/ }));
  await foundCalls('197 of 197 calls');
  // Inside a long facet.
  await user.click(await value(/^All 94/));
  await user.type(await screen.findByRole('searchbox', { name: 'Search in Rep' }), 'neag');
  const rep = () => screen.getByRole('searchbox', { name: 'Search in Rep' }).closest('details');
  await waitFor(() => expect(rep()?.querySelectorAll('li, [role=listitem]')).toHaveLength(1));
  await user.keyboard('{Escape}{Escape}');
  // What is folded stays folded.
  const bro = /^Bro Group/;
  await user.click(await within(facets()).findByText('Account', { exact: true }));
  await waitFor(() => expect(buttons(bro)).toHaveLength(0));
  await waitFor(() => expect(JSON.stringify(asked)).toContain('library.facets'));
  await mountPage('/library');
  await foundCalls('197 of 197 calls');
  expect(buttons(bro)).toHaveLength(0);
  await user.click(await within(facets()).findByText('Account', { exact: true }));
  await waitFor(() => expect(buttons(bro)).toHaveLength(1));
  // Every attribute is there.
  const names = [...facets().querySelectorAll('summary')].map((summary) => summary.textContent);
  for (const name of ['Rep', 'People', 'Company', 'Account', 'Workspace', 'Tracker', 'Outcome', 'Stage now'])
    expect(names).toContain(name);
  // Somebody of this title is on so many calls.
  await user.click(await within(facets()).findByText('Job title', { exact: true }));
  await user.click(await value(/^PhD D/));
  await waitFor(() => expect(chip(/Job title/)?.textContent).toContain('PhD D'));
  expect((await value(/^PhD D/)).textContent).toMatch(/\d/);
  await foundCalls(/^(?!197 )\d+ of 197 calls/);
});
