import { For, type JSX } from 'solid-js';

/** A few choices of which one holds. */
export function Choice<T extends string>(props: {
  label: string;
  value: T;
  /** The name of each, in their order. */
  options: Readonly<Record<T, string>>;
  disabled?: (value: T) => boolean;
  onChoose: (value: T) => void;
}): JSX.Element {
  return (
    <div class="choice" role="group" aria-label={props.label}>
      <For each={Object.entries(props.options) as [T, string][]}>
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
