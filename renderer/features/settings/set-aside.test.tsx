import { screen, waitFor } from '@testing-library/dom';
import { userEvent } from '@testing-library/user-event';
import { render } from 'solid-js/web';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { SetAside } from '../../../electron/contract/app.ts';
import { createFakeBridge } from '../../../test/support/fake-bridge.ts';

let copies: SetAside[] = [];
let refuses = false;
const fake = createFakeBridge({
  'copies/list': () => copies,
  'copies/remove': ({ name }) => {
    if (refuses) throw new Error('no');
    copies = copies.filter((copy) => copy.name !== name);
    return { removed: true };
  },
});
vi.mock('../../bridge/bridge.ts', () => ({
  get bridge() {
    return fake;
  },
}));
const { SetAsideCopies } = await import('./set-aside.tsx');

const one = (name: string, why: SetAside['why'], day: number, bytes: number): SetAside => ({
  name,
  why,
  atMs: Date.UTC(2026, 2, day, 12),
  bytes,
});

function show(): void {
  const place = document.createElement('div');
  document.body.append(place);
  const end = render(() => <SetAsideCopies />, place);
  onTestFinished(() => {
    end();
    place.remove();
  });
}

test('copies that were set aside are listed with their day, reason and size, and removed one by one', async () => {
  copies = [
    one('store.db.damaged-b', 'damaged', 14, 2_500_000),
    one('store.db.replaced-a', 'replaced', 3, 900),
  ];
  show();
  const rows = () => screen.queryAllByText(/2026/).map((row) => row.textContent);
  await waitFor(() => expect(rows()).toHaveLength(2));
  expect(rows()[0]).toMatch(/14.*2\.\d MB: it was damaged/);
  expect(rows()[1]).toMatch(/a backup took its place/);
  refuses = true;
  const buttons = () => screen.getAllByRole('button', { name: /^Remove the copy of/ });
  await userEvent.click(buttons()[0] as HTMLElement);
  await screen.findByRole('alert');
  expect(rows()).toHaveLength(2);
  refuses = false;
  await userEvent.click(buttons()[0] as HTMLElement);
  await waitFor(() => expect(rows()).toHaveLength(1));
  expect(copies.map(({ name }) => name)).toEqual(['store.db.replaced-a']);
  await userEvent.click(buttons()[0] as HTMLElement);
  await waitFor(() => expect(screen.queryByText('Copies that were set aside')).toBeNull());
});
