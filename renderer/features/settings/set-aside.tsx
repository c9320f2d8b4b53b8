import { For, type JSX, Show } from 'solid-js';
import type { SetAside } from '../../../electron/contract/app.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { createTask } from '../../data/task.ts';
import { Button, Problem } from '../../ui/form.tsx';
import { bytes, moment } from '../../ui/format.ts';

const reasons: Readonly<Record<SetAside['why'], string>> = {
  damaged: 'it was damaged',
  migrated: 'before its format was changed',
  replaced: 'a backup took its place',
};

/** Copies of the whole store that lie beside it: which, how large, and removing them before their time. */
export function SetAsideCopies(): JSX.Element {
  const copies = createQuery('copies/list', () => ({}), { live: true });
  const task = createTask();
  const remove = (name: string) =>
    task.run(async () => {
      await bridge.request('copies/remove', { name });
      copies.refetch();
    });
  return (
    <Show when={(copies.data()?.length ?? 0) > 0}>
      <div class="sub" data-part="set-aside">
        <h3>Copies that were set aside</h3>
        <p class="muted">
          Each holds what was in the store then. They are removed after two weeks, and at once when something
          is erased.
        </p>
        <For each={copies.data()}>
          {(copy) => (
            <p class="row wrap">
              <span class="grow">
                {moment(copy.atMs, where().tz)}, {bytes(copy.bytes)}: {reasons[copy.why]}
              </span>
              <Button
                class="small danger"
                text="Remove"
                aria-label={`Remove the copy of ${moment(copy.atMs, where().tz)}`}
                disabled={task.busy()}
                onClick={() => void remove(copy.name)}
              />
            </p>
          )}
        </For>
        <Problem text={task.problem()} />
      </div>
    </Show>
  );
}
