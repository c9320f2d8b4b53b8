import { createSignal, type JSX } from 'solid-js';
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
        <label class="field">
          <span>Name</span>
          <input
            class="input"
            value={name()}
            maxLength={200}
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <small>The sidebar lists it with the number of calls that are new since you last opened it.</small>
        </label>
        <p class="muted ellipsis">
          <code>{props.q}</code>
        </p>
        <div class="row">
          <button type="submit" class="btn primary" disabled={!name().trim()}>
            Save
          </button>
        </div>
      </form>
    </Modal>
  );
}
