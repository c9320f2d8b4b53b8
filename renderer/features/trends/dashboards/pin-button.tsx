import { useNavigate } from '@solidjs/router';
import Pin from 'lucide-solid/icons/pin';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { RequestInput } from '../../../../electron/contract/bridge.ts';
import type { Dashboard } from '../../../../electron/contract/dashboards.ts';
import { beginning } from '../../../../electron/contract/plain-text.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { makeEdit, sayError } from '../../../data/edits.ts';
import { Menu, MenuItem, MenuLine } from '../../../ui/menu.tsx';
import { NameDialog } from '../../../ui/name-dialog.tsx';

/** Puts a chart on a dashboard: the question is kept, so it is always up to date there. */
export function PinButton(props: {
  title: string;
  spec: () => RequestInput<'dashboards/pin'>['spec'];
}): JSX.Element {
  const navigate = useNavigate();
  const [boards, setBoards] = createSignal<readonly Dashboard[]>([]);
  const [naming, setNaming] = createSignal(false);
  const load = () => bridge.request('dashboards/list', {}).then(setBoards, sayError);
  const pin = (dashboardId: number) =>
    makeEdit(
      bridge.request('dashboards/pin', {
        dashboardId,
        title: beginning(props.title, 200),
        spec: props.spec(),
      }),
    );
  return (
    <>
      <Menu
        aria-label={`Pin ${props.title} to a dashboard`}
        onOpen={() => void load()}
        button={
          <>
            <Pin size={14} /> Pin
          </>
        }
      >
        <For each={boards()}>
          {(board) => <MenuItem text={board.name} onSelect={() => void pin(board.id)} />}
        </For>
        <Show when={boards().length > 0}>
          <MenuLine />
        </Show>
        <MenuItem text="New dashboard…" onSelect={() => setNaming(true)} />
        <Show when={boards().length > 0}>
          <MenuItem text="Open the dashboards" onSelect={() => navigate('/trends/dashboards')} />
        </Show>
      </Menu>
      <Show when={naming()}>
        <NameDialog
          title="New dashboard"
          name=""
          action="Make and pin"
          onClose={() => setNaming(false)}
          onName={async (name) => pin((await bridge.request('dashboards/save', { name })).dashboard.id)}
        />
      </Show>
    </>
  );
}
