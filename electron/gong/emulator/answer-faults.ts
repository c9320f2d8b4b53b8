import { type Answer, refuse } from './answers.ts';
import { noCalls, unknownCall } from './endpoints.ts';
import type { FaultAction } from './faults.ts';
import { strange } from './strange.ts';

/** The key under which an answer lists what was asked for. */
const listKeyOf = (body: Readonly<Record<string, unknown>>) =>
  Object.keys(body).find((key) => Array.isArray(body[key])) ?? null;

/** A request as the faults see it. */
export interface Asked {
  readonly endpoint: string;
  /** Method, address and body without the cursor. */
  readonly key: string;
  readonly cursor: string | null;
  readonly byIds: boolean;
}

/** Reads of a request what faults go by. */
export function readAsked(endpoint: string, method: string, url: URL, body: unknown): Asked {
  const query = new URLSearchParams(url.searchParams);
  query.delete('cursor');
  const { cursor: inBody = null, ...rest } = ((typeof body === 'object' && body) || {}) as {
    readonly cursor?: unknown;
    readonly filter?: { readonly callIds?: unknown } | null;
  };
  const { filter } = rest;
  const cursor = method === 'GET' ? url.searchParams.get('cursor') : inBody;
  return {
    endpoint,
    key: JSON.stringify([method, url.pathname, query.toString(), rest]),
    cursor: typeof cursor === 'string' && cursor !== '' ? cursor : null,
    byIds: endpoint === 'calls/extensive' && Array.isArray(filter?.callIds) && filter.callIds.length > 0,
  };
}

/** Faults that take from an answer what a client came for, where it has that. */
export const viewFaults: readonly FaultAction['kind'][] = [
  'emptyList',
  'nullList',
  'lostView',
  'repeatCursor',
];
const useless: readonly FaultAction['kind'][] = [
  'status',
  'drop',
  'reset',
  'truncate',
  'html',
  'hang',
  'redirect',
  'huge',
  'deep',
  'body',
  'emptyBody',
];

/** Whether a fault leaves nothing to use of an answer. */
export function spoils(fault: FaultAction, request: Asked): boolean {
  if (['cursorExpired', 'cursorForeign', 'clock'].includes(fault.kind)) return request.cursor !== null;
  return useless.includes(fault.kind);
}

/** Faults that change what answers say. Some give out again what went before, so pages and cursors are remembered. */
export class AnswerFaults {
  readonly #random: () => number;
  #lastPage: readonly unknown[] | null = null;
  /** The cursor that was last handed out for a request, by what is asked for. */
  readonly #lastCursors = new Map<string, string>();

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The answer under a fault; the same object where that changes nothing. `match`: of the endpoint's path. */
  apply(answer: Answer, asked: Asked, match: RegExpExecArray, fault: FaultAction | null): Answer {
    return withoutView(this.#withCursor(this.#bend(answer, fault), asked, fault), asked, match, fault);
  }

  /** A page with the cursor of a fault; remembers the one it hands out. */
  #withCursor(answer: Answer, asked: Asked, fault: FaultAction | null): Answer {
    const page = answer.body['records'] as { readonly cursor?: string } | undefined;
    if (answer.status !== 200 || !page) return answer;
    if (fault?.kind === 'repeatCursor') {
      const cursor = asked.cursor ?? (page.cursor && this.#lastCursors.get(asked.key));
      if (cursor && cursor !== page.cursor)
        return { status: 200, body: { ...answer.body, records: { ...page, cursor } } };
    }
    if (page.cursor) {
      // A server that runs for weeks need not know every window it was asked for.
      if (this.#lastCursors.size >= 1000) this.#lastCursors.clear();
      this.#lastCursors.set(asked.key, page.cursor);
    }
    return answer;
  }

  /** Faults that change what a page says. */
  #bend(answer: Answer, fault: FaultAction | null): Answer {
    const list = answer.status === 200 ? listKeyOf(answer.body) : null;
    if (!list || !fault) return this.#pass(answer, list);
    const page = answer.body['records'] as Record<string, unknown> | undefined;
    const changed = (change: Record<string, unknown>): Answer => ({
      status: 200,
      body: { ...answer.body, ...change },
    });
    if (fault.kind === 'nullList') return changed({ [list]: null });
    if (fault.kind === 'emptyList') {
      const { cursor: _, ...left } = page ?? {};
      return changed({ ...(page ? { records: { ...left, currentPageSize: 0 } } : {}), [list]: [] });
    }
    const items = answer.body[list] as unknown[];
    const before = list === 'calls' ? this.#lastPage : null;
    this.#pass(answer, list);
    if (list !== 'calls' && list !== 'callTranscripts') return answer;
    switch (fault.kind) {
      case 'duplicate':
        return changed({ [list]: [...items, ...items.slice(0, fault.count)] });
      case 'repeatPage':
        return before ? changed({ [list]: [...items, ...before] }) : answer;
      case 'shiftPage':
        return before ? changed({ [list]: [...before.slice(-fault.by), ...items] }) : answer;
      case 'total':
        return changed({ records: { ...page, totalRecords: Number(page?.['totalRecords']) + fault.add } });
      case 'unknownFields': {
        const added = { addedByGong: { since: '2027' } };
        return changed({
          newField: { deep: [1] },
          [list]: items.map((item) => ({ ...(item as object), ...added })),
        });
      }
      case 'nulls':
      case 'dates':
      case 'enums':
      case 'text':
        return changed({ [list]: items.map((item) => strange(item, fault.kind, this.#random)) });
      default:
        return answer;
    }
  }

  /** Remembers a page of calls. */
  #pass(answer: Answer, list: string | null): Answer {
    if (list === 'calls') this.#lastPage = answer.body[list] as unknown[];
    return answer;
  }
}

/** The answer to a key that may see no calls. */
function withoutView(
  answer: Answer,
  asked: Asked,
  match: RegExpExecArray,
  fault: FaultAction | null,
): Answer {
  if (fault?.kind !== 'lostView' || answer.status !== 200) return answer;
  if (asked.endpoint === 'calls/id') return unknownCall(decodeURIComponent(match[1] ?? ''));
  return ['calls', 'calls/extensive', 'calls/transcript'].includes(asked.endpoint)
    ? refuse(404, noCalls)
    : answer;
}
