import { Dialog } from '@kobalte/core/dialog';
import { createEffect, createSignal, For, type JSX, Show } from 'solid-js';
import { isolateWithin } from '../../electron/contract/direction.ts';
import type { EarshotError, WireError } from '../../electron/contract/errors.ts';
import { Button } from './form.tsx';
import { clock } from './format.ts';
import { toast } from './toasts.ts';

/** A time that plays, from its second on, or to its end if it has one. The one form in which any moment of a call is offered. */
export function MomentChip(props: {
  /** Null where no second is known: then there is nothing to play. */
  sec: number | null;
  endSec?: number | null;
  label?: string;
  onPlay: (sec: number, endSec?: number) => void;
}): JSX.Element {
  const span = () => [props.sec ?? 0, ...(props.endSec == null ? [] : [props.endSec])].map(clock).join('–');
  return (
    <Show when={props.sec !== null}>
      <button
        type="button"
        class="moment"
        aria-label={`Play ${props.endSec == null ? 'from ' : ''}${span()}${props.label ? `: ${props.label}` : ''}`}
        onClick={(event) => {
          event.stopPropagation();
          event.preventDefault();
          props.onPlay(props.sec ?? 0, props.endSec ?? undefined);
        }}
      >
        {/* Drawn in place: a page has hundreds of these, and an icon component each is what costs. */}
        <svg class="moment-play" viewBox="0 0 10 10" width="9" height="9" aria-hidden="true">
          <path d="M2 1.2v7.6L8.6 5z" />
        </svg>
        {span()}
      </button>
    </Show>
  );
}

/** Which side somebody is on: colour and shape, and words for those who see neither, which say nothing of the way a text beside runs. */
export function SideDot(props: { side: string | null }): JSX.Element {
  return (
    <>
      <span class={`dot ${props.side ?? 'unknown'}`} aria-hidden="true" />
      <bdi class="sr">
        {props.side === 'company' ? 'Company: ' : props.side === 'customer' ? 'Customer: ' : ''}
      </bdi>
    </>
  );
}

/** A failure with its cause, the next step and what to quote; nothing while there is none. */
export function ErrorState(props: {
  error: EarshotError | WireError | null | undefined;
  onRetry?: () => void;
}): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  return (
    <Show when={props.error}>
      {(error) => (
        <div class="state error" role="alert">
          <h2>{isolateWithin(error().message)}</h2>
          <Show when={error().nextStep}>
            <p>{error().nextStep}</p>
          </Show>
          <div class="row wrap">
            <Show when={props.onRetry}>
              <Button class="" text="Try again" onClick={() => props.onRetry?.()} />
            </Show>
            <span class="badge">{error().code}</span>
            <Show when={error().requestId}>
              {(id) => (
                <Button
                  text={copied() ? 'Copied' : `Copy Gong’s request id ${id()}`}
                  onClick={() => void navigator.clipboard.writeText(id()).then(() => setCopied(true))}
                />
              )}
            </Show>
          </div>
        </div>
      )}
    </Show>
  );
}

/** Nothing here, and why. */
export function EmptyState(props: { title: string; children?: JSX.Element }): JSX.Element {
  return (
    <div class="state">
      <h2>{props.title}</h2>
      {props.children}
    </div>
  );
}

/** Grey lines while something is on its way for the first time. */
export function Skeleton(props: { lines?: number }): JSX.Element {
  return (
    <div class="stack" aria-hidden="true">
      <For each={Array.from({ length: props.lines ?? 4 })}>{() => <div class="skeleton" />}</For>
    </div>
  );
}

/** What is on its way: its shape, or why it did not come. */
export function Pending(props: {
  error: EarshotError | WireError | null | undefined;
  lines: number;
  onRetry?: () => void;
}): JSX.Element {
  return (
    <Show when={props.error} fallback={<Skeleton lines={props.lines} />}>
      <ErrorState error={props.error} {...(props.onRetry ? { onRetry: props.onRetry } : {})} />
    </Show>
  );
}

/** Puts a text on the clipboard and says so, or that it was not allowed. */
export const copyText = (text: string, done: string, failed: string): Promise<void> =>
  navigator.clipboard.writeText(text).then(
    () => toast(done),
    () => toast(failed),
  );

export { toast } from './toasts.ts';

const fields = 'input:not([type=checkbox]), textarea:not([readonly]), select';

/** A dialog that asks is answered at once: its first field has the focus. Others begin at their Close button. */
function focusFirstField(event: Event): void {
  const field = (event.currentTarget as HTMLElement).querySelector<HTMLElement>(fields);
  if (!field) return;
  event.preventDefault();
  field.focus();
  if (field instanceof HTMLInputElement) field.select();
}

/** A modal dialog: focus is kept inside and returns, Escape and a click outside close. Shown while it is mounted. */
export function Modal(props: { title: string; onClose: () => void; children: JSX.Element }): JSX.Element {
  return (
    <Dialog open={true} onOpenChange={(open) => open || props.onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay class="overlay" />
        <Dialog.Content class="dialog floating" onOpenAutoFocus={focusFirstField}>
          <div class="row">
            <Dialog.Title class="grow">{props.title}</Dialog.Title>
            <Dialog.CloseButton class="btn small quiet" aria-label="Close">
              Close
            </Dialog.CloseButton>
          </div>
          {props.children}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog>
  );
}

/** A bar of progress; `total` null while it is not known how far it goes. */
export function Progress(props: { label: string; done: number; total: number | null }): JSX.Element {
  // Set as attributes: the element's properties refuse "unknown", and throw.
  return (
    <progress
      aria-label={props.label}
      ref={(element) =>
        createEffect(() => {
          if (props.total === null) {
            element.removeAttribute('value');
            return;
          }
          element.setAttribute('max', String(Math.max(1, props.total)));
          element.setAttribute('value', String(props.done));
        })
      }
    />
  );
}
