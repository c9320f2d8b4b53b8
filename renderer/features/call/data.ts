import { type Accessor, createMemo } from 'solid-js';
import type { FindHit } from '../../../electron/contract/call.ts';
import { createQuery } from '../../data/query.ts';
import { takeAhead } from './ahead.ts';

const none: readonly FindHit[] = [];

/** Everything the page of one call shows; each part comes as soon as it is there. */
export function createCallData(id: Accessor<string>, q: Accessor<string>) {
  const call = createQuery('call/get', () => ({ id: id() }), {
    live: true,
    ahead: (input) => takeAhead('call/get', input.id),
  });
  const current = createMemo(() => (call.data()?.id === id() ? call.data() : undefined));
  const transcript = createQuery('call/transcript', () => ({ id: id() }), {
    ahead: (input) => takeAhead('call/transcript', input.id),
  });
  const receipts = createQuery('call/receipts', () => (transcript.data() && current() ? { id: id() } : null));
  const changes = createQuery('call/changes', () => (current() ? { id: id() } : null));
  const found = createQuery('call/find', () => (q().trim() === '' ? null : { id: id(), q: q() }));
  return {
    call: current,
    callError: call.error,
    refetch: call.refetch,
    transcript: transcript.data,
    transcriptError: transcript.error,
    receipts: receipts.data,
    changes: changes.data,
    found: (): readonly FindHit[] => (q().trim() === '' ? none : (found.data() ?? none)),
  };
}
