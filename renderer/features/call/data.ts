import { type Accessor, createMemo } from 'solid-js';
import type { FoundInCall } from '../../../electron/contract/call.ts';
import { createQuery } from '../../data/query.ts';
import { takeAhead } from './ahead.ts';

const none: FoundInCall = { hits: [], marks: {} };

/** What a search finds in a call; nothing where there is none. */
export function createFound(id: Accessor<string>, q: Accessor<string>): Accessor<FoundInCall> {
  // Notes are written and summaries change while the page is open: their marks are those of the texts as they are now.
  const found = createQuery('call/find', () => (q().trim() === '' ? null : { id: id(), q: q() }), {
    live: true,
  });
  return () => (q().trim() === '' ? none : (found.data() ?? none));
}

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
  return {
    call: current,
    callError: call.error,
    refetch: call.refetch,
    transcript: transcript.data,
    transcriptError: transcript.error,
    receipts: receipts.data,
    changes: changes.data,
    found: createFound(id, q),
  };
}
