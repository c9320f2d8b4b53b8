import { For, type JSX } from 'solid-js';

/** A few choices of which one holds. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  disabled?: (value: T) => boolean;
  onChoose: (value: T) => void;
}): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      <For each={props.options}>
        {([value, name]) => (
          <button
            type="button"
            aria-pressed={value === props.value}
            disabled={props.disabled?.(value) ?? false}
            onClick={() => props.onChoose(value)}
          >
            {name}
          </button>
        )}
      </For>
    </div>
  );
}
