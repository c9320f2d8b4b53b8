import { createHash } from 'node:crypto';
import type { Corpus, HeadTime } from './corpus.ts';
import { type CursorPlace, issueCursor, readCursor } from './cursor.ts';

/** What an endpoint needs besides the request. */
export interface EndpointContext {
  readonly corpus: Corpus;
  readonly nowMs: number;
  readonly secret: string;
  readonly cursorLifeMs: number;
  /** The time that `fromDateTime` and `toDateTime` bound. */
  readonly filterBy: HeadTime;
  /** Cursors are a place in the list instead of a keyset. */
  readonly offsetCursors: boolean;
  hasScope(scope: string): boolean;
  mediaUrls(callId: string): { audioUrl?: string; videoUrl?: string } | null;
}

export interface EndpointRequest {
  readonly query: URLSearchParams;
  /** Parsed JSON body; undefined when there is none, null when it is not JSON. */
  readonly body: unknown;
}

/** An answer before `requestId` is added. */
export type Answer = { readonly status: number; readonly body: Record<string, unknown> };

export const answered = (body: Record<string, unknown>): Answer => ({ status: 200, body });
export const refuse = (status: number, ...errors: string[]): Answer => ({ status, body: { errors } });
export const isAnswer = (value: object): value is Answer => 'status' in value;

/** Items of a page. */
export const pageSize = 100;

/** What a cursor is bound to: the same request. */
export const fingerprint = (value: unknown) =>
  createHash('sha256').update(JSON.stringify(value)).digest('base64url').slice(0, 16);

/** Where a page begins by its cursor; null: at the start. The refusal of a cursor that is none of this request's. */
export function openCursor(
  { nowMs, secret }: EndpointContext,
  cursor: string | null | undefined,
  bound: string,
): CursorPlace | Answer | null {
  const place = cursor ? readCursor(cursor, bound, nowMs, secret) : null;
  return typeof place === 'string' ? refuse(400, place) : place;
}

/** The `records` of a page of `size` items; `total` counts at the first page, `next` is where others follow. */
export function recordsOf(
  context: EndpointContext,
  place: CursorPlace | null,
  page: {
    readonly bound: string;
    readonly total: () => number;
    readonly size: number;
    readonly next: Pick<CursorPlace, 'time' | 'id' | 'offset'> | null;
  },
): Record<string, unknown> {
  const total = place?.total ?? page.total();
  const pageNumber = place ? place.pageNumber + 1 : 0;
  const exp = place?.exp ?? context.nowMs + context.cursorLifeMs;
  const cursor = page.next && { ...page.next, total, pageNumber, bound: page.bound, exp };
  return {
    totalRecords: total,
    currentPageSize: page.size,
    currentPageNumber: pageNumber,
    ...(cursor ? { cursor: issueCursor(cursor, context.secret) } : {}),
  };
}

/** A page of a list that is short enough to be made whole; its items under `name`. */
export function listPage(
  context: EndpointContext,
  name: string,
  all: readonly unknown[],
  bound: string,
  cursor: string | null | undefined,
): Answer {
  const place = openCursor(context, cursor, bound);
  if (place && isAnswer(place)) return place;
  const start = place?.offset ?? 0;
  const items = all.slice(start, start + pageSize);
  const end = start + items.length;
  const next = end < all.length ? { time: 0, id: '0', offset: end } : null;
  const records = recordsOf(context, place, { bound, total: () => all.length, size: items.length, next });
  return answered({ records, [name]: items });
}
