import { createSignal, type JSX } from 'solid-js';
import { asError } from '../../../data/query.ts';
import { Button, Problem, TextField } from '../../../ui/form.tsx';
import { Modal } from '../../../ui/kit.tsx';

/** Asks for a name; stays open and says why when it cannot be had. */
export function NameDialog(props: {
  title: string;
  name: string;
  action: string;
  onName: (name: string) => Promise<unknown>;
  onClose: () => void;
}): JSX.Element {
  const [name, setName] = createSignal(props.name);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal(false);
  const save = async () => {
    if (!name().trim() || busy()) return;
    setBusy(true);
    try {
      await props.onName(name().trim());
      props.onClose();
    } catch (error) {
      setProblem(asError(error).message);
      setBusy(false);
    }
  };
  return (
    <Modal title={props.title} onClose={props.onClose}>
      <form class="stack" onSubmit={(event) => (event.preventDefault(), void save())}>
        <TextField
          label="Name"
          maxLength={200}
          value={name()}
          aria-invalid={problem() !== null}
          onText={(text) => (setName(text), setProblem(null))}
        />
        <Problem text={problem()} />
        <div class="row">
          <Button type="submit" class="primary" text={props.action} disabled={!name().trim() || busy()} />
        </div>
      </form>
    </Modal>
  );
}
