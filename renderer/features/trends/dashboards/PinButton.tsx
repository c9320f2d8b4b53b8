import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { useNavigate } from '@solidjs/router';
import Pin from 'lucide-solid/icons/pin';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { RequestInput } from '../../../../electron/contract/bridge.ts';
import type { Dashboard } from '../../../../electron/contract/dashboards.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { makeEdit, sayError } from '../../../data/edits.ts';
import { NameDialog } from './NameDialog.tsx';

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
        title: props.title.slice(0, 200),
        spec: props.spec(),
      }),
    );
  return (
    <>
      <DropdownMenu
        modal={false}
        gutter={4}
        placement="bottom-end"
        onOpenChange={(open) => open && void load()}
      >
        <DropdownMenu.Trigger class="btn small quiet" aria-label={`Pin ${props.title} to a dashboard`}>
          <Pin size={14} aria-hidden="true" /> Pin
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content class="menu">
            <For each={boards()}>
              {(board) => (
                <DropdownMenu.Item class="menuitem" onSelect={() => void pin(board.id)}>
                  <bdi>{board.name}</bdi>
                </DropdownMenu.Item>
              )}
            </For>
            <Show when={boards().length > 0}>
              <DropdownMenu.Separator class="menuline" />
            </Show>
            <DropdownMenu.Item class="menuitem" onSelect={() => setNaming(true)}>
              New dashboard…
            </DropdownMenu.Item>
            <Show when={boards().length > 0}>
              <DropdownMenu.Item class="menuitem" onSelect={() => navigate('/trends/dashboards')}>
                Open the dashboards
              </DropdownMenu.Item>
            </Show>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu>
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
