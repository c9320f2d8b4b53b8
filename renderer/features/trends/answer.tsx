import { type Accessor, type JSX, Show } from 'solid-js';
import type { Query } from '../../data/query.ts';
import { ErrorState } from '../../ui/kit.tsx';

/** What is shown of an answer, and what went wrong; `coming` while there is neither. */
export function Answer<T>(props: {
  query: Pick<Query<T>, 'data' | 'error' | 'refetch'>;
  coming?: JSX.Element;
  children: (data: Accessor<NonNullable<T>>) => JSX.Element;
}): JSX.Element {
  return (
    <>
      <ErrorState error={props.query.error()} onRetry={props.query.refetch} />
      <Show
        when={props.query.data() as NonNullable<T> | undefined}
        fallback={<Show when={!props.query.error()}>{props.coming}</Show>}
      >
        {(data) => props.children(data)}
      </Show>
    </>
  );
}
