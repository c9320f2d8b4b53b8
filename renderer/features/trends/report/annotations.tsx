import Flag from 'lucide-solid/icons/flag';
import Pencil from 'lucide-solid/icons/pencil';
import Trash from 'lucide-solid/icons/trash';
import { createSignal, For, type JSX, Show } from 'solid-js';
import type { Annotation, AnnotationMark } from '../../../../electron/contract/annotations.ts';
import { isolate } from '../../../../electron/contract/direction.ts';
import type { ReportSeries } from '../../../../electron/contract/trends.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { makeEdit, sayEdit } from '../../../data/edits.ts';
import { createTask } from '../../../data/task.ts';
import { Button, Form, IconButton, Problem, Select, TextField } from '../../../ui/form.tsx';
import { Modal } from '../../../ui/kit.tsx';
import { annotationDates } from '../chart/flags.tsx';

/** An annotation that is being made (no id) or changed. */
export type AnnotationDraft = Omit<Annotation, 'id'> & { readonly id?: number };

/** Adds an annotation to a chart over time. */
export function AnnotateButton(props: { onClick: () => void }): JSX.Element {
  return (
    <Button
      icon={Flag}
      text="Annotate"
      title="A dated note of your own on charts over time; N at a point, or with a stretch marked"
      onClick={() => props.onClick()}
    />
  );
}

/** The annotations of a chart by their numbers in it. */
export function AnnotationList(props: {
  marks: readonly AnnotationMark[];
  series: readonly ReportSeries[];
  onEdit: (annotation: Annotation) => void;
  ref?: (list: HTMLOListElement) => void;
}): JSX.Element {
  const items = () => props.marks.flatMap((mark) => mark.items);
  return (
    <Show when={items().length > 0}>
      <ol class="annotations medium" aria-label="Annotations" ref={(element) => props.ref?.(element)}>
        <For each={items()}>
          {(item, at) => (
            <li class="row">
              <span class="flagbadge" aria-hidden="true">
                {at() + 1}
              </span>
              <span class="muted">{annotationDates(item)}</span>
              <span class="grow">
                <bdi>{item.text}</bdi>
                <Show when={item.key !== null && aboutName(item.key, props.series)}>
                  {(name) => (
                    <span class="muted">
                      {' '}
                      · only <bdi>{name()}</bdi>
                    </span>
                  )}
                </Show>
              </span>
              <span class="row tools">
                <IconButton
                  icon={Pencil}
                  size={14}
                  data-note={item.id}
                  label={`Change the annotation “${item.text}”`}
                  onClick={() => props.onEdit(item)}
                />
                <IconButton
                  icon={Trash}
                  size={14}
                  label={`Remove the annotation “${item.text}”`}
                  onClick={() => void makeEdit(bridge.request('annotations/remove', { id: item.id }))}
                />
              </span>
            </li>
          )}
        </For>
      </ol>
    </Show>
  );
}

const keyOf = (series: ReportSeries) => (series.ref.kind === 'tracker' ? series.ref.key : null);
/** Name of the tracker an annotation is about; where it is one of several of a name, the series has another's key. */
const aboutName = (key: string | null, series: readonly ReportSeries[]) =>
  (series.find((one) => keyOf(one) === key) ?? series.find((one) => keyOf(one) !== null))?.name ?? '';

/** Asks for days, text and on which charts it stands. */
export function AnnotationDialog(props: {
  draft: AnnotationDraft;
  series: readonly ReportSeries[];
  /** Whether the chart reaches a day, or one of several. */
  covers: (day: string, endDay?: string) => boolean;
  onClose: () => void;
}): JSX.Element {
  const [day, setDay] = createSignal(props.draft.day);
  const [endDay, setEndDay] = createSignal(props.draft.endDay ?? '');
  const [text, setText] = createSignal(props.draft.text);
  const [key, setKey] = createSignal(props.draft.key);
  const saving = createTask();
  const trackers = () => {
    const now = props.series.flatMap((one) => (keyOf(one) === null ? [] : [[keyOf(one), one.name] as const]));
    const own = props.draft.key;
    return own === null || now.some(([one]) => one === own)
      ? now
      : [...now, [own, aboutName(own, props.series)] as const];
  };
  const backwards = () => endDay() !== '' && endDay() < day();
  const save = () =>
    saving.run(async () => {
      const { edit } = await bridge.request('annotations/save', {
        ...props.draft,
        day: day(),
        endDay: endDay() || null,
        text: text().trim(),
        key: key(),
      });
      const shown = props.covers(day(), endDay() || day());
      sayEdit(edit, shown ? '.' : '. It stands on charts that reach its days.');
      props.onClose();
    });
  const ready = () => Boolean(text().trim() && day() && !backwards() && !saving.busy());
  return (
    <Modal title={props.draft.id === undefined ? 'New annotation' : 'Annotation'} onClose={props.onClose}>
      <Form onSubmit={() => ready() && void save()}>
        <TextField
          label="What happened"
          maxLength={200}
          placeholder="e.g. Pricing page launched"
          value={text()}
          onText={(text) => (setText(text), saving.forget())}
        />
        <div class="row">
          <TextField
            label="Day"
            grow
            type="date"
            min="1970-01-01"
            max="2099-12-31"
            required
            value={day()}
            onText={setDay}
          />
          <TextField
            label={
              <>
                Until <span class="muted">(optional)</span>
              </>
            }
            grow
            type="date"
            min="1970-01-01"
            max="2099-12-31"
            aria-invalid={backwards()}
            value={endDay()}
            onText={setEndDay}
          />
        </div>
        <Problem text={backwards() ? 'It would end before it begins.' : null} />
        <Show when={trackers().length > 0}>
          <Select
            label="Show it on"
            of={[
              [null, 'Every chart over time'],
              ...trackers().map(([one, name]) => [one, `Only charts of ${isolate(name)}`] as const),
            ]}
            value={key()}
            onPick={setKey}
          />
        </Show>
        <p class="hint">
          Kept on this laptop, on charts and in the files you save of them; never sent to Gong.
        </p>
        <Problem text={saving.error()?.message ?? null} />
        <div class="row">
          <Button
            type="submit"
            class="primary"
            text={props.draft.id === undefined ? 'Add' : 'Save'}
            disabled={!ready()}
          />
        </div>
      </Form>
    </Modal>
  );
}
