import { DropdownMenu } from '@kobalte/core/dropdown-menu';
import Tags from 'lucide-solid/icons/tags';
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { type CallMark, markedAtOnce } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { makeEdit } from '../../data/edits.ts';
import { createQuery } from '../../data/query.ts';
import { Button, TextField } from '../../ui/form.tsx';
import { calls, count } from '../../ui/format.ts';
import { Modal } from '../../ui/kit.tsx';

/** Tags, untags or reviews all results of a query as one edit, which is taken back as one. */
export function MarkMenu(props: { q: string; total: number }): JSX.Element {
  const [asking, setAsking] = createSignal<'tag' | 'untag' | null>(null);
  const tooMany = () => props.total > markedAtOnce;

  function mark(mark: CallMark): void {
    const work = async () => {
      const { ids } = await bridge.request('library/ids', { q: props.q, ...where() });
      return bridge.request('personal/markMany', { ids: [...ids], mark });
    };
    void makeEdit(work());
  }
  const review = (on: boolean) => mark({ kind: 'review', on });

  return (
    <>
      <DropdownMenu modal={false} gutter={4} placement="bottom-end">
        <DropdownMenu.Trigger
          class="btn small quiet"
          disabled={props.total === 0}
          title="Tag all results, or mark them as reviewed"
        >
          <Tags size={15} aria-hidden="true" />
          Mark
        </DropdownMenu.Trigger>
        <DropdownMenu.Portal>
          <DropdownMenu.Content class="menu">
            <Show when={tooMany()}>
              <p class="menunote muted">
                Up to {count(markedAtOnce)} calls can be marked at once. Narrow the search, by date for
                example.
              </p>
            </Show>
            <DropdownMenu.Item class="menuitem" disabled={tooMany()} onSelect={() => setAsking('tag')}>
              Tag {calls(props.total)}…
            </DropdownMenu.Item>
            <DropdownMenu.Item class="menuitem" disabled={tooMany()} onSelect={() => setAsking('untag')}>
              Take a tag off…
            </DropdownMenu.Item>
            <DropdownMenu.Separator class="menuline" />
            <DropdownMenu.Item class="menuitem" disabled={tooMany()} onSelect={() => review(true)}>
              Mark as reviewed
            </DropdownMenu.Item>
            <DropdownMenu.Item class="menuitem" disabled={tooMany()} onSelect={() => review(false)}>
              Put back into the inbox
            </DropdownMenu.Item>
          </DropdownMenu.Content>
        </DropdownMenu.Portal>
      </DropdownMenu>
      <Switch>
        <Match when={asking() === 'tag'}>
          <TagDialog
            total={props.total}
            onClose={() => setAsking(null)}
            onTag={(tag) => mark({ kind: 'tag', tag, on: true })}
          />
        </Match>
        <Match when={asking() === 'untag'}>
          <UntagDialog
            q={props.q}
            onClose={() => setAsking(null)}
            onUntag={(tag) => mark({ kind: 'tag', tag, on: false })}
          />
        </Match>
      </Switch>
    </>
  );
}

function TagDialog(props: { total: number; onTag: (tag: string) => void; onClose: () => void }): JSX.Element {
  const [tag, setTag] = createSignal('');
  const known = createQuery('personal/tags', () => ({}));
  return (
    <Modal title={`Tag ${calls(props.total)}`} onClose={props.onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!tag().trim()) return;
          props.onTag(tag().trim());
          props.onClose();
        }}
      >
        <TextField
          label="Tag"
          list="tags-for-many"
          maxLength={100}
          value={tag()}
          onText={setTag}
          note="Private to you; found with tag: in a search."
        />
        <datalist id="tags-for-many">
          <For each={known.data() ?? []}>
            {(item) => <option value={item.tag}>{calls(item.calls)}</option>}
          </For>
        </datalist>
        <div class="row">
          <Button type="submit" class="primary" text="Tag" disabled={!tag().trim()} />
        </div>
      </form>
    </Modal>
  );
}

function UntagDialog(props: { q: string; onUntag: (tag: string) => void; onClose: () => void }): JSX.Element {
  const there = createQuery('library/facet', () => ({ q: props.q, field: 'tag', ...where() }));
  return (
    <Modal title="Take a tag off these calls" onClose={props.onClose}>
      <Show when={there.data()}>
        {(facet) => (
          <Show
            when={facet().values.some((value) => value.count > 0)}
            fallback={<p class="muted">None of these calls has a tag.</p>}
          >
            <ul class="choices">
              <For each={facet().values.filter((value) => value.count > 0)}>
                {(value) => (
                  <li>
                    <Button
                      class=""
                      onClick={() => {
                        props.onUntag(value.label);
                        props.onClose();
                      }}
                    >
                      <span class="grow ellipsis">{value.label}</span>
                      <span class="muted">{calls(value.count)}</span>
                    </Button>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Show>
    </Modal>
  );
}
