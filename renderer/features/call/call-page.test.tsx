import { screen, waitFor } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { first, mountPage } from '../../../test/support/view/page.ts';

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
  // What is masked is said before there is a file to save.
  expect(await screen.findByText(/^Masked in \d+ places$/)).toBeTruthy();
  expect(asked.some(({ name }) => name === 'export/calls')).toBe(false);
  await user.click(screen.getByRole('button', { name: 'Save the file' }));
  await waitFor(() => expect(saved).toHaveLength(1));
  expect(saved[0]).toMatch(/\.md$/);
  expect(asked.find(({ name }) => name === 'export/calls')?.input).toMatchObject({ maskNames: true });
});

const marks = (within: string) =>
  [...document.querySelectorAll(`${within} mark`)].map((mark) => mark.textContent?.toLowerCase());
const count = () => document.querySelector('.find-count')?.textContent ?? '';

test('what a search found is marked in whole words, and what is typed into Find in the beginnings of words', async () => {
  const { user } = await mountPage(`/call/${speech}?q=art`);
  // “Start” and “part” stand in this call, the word itself does not: until it is finished it may become “article”.
  await screen.findByRole('button', { name: 'Find in this call (Ctrl+F)' });
  await waitFor(() => expect(count()).toMatch(/No hits|for “art”/));
  for (const word of marks('.call-page')) expect(word).toMatch(/^art/);
  await user.keyboard('{Control>}f{/Control}');
  const field = await screen.findByRole('searchbox', { name: 'Find in this call' });
  await user.type(field, 'tha');
  await waitFor(() => expect(count()).toMatch(/^1 of \d+$/));
  await user.keyboard('{Enter}');
  expect(count()).toMatch(/^2 of \d+$/);
  await user.keyboard('{Shift>}{Enter}{/Shift}');
  expect(count()).toMatch(/^1 of \d+$/);
  await user.clear(field);
  await user.type(field, 'zzzqq');
  await waitFor(() => expect(count()).toBe('No hits'));
});

test('a phrase over two sentences is one hit, and marks stand where the core says', async () => {
  const { user } = await mountPage(`/call/${speech}?q=x`, {
    'call/transcript': async () => ({
      speakers: [{ speakerId: 'a', name: 'Ann', side: 'company' }],
      monologues: [
        {
          speakerId: 'a',
          topic: null,
          sentences: [
            { startMs: 61_000, endMs: 62_000, text: 'We sell a remote.' },
            { startMs: 62_000, endMs: 64_000, text: 'Control is the best part.' },
          ],
        },
      ],
    }),
    'call/find': async () => ({
      hits: [{ kind: 'said', startSec: 61, monologue: 0, sentence: 0 }],
      marks: { 'said:0:0': [[10, 16]], 'said:0:1': [[0, 7]], 'keyPoint:0': [[0, 3]] },
    }),
  });
  const point = (await first('#key-points li .supported')).firstChild?.textContent?.toLowerCase() ?? '';
  await waitFor(() => expect(marks('#key-points')).toHaveLength(1));
  expect(marks('#key-points')[0]).toHaveLength(3);
  expect(point.startsWith(marks('#key-points')[0] ?? '?')).toBe(true);
  await user.keyboard('{Control>}f{/Control}');
  await user.type(await screen.findByRole('searchbox', { name: 'Find in this call' }), '"remote control"');
  await waitFor(() => expect(count()).toBe('1 of 1'));
});

test('Find looks through a call whose transcript is still on its way', async () => {
  const { user, asked } = await mountPage(`/call/${speech}`, {
    'call/transcript': () => new Promise(() => {}),
  });
  await screen.findByRole('button', { name: 'Find in this call (Ctrl+F)' });
  await user.keyboard('{Control>}f{/Control}');
  await user.type(await screen.findByRole('searchbox', { name: 'Find in this call' }), 'the');
  await waitFor(() => expect(count()).toMatch(/^1 of \d+$/));
  expect(asked.filter(({ name }) => name === 'call/find').at(-1)?.input).toMatchObject({
    q: 'the',
    typing: true,
  });
});
