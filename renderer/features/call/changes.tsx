import { createSignal, For, type JSX, Show } from 'solid-js';
import type { CallChange } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { asError } from '../../data/query.ts';
import { Button } from '../../ui/form.tsx';
import { moment } from '../../ui/format.ts';
import { copyText, Modal } from '../../ui/kit.tsx';
import { DataTable, heads } from '../../ui/table.tsx';

/** What changed in Gong since the call was first synced. */
export function Changes(props: { changes: readonly CallChange[]; onSeen: () => void }): JSX.Element {
  return (
    <Show when={props.changes.length > 0}>
      <section class="block" id="changes" aria-label="Changes">
        <div class="row">
          <h2 class="grow">Changes since the first sync</h2>
          <Button text="Mark as seen" onClick={() => props.onSeen()} />
        </div>
        <ul class="claims">
          <For each={props.changes}>
            {(change) => (
              <li>
                <details>
                  <summary>
                    {change.summary} <span class="muted small">{moment(change.atMs, where().tz)}</span>
                  </summary>
                  <DataTable heads={heads(['What', 'Before', 'After'], [])} rows={change.fields}>
                    {(field) => (
                      <>
                        <td>{field.field}</td>
                        <td>{field.before ?? <span class="muted">nothing</span>}</td>
                        <td>{field.after ?? <span class="muted">nothing</span>}</td>
                      </>
                    )}
                  </DataTable>
                </details>
              </li>
            )}
          </For>
        </ul>
      </section>
    </Show>
  );
}

/** The record as Gong sent it, for the curious. */
export function RawDialog(props: { callId: string; onClose: () => void }): JSX.Element {
  const [raw, setRaw] = createSignal<{ json: string; fetchedMs: number } | null>(null);
  const [error, setError] = createSignal<string | null>(null);
  bridge
    .request('call/raw', { id: props.callId })
    .then(setRaw, (reason) => setError(asError(reason).message));
  return (
    <Modal title="Raw record" onClose={props.onClose}>
      <Show when={raw()} fallback={<p>{error() ?? 'Loading…'}</p>}>
        {(record) => (
          <>
            <div class="row">
              <p class="hint grow">As Gong sent it, fetched {moment(record().fetchedMs, where().tz)}.</p>
              <Button
                class="small"
                text="Copy"
                onClick={() =>
                  void copyText(record().json, 'Raw record copied', 'Copying was not allowed here.')
                }
              />
            </div>
            <pre class="raw" tabindex="0">
              {record().json}
            </pre>
          </>
        )}
      </Show>
    </Modal>
  );
}
