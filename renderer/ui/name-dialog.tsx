import { createSignal, type JSX } from 'solid-js';
import { Button, Form, Problem, TextField } from './form.tsx';
import { Modal } from './kit.tsx';

/** Asks for a name, or something like it; stays open and says why when it cannot be had. */
export function NameDialog(props: {
  title: string;
  action: string;
  name?: string;
  /** What is asked for; 'Name' unless told. */
  label?: string;
  note?: string;
  /** Id of a list of suggestions. */
  list?: string;
  most?: number;
  /** Below the field. */
  children?: JSX.Element;
  onName: (name: string) => unknown;
  onClose: () => void;
}): JSX.Element {
  const [name, setName] = createSignal(props.name ?? '');
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const save = async () => {
    if (!name().trim() || busy()) return;
    setBusy(true);
    try {
      await props.onName(name().trim());
      props.onClose();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
      setBusy(false);
    }
  };
  return (
    <Modal title={props.title} onClose={props.onClose}>
      <Form onSubmit={() => void save()}>
        <TextField
          label={props.label ?? 'Name'}
          maxLength={props.most ?? 200}
          list={props.list}
          value={name()}
          aria-invalid={problem() !== null}
          onText={(text) => (setName(text), setProblem(null))}
          note={props.note}
        />
        {props.children}
        <Problem text={problem()} />
        <div class="row">
          <Button type="submit" class="primary" text={props.action} disabled={!name().trim() || busy()} />
        </div>
      </Form>
    </Modal>
  );
}
