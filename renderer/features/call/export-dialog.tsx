import { createSignal, type JSX, Show } from 'solid-js';
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
  const [mask, setMask] = createSignal(false);
  const saving = createTask();
  const choosesTranscript = () => withTranscript.has(format());

  const save = () =>
    saving.run(async () => {
      const file = await bridge.request('export/calls', {
        ...props.what,
        format: format(),
        transcript: transcript(),
        maskNames: mask(),
        ...where(),
      });
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
        <CheckField checked={mask()} onCheck={setMask}>
          Mask people’s names
        </CheckField>
        <Problem text={saving.problem()} />
        <div class="row">
          <Button
            type="submit"
            class="primary"
            text={saving.busy() ? 'Preparing…' : 'Save the file'}
            disabled={saving.busy()}
          />
        </div>
      </Form>
    </Modal>
  );
}
