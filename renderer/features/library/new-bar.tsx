import X from 'lucide-solid/icons/x';
import { type JSX, Show } from 'solid-js';
import { clauses, withClause } from '../../../electron/contract/query/edit.ts';
import { where } from '../../data/app.ts';
import { createQuery } from '../../data/query.ts';
import { Button, IconButton } from '../../ui/form.tsx';
import { count, moment } from '../../ui/format.ts';

/** The query cut down to what is new since a moment (UTC ms), and without that. */
function newOnly(
  q: string,
  since: number,
): { readonly on: boolean; readonly only: string; readonly all: string } {
  const text = new Date(since).toISOString().toLowerCase();
  const kept = clauses(q).filter(({ node }) => !(node.kind === 'new' && node.text === text));
  const on = kept.length < clauses(q).length;
  const all = on ? kept.map((clause) => clause.text).join(' ') : q;
  return { on, only: withClause(all, `new:${text}`), all };
}

/** Says how many calls of a saved search came or changed since it was last opened, and shows only those when asked. */
export function NewBar(props: {
  q: string;
  since: number;
  onQuery: (q: string) => void;
  onDone: (q: string) => void;
}): JSX.Element {
  const cut = () => newOnly(props.q, props.since);
  const fresh = createQuery(
    'library/search',
    () => ({ q: cut().only, limit: 0, facets: false, typing: false, ...where() }),
    { live: true },
  );
  return (
    <Show when={fresh.data()}>
      {(found) => (
        <p class="newbar row medium" role="status">
          <span class="badge new">{count(found().total)} new</span>
          <span class="grow ellipsis muted">since you last looked, {moment(props.since, where().tz)}</span>
          <Button
            class="small"
            text="Only these"
            aria-pressed={cut().on}
            onClick={() => props.onQuery(cut().on ? cut().all : cut().only)}
          />
          <IconButton
            icon={X}
            size={14}
            label="Stop marking what is new"
            onClick={() => props.onDone(cut().all)}
          />
        </p>
      )}
    </Show>
  );
}
