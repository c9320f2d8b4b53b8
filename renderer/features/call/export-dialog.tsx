import { createEffect, createSignal, For, type JSX, on, Show } from 'solid-js';
import type { MaskCounts } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { createTask } from '../../data/task.ts';
import { download, textBlob } from '../../ui/download.ts';
import { Button, CheckField, Form, Problem, Select } from '../../ui/form.tsx';
import { Modal, toast } from '../../ui/kit.tsx';

const formats = [
  ['markdown', 'Markdown'],
  ['html', 'HTML, one file'],
  ['csv', 'CSV, a row for each call'],
  ['csv-transcript', 'CSV, a row for each sentence'],
  ['json', 'JSON'],
  ['jsonl', 'JSON lines'],
  ['srt', 'SRT captions'],
  ['vtt', 'WebVTT captions'],
] as const;
type Format = (typeof formats)[number][0];
/** The others are made of nothing else, or cannot hold one. */
const withTranscript: ReadonlySet<Format> = new Set(['markdown', 'html', 'json', 'jsonl']);

/** Saves a call, or the results of a query, as a file. */
export function ExportDialog(props: {
  what: { id: string } | { q: string };
  title: string;
  onClose: () => void;
}): JSX.Element {
  const [format, setFormat] = createSignal<Format>('markdown');
  const [transcript, setTranscript] = createSignal(true);
  const [names, setNames] = createSignal(false);
  const [contacts, setContacts] = createSignal(false);
  const [companies, setCompanies] = createSignal(false);
  const [also, setAlso] = createSignal<readonly string[]>([]);
  const [counts, setCounts] = createSignal<MaskCounts | null>(null);
  const saving = createTask();
  const checking = createTask();
  const choosesTranscript = () => withTranscript.has(format());
  const masks = () => names() || contacts() || companies();
  const asked = () => ({
    ...props.what,
    format: format(),
    transcript: transcript(),
    maskNames: names(),
    maskContacts: contacts(),
    maskCompanies: companies(),
    ...where(),
  });
  // What is masked is told before the file is written. Words that somebody ticks stay in the list, so they are not part of it.
  createEffect(
    on(asked, (input) => {
      setCounts(null);
      if (!masks()) return;
      void checking.run(async () => {
        const found = await bridge.request('export/masks', input);
        if (asked() === input || JSON.stringify(asked()) === JSON.stringify(input)) setCounts(found);
      });
    }),
  );

  const save = () =>
    saving.run(async () => {
      const file = await bridge.request('export/calls', { ...asked(), alsoMask: [...also()] });
      download(file.filename, textBlob(file.content, file.mime));
      toast(`Saved ${file.filename}`);
      props.onClose();
    });
  return (
    <Modal title={props.title} onClose={props.onClose}>
      <Form class="stack export" onSubmit={() => void save()}>
        <Select label="Format" of={formats} value={format()} onPick={setFormat} />
        <Show when={choosesTranscript()}>
          <CheckField checked={transcript()} onCheck={setTranscript}>
            With the transcript
          </CheckField>
        </Show>
        <CheckField checked={names()} onCheck={setNames}>
          Mask people’s names
        </CheckField>
        <CheckField checked={contacts()} onCheck={setContacts}>
          Mask addresses and phone numbers
        </CheckField>
        <CheckField checked={companies()} onCheck={setCompanies}>
          Mask companies
        </CheckField>
        <Show when={masks() && !checking.problem()}>
          <Show when={counts()} fallback={<p class="muted small">Looking for names…</p>}>
            {(found) => <MaskReport counts={found()} also={also()} onAlso={setAlso} />}
          </Show>
        </Show>
        <Problem text={checking.problem()} />
        <Problem text={saving.problem()} />
        <div class="row">
          <Button
            type="submit"
            class="primary"
            text={saving.busy() ? 'Preparing…' : 'Save the file'}
            disabled={saving.busy() || (masks() && !counts())}
          />
        </div>
      </Form>
    </Modal>
  );
}

/** Lists longer than this are said by their length. */
const shownAtMost = 100;

/** What is masked, and what may be a name or a word: that is left unless somebody ticks it. */
function MaskReport(props: {
  counts: MaskCounts;
  also: readonly string[];
  onAlso: (words: readonly string[]) => void;
}): JSX.Element {
  const places = () => props.counts.masked.reduce((sum, { count }) => sum + count, props.counts.contacts);
  const toggle = (word: string, on: boolean) =>
    props.onAlso(on ? [...props.also, word] : props.also.filter((other) => other !== word));
  return (
    <div class="stack mask-report" role="status">
      <Show when={places() > 0} fallback={<p class="muted small">Nothing to mask was found.</p>}>
        <details>
          <summary class="small">
            Masked in {places()} {places() === 1 ? 'place' : 'places'}
            {props.counts.checked < props.counts.calls
              ? ` of the first ${props.counts.checked} of ${props.counts.calls} calls`
              : ''}
          </summary>
          <ul class="small">
            <For each={props.counts.masked.slice(0, shownAtMost)}>
              {({ text, alias, count }) => (
                <li>
                  <bdi>{text}</bdi> → {alias} <span class="muted">({count})</span>
                </li>
              )}
            </For>
            <Show when={props.counts.contacts > 0}>
              <li>Addresses and numbers ({props.counts.contacts})</li>
            </Show>
            <Show when={props.counts.masked.length > shownAtMost}>
              <li class="muted">and {props.counts.masked.length - shownAtMost} more</li>
            </Show>
          </ul>
        </details>
      </Show>
      <Show when={props.counts.undecided.length > 0}>
        <fieldset class="small">
          <legend>These may be names or words. They stay unless you tick them:</legend>
          <For each={props.counts.undecided.slice(0, shownAtMost)}>
            {({ text, count, example }) => (
              <CheckField checked={props.also.includes(text)} onCheck={(on) => toggle(text, on)}>
                <bdi>{text}</bdi> <span class="muted">({count})</span>{' '}
                <bdi class="muted">…{example.trim()}…</bdi>
              </CheckField>
            )}
          </For>
          <Show when={props.counts.undecided.length > shownAtMost}>
            <p class="muted">and {props.counts.undecided.length - shownAtMost} rarer ones, which stay</p>
          </Show>
        </fieldset>
      </Show>
    </div>
  );
}
