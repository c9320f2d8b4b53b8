import { createSignal, type JSX, Show } from 'solid-js';
import { bridge } from '../../bridge/bridge.ts';
import { asError } from '../../data/query.ts';
import { Button, Select } from '../../ui/form.tsx';
import { bytes } from '../../ui/format.ts';
import { toast } from '../../ui/kit.tsx';
import { DataTable, heads } from '../../ui/table.tsx';
import { dropOffline, keepOffline, offlineStatus } from './keep.tsx';

const steps = [1, 2, 5, 10, 20, 50, 100].map((gigabytes) => gigabytes * 1024 ** 3);

/** Recordings on this laptop: budget, use, and each call's state. */
export function OfflineList(): JSX.Element {
  const [busy, setBusy] = createSignal(false);
  async function setBudget(value: number): Promise<void> {
    setBusy(true);
    try {
      await bridge.request('media/setBudget', { bytes: value });
      toast(`Budget set to ${bytes(value)}`);
    } catch (error) {
      toast(asError(error).message);
    }
    setBusy(false);
  }
  return (
    <Show when={offlineStatus()}>
      {(status) => (
        <div class="stack">
          <div class="row wrap">
            <label class="row">
              Disk budget
              <Select
                class="select small dock-select"
                disabled={busy()}
                of={[...new Set([...steps, status().budgetBytes])]
                  .sort((a, b) => a - b)
                  .map((value) => [value, bytes(value)] as const)}
                value={status().budgetBytes}
                onPick={(value) => void setBudget(value)}
              />
            </label>
            <span class="muted">
              {bytes(status().usedBytes)} used by {status().items.length} recordings. When it is full, those
              played longest ago make room for newly kept ones.
            </span>
          </div>
          <Show when={status().items.length > 0}>
            <DataTable
              heads={[...heads(['Call', 'State'], ['Size']), { label: <span class="sr">Action</span> }]}
              rows={status().items}
            >
              {(item) => (
                <>
                  <td>
                    <a href={`#/call/${encodeURIComponent(item.callId)}`}>
                      <bdi>{item.title}</bdi>
                    </a>
                  </td>
                  <td>
                    {item.state === 'done' ? 'On this laptop' : item.state}
                    <Show when={item.state === 'done' && item.totalBytes === null}>
                      <div class="hint">
                        The media host did not state its length: the download came to its end, nothing more is
                        known.
                      </div>
                    </Show>
                    <Show when={item.error}>
                      <div class="hint">{item.error}</div>
                    </Show>
                  </td>
                  <td class="num">
                    {bytes(item.bytes)}
                    {item.totalBytes && item.totalBytes !== item.bytes ? ` of ${bytes(item.totalBytes)}` : ''}
                  </td>
                  <td class="num">
                    <Show when={item.state === 'failed'}>
                      <Button text="Try again" onClick={() => void keepOffline([item.callId])} />
                    </Show>
                    <Button onClick={() => void dropOffline([item.callId])}>
                      Remove<span class="sr"> {item.title}</span>
                    </Button>
                  </td>
                </>
              )}
            </DataTable>
          </Show>
        </div>
      )}
    </Show>
  );
}
