import { type Accessor, createEffect, on } from 'solid-js';

/** Acts whenever a value changes, not at first. */
export const onChange = <T>(value: Accessor<T>, act: (value: T) => void): void =>
  createEffect(on(value, (now) => act(now), { defer: true }));
