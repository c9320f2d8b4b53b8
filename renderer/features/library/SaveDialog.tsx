import type { JSX } from 'solid-js';
import { NameDialog } from '../../ui/NameDialog.tsx';

/** Asks for the name of a saved search. */
export function SaveDialog(props: {
  q: string;
  title: string;
  name?: string;
  onSave: (name: string) => void;
  onClose: () => void;
}): JSX.Element {
  return (
    <NameDialog
      title={props.title}
      action="Save"
      name={props.name ?? props.q.slice(0, 60)}
      note="The sidebar lists it with the number of calls that are new since you last opened it."
      onName={props.onSave}
      onClose={props.onClose}
    >
      <p class="muted ellipsis">
        <code>{props.q}</code>
      </p>
    </NameDialog>
  );
}
