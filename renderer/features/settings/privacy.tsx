import { createSignal, For, type JSX, Show } from 'solid-js';
import type {
  ErasureCounts,
  ErasurePreview,
  ErasureReceipt,
  RetentionPreview,
} from '../../../electron/contract/privacy.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info, where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { createTask } from '../../data/task.ts';
import { Button, Form, Problem, Select, TextField } from '../../ui/form.tsx';
import { bytes, calls, count, day, moment } from '../../ui/format.ts';
import { copyText, Modal, toast } from '../../ui/kit.tsx';
import { onChange } from '../../ui/on-change.ts';
import { DataTable, heads } from '../../ui/table.tsx';

/** Removing by rule, and erasing a person: what would go is shown before, and nothing of it can be undone. */
export function Privacy(): JSX.Element {
  return (
    <section class="card stack" aria-labelledby="privacy">
      <h2 id="privacy">Remove and erase</h2>
      <Retention />
      <Person />
    </section>
  );
}

/** What the stored rules would remove now, and removing it. */
function Retention(): JSX.Element {
  const [preview, setPreview] = createSignal<RetentionPreview | null>(null);
  const task = createTask();
  const removals = createQuery('retention/removals', () => ({}), { live: true });
  onChange(
    () => info()?.activeProfileId,
    () => setPreview(null),
  );
  const look = () =>
    task.run(async () => {
      const { keepMonths, gonePolicy, graceDays } = await bridge.request('sync/scope', {});
      setPreview(await bridge.request('retention/preview', { keepMonths, gonePolicy, graceDays }));
    });
  const remove = () =>
    task.run(async () => {
      const { removed } = await bridge.request('retention/apply', {});
      setPreview(null);
      toast(`${calls(removed)} removed for good.`);
    });
  const byAge = (found: RetentionPreview) => found.count - found.gone;
  return (
    <div class="group">
      <p class="muted">
        The rules under “What is synced” are applied when a sync ends. What they remove leaves every file of
        this account.
      </p>
      <Show when={preview()}>
        {(found) => (
          <div class="well" role="status">
            <p>
              <strong>{calls(found().count)}</strong> would be removed
              <Show when={found().oldestMs}>
                {(from) => (
                  <>
                    , of {day(from(), where().tz)} to {day(found().newestMs ?? from(), where().tz)}
                  </>
                )}
              </Show>
              <Show when={found().recordingBytes > 0}>
                , with {bytes(found().recordingBytes)} of recordings
              </Show>
              .
              <Show when={found().gone > 0}>
                {' '}
                {calls(found().gone)} of them are gone from Gong: they go with a sync, after Gong was asked
                once more.
              </Show>
              <Show when={found().quotes > 0}>
                {' '}
                {found().quotes === 1
                  ? 'A highlight of mine loses'
                  : `${count(found().quotes)} highlights of mine lose`}{' '}
                the words quoted; what I wrote stays.
              </Show>
              <Show when={found().spared > 0}> {calls(found().spared)} stay, starred or with notes.</Show>
            </p>
            <Show when={found().calls.length > 0}>
              <CallList summary="Which, oldest first" calls={found().calls} />
            </Show>
          </div>
        )}
      </Show>
      <Problem text={task.problem()} />
      <div class="row wrap">
        <Button
          class="small"
          text={task.busy() ? 'Working…' : 'What would be removed?'}
          disabled={task.busy()}
          onClick={() => void look()}
        />
        <Show when={preview() && byAge(preview() as RetentionPreview) > 0}>
          <Button
            class="small danger"
            text={`Remove ${calls(byAge(preview() as RetentionPreview))} for good`}
            disabled={task.busy()}
            onClick={() => void remove()}
          />
        </Show>
      </div>
      <Show when={(removals.data()?.length ?? 0) > 0}>
        <details>
          <summary>What was removed</summary>
          <section class="scroll-x" tabindex="0" aria-label="Removed calls">
            <DataTable
              heads={heads(['When', 'Why', 'Gong’s id'], [])}
              rows={removals.data()?.slice(0, 100) ?? []}
            >
              {(removal) => (
                <>
                  <td class="nowrap">{moment(removal.atMs, where().tz)}</td>
                  <td>{reasons[removal.why]}</td>
                  <td>{removal.callId}</td>
                </>
              )}
            </DataTable>
          </section>
        </details>
      </Show>
    </div>
  );
}

const reasons = {
  gone: 'gone from Gong',
  age: 'older than the rule',
  host: 'hosted by others',
  person: 'a person was erased',
} as const;

/** Looking for a person, and erasing them. */
function Person(): JSX.Element {
  const [who, setWho] = createSignal('');
  const [found, setFound] = createSignal<{ person: string; preview: ErasurePreview } | null>(null);
  const task = createTask();
  const receipts = createQuery('erase/receipts', () => ({}), { live: true });
  const look = () =>
    task.run(async () => {
      const person = who().trim();
      setFound({ person, preview: await bridge.request('erase/preview', { person }) });
    });
  return (
    <div class="sub">
      <h3>Erase a person</h3>
      <Form onSubmit={() => void look()}>
        <TextField
          label="Address, phone number or whole name"
          required
          minLength={2}
          maxLength={300}
          autocomplete="off"
          value={who()}
          onText={setWho}
        />
        <Problem text={task.problem()} />
        <div>
          <Button
            type="submit"
            class="small"
            text={task.busy() ? 'Looking…' : 'What is here of them?'}
            disabled={task.busy()}
          />
        </div>
      </Form>
      <For each={receipts.data()}>{(receipt) => <Receipt receipt={receipt} />}</For>
      <Show when={found()}>
        {(now) => (
          <EraseDialog
            {...now()}
            onClose={() => setFound(null)}
            onDone={() => {
              setFound(null);
              setWho('');
              receipts.refetch();
            }}
          />
        )}
      </Show>
    </div>
  );
}

