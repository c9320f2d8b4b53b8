import { createSignal, type JSX } from 'solid-js';
import { Button, TextField } from '../../ui/form.tsx';
import { Modal } from '../../ui/kit.tsx';

/** Asks for the name of a saved search. */
export function SaveDialog(props: {
  q: string;
  title: string;
  name?: string;
  onSave: (name: string) => void;
  onClose: () => void;
}): JSX.Element {
  const [name, setName] = createSignal(props.name ?? props.q.slice(0, 60));
  return (
    <Modal title={props.title} onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!name().trim()) return;
          props.onSave(name().trim());
          props.onClose();
        }}
      >
        <TextField
          label="Name"
          value={name()}
          maxLength={200}
          onText={setName}
          note="The sidebar lists it with the number of calls that are new since you last opened it."
        />
        <p class="muted ellipsis">
          <code>{props.q}</code>
        </p>
        <div class="row">
          <Button type="submit" class="primary" text="Save" disabled={!name().trim()} />
        </div>
      </form>
    </Modal>
  );
}
