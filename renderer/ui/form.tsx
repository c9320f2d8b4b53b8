import type { LucideProps } from 'lucide-solid';
import X from 'lucide-solid/icons/x';
import { type Component, createUniqueId, For, type JSX, Show, splitProps } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { isolateWithin } from '../../electron/contract/direction.ts';

type Input = JSX.InputHTMLAttributes<HTMLInputElement>;

type ButtonProps = JSX.ButtonHTMLAttributes<HTMLButtonElement> & {
  icon?: Component<LucideProps>;
  /** Of the icon, in pixels. */
  size?: number;
  /** The icon is filled: what it stands for holds. */
  filled?: boolean;
  class?: string;
};

/** A button with an icon and a text; children come after them. `class` replaces the look of a small, quiet one. */
export function Button(props: ButtonProps & { text?: string | undefined }): JSX.Element {
  const [own, rest] = splitProps(props, ['class', 'icon', 'size', 'filled', 'text', 'children']);
  return (
    <button type="button" class={`btn ${own.class ?? 'small quiet'}`} {...rest}>
      <Show when={own.icon}>
        {(icon) => (
          <Dynamic component={icon()} size={own.size ?? 14} fill={own.filled ? 'currentColor' : 'none'} />
        )}
      </Show>
      {own.text}
      {own.children}
    </button>
  );
}

/** A button that is an icon; `label` says what it does, and a `title` the same in more or fewer words. */
export function IconButton(props: ButtonProps & { label: string }): JSX.Element {
  const [own, rest] = splitProps(props, ['label', 'class']);
  return (
    <Button
      class={`icon ${own.class ?? 'small quiet'}`}
      size={15}
      aria-label={own.label}
      title={isolateWithin(own.label)}
      {...rest}
    />
  );
}

/** An icon that is pressed while what it stands for holds. */
export function IconSwitch(
  props: ButtonProps & { label: string; on: boolean; onSwitch: (on: boolean) => void },
): JSX.Element {
  const [own, rest] = splitProps(props, ['on', 'onSwitch']);
  return <IconButton class="small" aria-pressed={own.on} onClick={() => own.onSwitch(!own.on)} {...rest} />;
}

/** Something chosen, and a button that takes it away; `remove` says so. */
export function Chip(props: { text: string; remove: string; onRemove: () => void }): JSX.Element {
  return (
    <span class="chip">
      <bdi class="ellipsis">{props.text}</bdi>
      <button type="button" aria-label={props.remove} onClick={() => props.onRemove()}>
        <X size={12} />
      </button>
    </span>
  );
}

/** A form that stays on its page. */
export function Form(
  props: Omit<JSX.FormHTMLAttributes<HTMLFormElement>, 'onSubmit'> & { onSubmit: () => void },
): JSX.Element {
  const [own, rest] = splitProps(props, ['onSubmit']);
  return <form class="stack" onSubmit={(event) => (event.preventDefault(), own.onSubmit())} {...rest} />;
}

interface FieldProps {
  label?: JSX.Element;
  grow?: boolean;
  note?: JSX.Element;
}

/** Something of a form: its name, itself, and below it what there is to know. */
function Field(props: FieldProps & { for: string; children: JSX.Element }): JSX.Element {
  return (
    <label class={props.grow ? 'field grow' : 'field'} for={props.for}>
      <span>{props.label}</span>
      {props.children}
      <Show when={props.note}>
        <small>{props.note}</small>
      </Show>
    </label>
  );
}

/** A line of text in a form. */
export function TextField(
  props: Omit<Input, 'onInput'> & FieldProps & { onText?: (text: string) => void },
): JSX.Element {
  const [own, field, rest] = splitProps(props, ['onText'], ['label', 'grow', 'note']);
  const id = createUniqueId();
  return (
    <Field {...field} for={id}>
      <input
        id={id}
        class="input"
        dir="auto"
        {...rest}
        onInput={(event) => own.onText?.(event.currentTarget.value)}
      />
    </Field>
  );
}

/** A choice from a list of `[value, label]`: with a `label` a field of a form, else only the list. */
export function Select<T extends string | number | null>(
  props: Omit<JSX.SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'value'> &
    FieldProps & {
      of: readonly (readonly [T, string])[];
      value: T | undefined;
      /** Those that cannot be chosen now. */
      off?: (value: T) => boolean;
      onPick: (value: T) => void;
    },
): JSX.Element {
  const [own, field, rest] = splitProps(props, ['of', 'value', 'off', 'onPick'], ['label', 'grow', 'note']);
  const id = createUniqueId();
  const list = () => (
    <select
      id={id}
      class="select"
      onChange={(event) => {
        const picked = own.of[event.currentTarget.selectedIndex];
        if (picked) own.onPick(picked[0]);
      }}
      {...rest}
    >
      <For each={own.of}>
        {([value, label]) => (
          <option
            dir="auto"
            value={value ?? ''}
            selected={value === own.value}
            disabled={own.off?.(value) ?? false}
          >
            {label}
          </option>
        )}
      </For>
    </select>
  );
  return (
    <Show when={field.label} fallback={list()}>
      <Field {...field} for={id}>
        {list()}
      </Field>
    </Show>
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
    <label class="check row" classList={{ off: props.off }}>
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

/** Why a form could not be saved; nothing while there is no reason. */
export function Problem(props: { text: string | null }): JSX.Element {
  return (
    <Show when={props.text}>
      {(text) => (
        <p class="problem" role="alert">
          {isolateWithin(text())}
        </p>
      )}
    </Show>
  );
}