const countRows = (counts: ErasureCounts): (readonly [string, number])[] => [
  ['Calls they took part in', counts.calls],
  ['Other calls that name them', counts.named],
  ['Monologues they spoke', counts.lines],
  ['Comments they wrote', counts.comments],
  ['Notes and other texts of mine', counts.notes],
  ['Kept recordings', counts.recordings],
  ['Could not be decided, and stay', counts.undecided],
];

/** Texts that could not be decided, shown at most. */
const undecidedAtMost = 30;

function EraseDialog(props: {
  person: string;
  preview: ErasurePreview;
  onClose: () => void;
  onDone: () => void;
}): JSX.Element {
  const [takes, setTakes] = createSignal<ErasureReceipt['takes']>('words');
  const task = createTask();
  const erase = () =>
    task.run(async () => {
      await bridge.request('erase/person', { person: props.person, takes: takes() });
      toast('Erased. The receipt is under Remove and erase.');
      props.onDone();
    });
  return (
    <Modal title="Erase a person" onClose={props.onClose}>
      <div class="stack">
        <ul>
          <For each={props.preview.people} fallback={<li>Nobody on any call is so named.</li>}>
            {(one) => (
              <li>
                <bdi>{[...one.names, ...one.addresses, ...one.phones].join(', ')}</bdi>: {calls(one.calls)}
              </li>
            )}
          </For>
        </ul>
        <DataTable rows={countRows(props.preview.counts)}>
          {([name, value]) => (
            <>
              <td>{name}</td>
              <td class="num">{count(value)}</td>
            </>
          )}
        </DataTable>
        <Show when={props.preview.undecided.length > 0}>
          <details>
            <summary>Could not be decided</summary>
            <p class="hint">
              A first name or a family name alone may be somebody else’s. These stay, in calls that name this
              person and in my notes: look there with search.
            </p>
            <ul>
              <For each={props.preview.undecided.slice(0, undecidedAtMost)}>
                {({ text, count: places }) => (
                  <li>
                    <bdi>{text}</bdi> <span class="muted">({count(places)})</span>
                  </li>
                )}
              </For>
              <Show when={props.preview.undecided.length > undecidedAtMost}>
                <li class="muted">and {count(props.preview.undecided.length - undecidedAtMost)} more</li>
              </Show>
            </ul>
          </details>
        </Show>
        <Show when={props.preview.calls.length > 0}>
          <CallList summary="The calls" calls={props.preview.calls} />
        </Show>
        <Select
          label="What goes"
          of={[
            ['words', 'Their words, names and addresses'],
            ['calls', 'The calls they took part in'],
          ]}
          value={takes()}
          onPick={setTakes}
          note={
            takes() === 'words'
              ? 'A recording cannot be played without one voice: those of these calls go too, and are no longer streamed. Gong’s summaries stay, without the name.'
              : 'With what I noted on them. Elsewhere the name goes.'
          }
        />
        <p>
          This cannot be undone. Copies of the store that were set aside are deleted as well; backups that you
          made elsewhere still hold them. The next sync does not bring them back; in Gong itself nothing
          changes.
        </p>
        <Problem text={task.problem()} />
        <div class="row">
          <Button
            class="danger"
            text={task.busy() ? 'Erasing…' : 'Erase for good'}
            disabled={task.busy()}
            onClick={() => void erase()}
          />
          <Button class="" text="Keep" disabled={task.busy()} onClick={() => props.onClose()} />
        </div>
      </div>
    </Modal>
  );
}

function Receipt(props: { receipt: ErasureReceipt }): JSX.Element {
  const text = () => JSON.stringify(props.receipt, null, 2);
  return (
    <p class="row wrap">
      <span class="grow">
        Receipt {props.receipt.id}, {moment(props.receipt.atMs, where().tz)}:{' '}
        {calls(props.receipt.counts.calls)},{' '}
        {props.receipt.takes === 'calls' ? 'removed' : 'without their words'}
        <Show when={props.receipt.finishedMs === null}>; files are still being cleared</Show>
      </span>
      <Button
        class="small"
        text="Copy"
        aria-label={`Copy receipt ${props.receipt.id}`}
        onClick={() => void copyText(text(), 'Receipt copied.', 'The receipt could not be copied.')}
      />
    </p>
  );
}

/** Calls with their days, folded away. */
function CallList(props: {
  summary: string;
  calls: readonly { readonly id: string; readonly title: string; readonly startedMs: number }[];
}): JSX.Element {
  return (
    <details>
      <summary>{props.summary}</summary>
      <ol class="windows dim">
        <For each={props.calls}>
          {(call) => (
            <li>
              {day(call.startedMs, where().tz)} <bdi>{call.title}</bdi>
            </li>
          )}
        </For>
      </ol>
    </details>
  );
}
