import { createUniqueId, type JSX, Show } from 'solid-js';

/** A part of a report: heading, what is said under it, its buttons. */
export function Panel(props: {
  title: JSX.Element;
  /** Id of the heading, where something leads to it. */
  id?: string;
  class?: string;
  /** As which part of the report it is found. */
  part?: string;
  lead?: JSX.Element;
  tools?: JSX.Element;
  children: JSX.Element;
}): JSX.Element {
  const made = createUniqueId();
  const heading = () => props.id ?? made;
  return (
    <section class={`panel card ${props.class ?? ''}`} data-part={props.part} aria-labelledby={heading()}>
      <header class="panelhead">
        <div class="grow">
          <h2 id={heading()}>{props.title}</h2>
          <Show when={props.lead}>{(lead) => <p class="lead">{lead()}</p>}</Show>
        </div>
        <Show when={props.tools}>
          <div class="row tools">{props.tools}</div>
        </Show>
      </header>
      {props.children}
    </section>
  );
}
