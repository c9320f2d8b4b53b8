import Tags from 'lucide-solid/icons/tags';
import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js';
import { type CallMark, markedAtOnce } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { makeEdit } from '../../data/edits.ts';
import { createQuery } from '../../data/query.ts';
import { Button } from '../../ui/form.tsx';
import { calls, count } from '../../ui/format.ts';
import { Modal } from '../../ui/kit.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { NameDialog } from '../../ui/name-dialog.tsx';

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
  const tagged = (on: boolean) => (tag: string) => mark({ kind: 'tag', tag, on });
  const close = () => setAsking(null);

  return (
    <>
      <Menu
        disabled={props.total === 0}
        title="Tag all results, or mark them as reviewed"
        button={
          <>
            <Tags size={15} />
            Mark
          </>
        }
      >
        <Show when={tooMany()}>
          <p class="menunote muted small">
            Up to {count(markedAtOnce)} calls can be marked at once. Narrow the search, by date for example.
          </p>
        </Show>
        <MenuItem
          disabled={tooMany()}
          text={`Tag ${calls(props.total)}…`}
          onSelect={() => setAsking('tag')}
        />
        <MenuItem disabled={tooMany()} text="Take a tag off…" onSelect={() => setAsking('untag')} />
        <MenuLine />
        <MenuItem disabled={tooMany()} text="Mark as reviewed" onSelect={() => review(true)} />
        <MenuItem disabled={tooMany()} text="Put back into the inbox" onSelect={() => review(false)} />
      </Menu>
      <Switch>
        <Match when={asking() === 'tag'}>
          <TagDialog total={props.total} onClose={close} onTag={tagged(true)} />
        </Match>
        <Match when={asking() === 'untag'}>
          <UntagDialog q={props.q} onClose={close} onUntag={tagged(false)} />
        </Match>
      </Switch>
    </>
  );
}

function TagDialog(props: { total: number; onTag: (tag: string) => void; onClose: () => void }): JSX.Element {
  const known = createQuery('personal/tags', () => ({}));
  return (
    <NameDialog
      title={`Tag ${calls(props.total)}`}
      action="Tag"
      label="Tag"
      list="tags-for-many"
      most={100}
      note="Private to you; found with tag: in a search."
      onName={props.onTag}
      onClose={props.onClose}
    >
      <datalist id="tags-for-many">
        <For each={known.data() ?? []}>{(item) => <option value={item.tag}>{calls(item.calls)}</option>}</For>
      </datalist>
    </NameDialog>
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
            <ul class="choices stack tight">
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
                      <span class="grow ellipsis" dir="auto">
                        {value.label}
                      </span>
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
