import { fireEvent, screen, waitFor } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { first, foundCalls, mountPage } from '../../test/support/view/page.ts';

const speech = '1289968119210253771';
const hebrew = 'שיחת תקציב עם Acme, 2026';
const searchBox = () => screen.findByRole<HTMLInputElement>('combobox', { name: 'Search calls' });

/** A key as an input method sends it: while it composes, and as WebKit sends the one that ends it. */
const composed = (target: Element, key: string) => {
  fireEvent.keyDown(target, { key, isComposing: true });
  fireEvent.keyDown(target, { key, keyCode: 229 });
};

test('shortcuts work by the place of the key on a layout of another script', async () => {
  const { user } = await mountPage(`/call/${speech}`);
  await screen.findByRole('button', { name: 'Star (S)' });
  const star = () => screen.getByRole('button', { name: 'Star (S)' }).getAttribute('aria-pressed');
  const press = (key: string, code: string, more = {}) =>
    fireEvent.keyDown(document.body, { key, code, ...more });
  press('ד', 'KeyS');
  await waitFor(() => expect(star()).toBe('true'));
  press('я', 'KeyZ', { ctrlKey: true });
  await waitFor(() => expect(star()).toBe('false'));
  press('φ', 'KeyF', { ctrlKey: true });
  await screen.findByRole('searchbox', { name: 'Find in this call' });
  fireEvent.keyDown(document.body, { key: 'Escape' });
  press('ע', 'KeyG');
  press('ך', 'KeyL');
  await foundCalls('197 of 197 calls');
  press('؟', 'Slash', { shiftKey: true });
  await user.click(await screen.findByRole('button', { name: 'Close' }));
  press('ㅏ', 'KeyK', { ctrlKey: true });
  await screen.findByRole('combobox', { name: 'Go to or do' });
});

test('keys of an input method are neither Enter nor Escape, nor arrows, anywhere', async () => {
  const { user, go } = await mountPage('/library');
  await foundCalls('197 of 197 calls');
  const box = await searchBox();
  await user.type(box, 'battery');
  await foundCalls(/^[1-9]\d* of 197 calls/);
  composed(box, 'Escape');
  expect(document.activeElement).toBe(box);

  go('/trends/trackers/new');
  const phrase = await screen.findByRole<HTMLInputElement>('textbox', { name: 'Add a phrase' });
  const phrases = () =>
    [...document.querySelectorAll('.phrasefield .chip bdi')].map((chip) => chip.textContent);
  fireEvent.input(phrase, { target: { value: '価格' }, isComposing: true });
  composed(phrase, 'Enter');
  composed(phrase, 'Backspace');
  expect(phrases()).toEqual([]);
  // Its comma is taken back with the rest while it composes.
  fireEvent.input(phrase, { target: { value: '価格、' }, isComposing: true });
  expect(phrases()).toEqual([]);
  fireEvent.compositionEnd(phrase);
  await waitFor(() => expect(phrases()).toEqual(['価格']));
  fireEvent.input(phrase, { target: { value: 'السعر،' } });
  await waitFor(() => expect(phrases()).toEqual(['価格', 'السعر']));
  fireEvent.input(phrase, { target: { value: '料金' } });
  fireEvent.keyDown(phrase, { key: 'Enter' });
  await waitFor(() => expect(phrases()).toEqual(['価格', 'السعر', '料金']));

  go(`/call/${speech}?q=remote`);
  const hits = await screen.findByText(/^\d+ of \d+ for “remote”/);
  await user.click(screen.getByRole('button', { name: 'Find in this call (Ctrl+F)' }));
  const find = await screen.findByRole('searchbox', { name: 'Find in this call' });
  expect(hits.isConnected).toBe(false);
  fireEvent.input(find, { target: { value: 'the' } });
  const at = () => document.querySelector('.find-count')?.textContent;
  await waitFor(() => expect(at()).toMatch(/^1 of /));
  composed(find, 'Enter');
  composed(find, 'Escape');
  expect(at()).toMatch(/^1 of /);
  fireEvent.keyDown(find, { key: 'Enter' });
  expect(at()).toMatch(/^2 of /);

  fireEvent.keyDown(document.body, { key: 'k', code: 'KeyK', ctrlKey: true });
  const palette = await screen.findByRole('combobox', { name: 'Go to or do' });
  composed(palette, 'ArrowDown');
  composed(palette, 'Enter');
  composed(palette, 'Escape');
  expect(palette.getAttribute('aria-activedescendant')).toBe('palette-0');
  expect(palette.closest('[data-closed]')).toBeNull();
  fireEvent.keyDown(palette, { key: 'Escape' });
  await waitFor(() => expect(palette.closest('[data-closed]')).not.toBeNull());
});

test('a host is not taken from a conversion that is under way, nor a dialog closed by it', async () => {
  const { user } = await mountPage('/settings', {
    'sync/choices': async (_, real) => ({ ...(await real()), users: [{ id: '1', name: '見本 花子' }] }),
  });
  const host = await screen.findByLabelText<HTMLInputElement>('Only calls hosted by');
  await first('option[value="見本 花子"]');
  host.value = '見本 花子';
  composed(host, 'Enter');
  expect(screen.queryByRole('button', { name: 'Remove 見本 花子' })).toBeNull();
  fireEvent.keyDown(host, { key: 'Enter' });
  await screen.findByRole('button', { name: 'Remove 見本 花子' });
  await user.click(screen.getByRole('button', { name: 'Connect Gong' }));
  const dialog = await screen.findByRole('dialog', { name: 'Connect Gong' });
  composed(dialog.querySelector('input') as Element, 'Escape');
  expect(dialog.isConnected).toBe(true);
  fireEvent.keyDown(dialog.querySelector('input') as Element, { key: 'Escape' });
  await waitFor(() => expect(dialog.isConnected).toBe(false));
});

test('a message and a tooltip keep what they name apart from their own words', async () => {
  const { user } = await mountPage(`/call/${speech}`, {
    'call/get': async (_, real) => ({ ...(await real()), title: hebrew }),
  });
  const title = await screen.findByRole('heading', { level: 1 });
  expect(title.dir).toBe('auto');
  expect(title.title).toBe(`\u2068${hebrew}\u2069`);
  await user.click(screen.getByRole('button', { name: 'Tag' }));
  await user.keyboard('דחוף 7{Enter}');
  await waitFor(() => expect(document.querySelector('.toast')?.textContent).toMatch(/“\u2068דחוף 7\u2069”/));
});
