import { createSignal, For, type JSX, Show } from 'solid-js';
import { bridge } from '../../bridge/bridge.ts';
import { asError } from '../../data/query.ts';
import { Button } from '../../ui/form.tsx';
import { bytes } from '../../ui/format.ts';
import { toast } from '../../ui/kit.tsx';
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
              <select
                class="select dock-select"
                disabled={busy()}
                onChange={(event) => void setBudget(Number(event.currentTarget.value))}
              >
                <For each={[...new Set([...steps, status().budgetBytes])].sort((a, b) => a - b)}>
                  {(value) => (
                    <option value={value} selected={value === status().budgetBytes}>
                      {bytes(value)}
                    </option>
                  )}
                </For>
              </select>
            </label>
            <span class="muted">
              {bytes(status().usedBytes)} used by {status().items.length} recordings. When it is full, those
              played longest ago make room for newly kept ones.
            </span>
          </div>
          <Show when={status().items.length > 0}>
            <table>
              <thead>
                <tr>
                  <th>Call</th>
                  <th>State</th>
                  <th class="num">Size</th>
                  <th>
                    <span class="sr">Action</span>
                  </th>
                </tr>
              </thead>
              <tbody>
                <For each={status().items}>
                  {(item) => (
                    <tr>
                      <td>
                        <a href={`#/call/${encodeURIComponent(item.callId)}`}>{item.title}</a>
                      </td>
                      <td>
                        {item.state === 'done' ? 'On this laptop' : item.state}
                        <Show when={item.error}>
                          <div class="hint">{item.error}</div>
                        </Show>
                      </td>
                      <td class="num">
                        {bytes(item.bytes)}
                        {item.totalBytes && item.totalBytes !== item.bytes
                          ? ` of ${bytes(item.totalBytes)}`
                          : ''}
                      </td>
                      <td class="num">
                        <Show when={item.state === 'failed'}>
                          <Button text="Try again" onClick={() => void keepOffline([item.callId])} />
                        </Show>
                        <Button onClick={() => void dropOffline([item.callId])}>
                          Remove<span class="sr"> {item.title}</span>
                        </Button>
                      </td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
          </Show>
        </div>
      )}
    </Show>
  );
}
