import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import { useNavigate } from '@solidjs/router';
import Pin from 'lucide-solid/icons/pin';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { RequestInput } from '../../../../electron/contract/bridge.ts';
import type { Dashboard } from '../../../../electron/contract/dashboards.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { asError } from '../../../data/query.ts';
import { toast } from '../../../ui/kit.tsx';
import { NameDialog } from './NameDialog.tsx';

/** Puts a chart on a dashboard: the question is kept, so it is always up to date there. */
export function PinButton(props: {
  title: string;
  spec: () => RequestInput<'dashboards/pin'>['spec'];
}): JSX.Element {
  const navigate = useNavigate();
  const [boards, setBoards] = createSignal<readonly Dashboard[]>([]);
  const [naming, setNaming] = createSignal(false);
  const load = async () => {
    try {
      setBoards(await bridge.request('dashboards/list', {}));
    } catch (error) {
      toast(asError(error).message);
    }
  };
  const pin = async (dashboardId: number) => {
    try {
      const { chart, dashboard } = await bridge.request('dashboards/pin', {
        dashboardId,
        title: props.title.slice(0, 200),
        spec: props.spec(),
      });
      toast(
        `Pinned to “${dashboard.name}”`,
        () =>
          void bridge
            .request('dashboards/unpin', { chartId: chart.id })
            .catch((error) => toast(asError(error).message)),
      );
    } catch (error) {
      toast(asError(error).message);
    }
  };
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
                  {board.name}
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
          onName={async (name) => pin((await bridge.request('dashboards/save', { name })).id)}
        />
      </Show>
    </>
  );
}
