import { screen, waitFor } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { mountPage } from '../../../test/support/view/page.ts';

const speech = '1289968119210253771';
const notes = () => [...document.querySelectorAll('#notes li')];

test('notes, bookmarks, tags and stars are kept and can be taken back', async () => {
  const { user } = await mountPage(`/call/${speech}?t=60`);
  const player = await screen.findByRole('region', { name: 'Player' });
  await waitFor(() => expect(player.textContent).toContain('1:00'));
  await user.keyboard('n');
  await user.type(await screen.findByRole('textbox', { name: 'Note' }), 'Ask about the price');
  await user.click(screen.getByRole('button', { name: /^Save/ }));
  await waitFor(() => expect(document.querySelector('#notes')?.textContent).toContain('Ask about the price'));
  await user.keyboard('b');
  await waitFor(() => expect(notes()).toHaveLength(2));
  await user.click(screen.getAllByRole('button', { name: 'Undo' }).at(-1) as HTMLElement);
  await waitFor(() => expect(notes()).toHaveLength(1));
  await user.keyboard('s');
  await waitFor(() =>
    expect(screen.getByRole('button', { name: 'Star (S)' }).getAttribute('aria-pressed')).toBe('true'),
  );
  // The window again.
  await mountPage(`/call/${speech}`);
  await waitFor(() => expect(document.querySelector('#notes')?.textContent).toContain('Ask about the price'));
  expect(screen.getByRole('button', { name: 'Star (S)' }).getAttribute('aria-pressed')).toBe('true');
});

test('a call is exported as a file, with names masked', async () => {
  const { user, asked } = await mountPage(`/call/${speech}`);
  const saved: string[] = [];
  HTMLAnchorElement.prototype.click = function () {
    if (this.download) saved.push(this.download);
  };
  await user.click(await screen.findByRole('button', { name: 'Export' }));
  await user.click(await screen.findByLabelText('Mask people’s names'));
  await user.click(screen.getByRole('button', { name: 'Save the file' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toMatch(/\.md$/);
  expect(asked.find(({ name }) => name === 'export/calls')?.input).toMatchObject({ maskNames: true });
});
