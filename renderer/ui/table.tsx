import { For, type JSX, Show } from 'solid-js';

interface Head {
  readonly label: JSX.Element;
  readonly num?: boolean;
}

/** Heads of text, then of figures. */
export const heads = (text: readonly string[], figures: readonly string[]): Head[] => [
  ...text.map((label) => ({ label })),
  ...figures.map((label) => ({ label, num: true })),
];

/** The frame of every table of Trends. With a `label` it stands in a box of its own that scrolls, by keyboard too. */
export function DataTable<R>(props: {
  label?: string;
  class?: string;
  /** A long one: its box ends before the page does. */
  tall?: boolean;
  busy?: boolean;
  heads?: readonly Head[];
  rows: readonly R[];
  /** Rows of too few calls are greyed. */
  few?: (row: R) => boolean;
  title?: (row: R) => string | undefined;
  /** The cells of a row. */
  children: (row: R) => JSX.Element;
}): JSX.Element {
  const table = () => (
    <table class={props.class}>
      <Show when={props.heads}>
        {(list) => (
          <thead>
            <tr>
              <For each={list()}>
                {(head) => (
                  <th scope="col" class={head.num ? 'num' : undefined}>
                    {head.label}
                  </th>
                )}
              </For>
            </tr>
          </thead>
        )}
      </Show>
      <tbody>
        <For each={props.rows}>
          {(row) => (
            <tr classList={{ few: props.few?.(row) ?? false }} title={props.title?.(row)}>
              {props.children(row)}
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
  return (
    <Show when={props.label} fallback={table()}>
      <div
        class="tablebox"
        classList={{ tall: props.tall ?? false }}
        tabindex="0"
        role="region"
        aria-label={props.label}
        aria-busy={props.busy}
      >
        {table()}
      </div>
    </Show>
  );
}

/** What a row is named by; it leads to what the row stands for. */
export function Opens(props: {
  title?: string | undefined;
  text?: string;
  class?: string;
  disabled?: boolean;
  onOpen: () => void;
  children?: JSX.Element;
}): JSX.Element {
  return (
    <button
      type="button"
      class={`linkish bare ${props.class ?? ''}`}
      title={props.title}
      disabled={props.disabled}
      onClick={() => props.onOpen()}
    >
      {props.text}
      {props.children}
    </button>
  );
}

/** Shows all rows of a table, or the first ones again. */
export function MoreRows(props: {
  all: boolean;
  /** Shown when there are more than `most`. */
  count: number;
  most: number;
  of?: string;
  onToggle: () => void;
}): JSX.Element {
  return (
    <Show when={props.count > props.most}>
      <Opens
        class="more"
        text={props.all ? 'Fewer' : `All ${props.count.toLocaleString()}${props.of ? ` ${props.of}` : ''}`}
        onOpen={props.onToggle}
      />
    </Show>
  );
}
