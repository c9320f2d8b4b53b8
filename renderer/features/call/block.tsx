import { type JSX, Show } from 'solid-js';

/** A part of the digest under its heading; not there where `when` is false. */
export function Block(props: {
  id: string;
  title: string;
  when?: boolean;
  children: JSX.Element;
}): JSX.Element {
  return (
    <Show when={props.when ?? true}>
      <section class="block" id={props.id} aria-label={props.title}>
        <h2>{props.title}</h2>
        {props.children}
      </section>
    </Show>
  );
}
