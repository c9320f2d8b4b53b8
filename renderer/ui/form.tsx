import type { LucideProps } from 'lucide-solid';
import { type Component, For, type JSX, Show, splitProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';

type Input = JSX.InputHTMLAttributes<HTMLInputElement>;

type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  icon?: Component<LucideProps>;
  /** Of the icon, in pixels. */
  size?: number;
  class?: string;
};

/** A button with an icon and a text; children come after them. `class` replaces the look of a small, quiet one. */
export function Button(props: ButtonProps & { text?: string | undefined }): JSX.Element {
  const [own, rest] = splitProps(props, ['class', 'icon', 'size', 'text', 'children']);
  return (
    <button type="button" class={`btn ${own.class ?? 'small quiet'}`} {...rest}>
      <Show when={own.icon}>
        {(icon) => <Dynamic component={icon()} size={own.size ?? 14} aria-hidden="true" />}
      </Show>
      {own.text}
      {own.children}
    </button>
  );
}

/** A button that is an icon; `label` says what it does. */
export function IconButton(props: ButtonProps & { label: string }): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'class']);
  return <Button class={`icon ${own.class ?? 'small quiet'}`} size={15} aria-label={own.label} {...rest} />;
}

/** A line of text in a form: its name, the field, and below it what there is to know. */
export function TextField(
  props: Omit<Input, 'onInput'> & {
    label: JSX.Element;
    grow?: boolean;
    note?: JSX.Element;
    onText?: (text: string) => void;
  },
): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'grow', 'note', 'onText']);
  return (
    <label class={own.grow ? 'field grow' : 'field'}>
      <span>{own.label}</span>
      <input class="input" {...rest} onInput={(event) => own.onText?.(event.currentTarget.value)} />
      <Show when={own.note}>
        <small>{own.note}</small>
      </Show>
    </label>
  );
}

/** A box to tick, and what it means. */
export function CheckField(props: {
  checked: boolean;
  /** Greyed, and not to be ticked. */
  off?: boolean;
  onCheck: (on: boolean) => void;
  children: JSX.Element;
}): JSX.Element {
  return (
    <label class="check" classList={{ off: props.off }}>
      <input
        type="checkbox"
        disabled={props.off}
        checked={props.checked}
        onChange={(event) => props.onCheck(event.currentTarget.checked)}
      />
      {props.children}
    </label>
  );
}

/** The options of a select, `[value, label]` each. */
export function Options<T extends string | number>(props: {
  of: readonly (readonly [T, string])[];
  value: T | null;
}): JSX.Element {
  return (
    <For each={props.of}>
      {([value, label]) => (
        <option value={value} selected={value === props.value}>
          {label}
        </option>
      )}
    </For>
  );
}

/** Why a form could not be saved; nothing while there is no reason. */
export function Problem(props: { text: string | null }): JSX.Element {
  return (
    <Show when={props.text}>
      {(text) => (
        <p class="problem" role="alert">
          {text()}
        </p>
      )}
    </Show>
  );
}
