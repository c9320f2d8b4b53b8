import type { JSX } from 'solid-js';
import { beginning } from '../../../electron/contract/plain-text.ts';
import { NameDialog } from '../../ui/name-dialog.tsx';

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
      name={props.name ?? beginning(props.q, 60)}
      note="The sidebar lists it with the number of calls that are new since you last opened it."
      onName={props.onSave}
      onClose={props.onClose}
    >
      <p class="muted ellipsis" dir="auto">
        <code>{props.q}</code>
      </p>
    </NameDialog>
  );
}
