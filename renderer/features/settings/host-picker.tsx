import { createSignal, createUniqueId, For, type JSX, Show } from 'solid-js';
import { isCalled } from '../../../electron/contract/names.ts';
import type { NamedId } from '../../../electron/contract/sync.ts';
import { Chip } from '../../ui/form.tsx';

/** Whose calls: people picked by name; nobody picked means everybody. */
export function HostPicker(props: {
  chosen: readonly string[];
  users: readonly NamedId[];
  onChange: (ids: string[]) => void;
}): JSX.Element {
  const id = createUniqueId();
  const [unknown, setUnknown] = createSignal('');
  const nameOf = (userId: string) => props.users.find((user) => user.id === userId)?.name ?? userId;
  const left = () => props.users.filter((user) => !props.chosen.includes(user.id));

  function add(input: HTMLInputElement): void {
    const text = input.value.trim();
    if (text === '') {
      setUnknown('');
      return;
    }
    // Two people of one name are both meant where the address is left out.
    const found = left().filter((user) => isCalled(user.name, text));
    setUnknown(found.length === 0 ? text : '');
    if (found.length === 0) return;
    input.value = '';
    props.onChange([...props.chosen, ...found.map((user) => user.id)]);
  }

  return (
    <div class="field wide">
      <label for={`${id}-name`}>
        <strong>Only calls hosted by</strong>
      </label>
      <div class="row wrap">
        <For each={props.chosen}>
          {(userId) => (
            <Chip
              text={nameOf(userId)}
              remove={`Remove ${nameOf(userId)}`}
              onRemove={() => props.onChange(props.chosen.filter((other) => other !== userId))}
            />
          )}
        </For>
        <input
          id={`${id}-name`}
          class="input host-name"
          dir="auto"
          list={`${id}-names`}
          autocomplete="off"
          placeholder={props.chosen.length > 0 ? 'Add somebody…' : 'Everybody'}
          onChange={(event) => add(event.currentTarget)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            add(event.currentTarget);
          }}
        />
        <datalist id={`${id}-names`}>
          <For each={left()}>{(user) => <option value={user.name} />}</For>
        </datalist>
      </div>
      <Show when={unknown()}>
        {(name) => (
          <small role="alert">
            Nobody is called “<bdi>{name()}</bdi>”.
          </small>
        )}
      </Show>
      <Show when={props.users.length === 0}>
        <small>Names are there after the first sync.</small>
      </Show>
    </div>
  );
}
