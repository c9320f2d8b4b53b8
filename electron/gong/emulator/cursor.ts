import { createHmac, timingSafeEqual } from 'node:crypto';

/** Place in a list, signed like Gong's own cursors (an HS256 token over a keyset). */
export interface CursorPlace {
  /** Position after which the next page begins: time in the list in epoch ms and exact id. */
  readonly time: number;
  readonly id: string;
  /** Where the next page begins as a place in the list, of a cursor that is no keyset. */
  readonly offset?: number;
  /** `totalRecords`, frozen at the first page. */
  readonly total: number;
  readonly pageNumber: number;
  /** Fingerprint of the request the cursor was issued for. */
  readonly bound: string;
  /** Expiry, epoch ms; counted from the first page and not renewed. */
  readonly exp: number;
}

/** Recorded words of the refusal of a cursor whose time is over; it comes with 400. */
export const expiredCursor = 'cursor has expired';
/** A guess at the words for a cursor that was not issued by this server. */
export const foreignCursor = 'cursor: is invalid';

const b64 = (value: string) => Buffer.from(value).toString('base64url');

function sign(text: string, secret: string): string {
  return createHmac('sha256', secret).update(text).digest('base64url');
}

/** Makes the opaque token. */
export function issueCursor(place: CursorPlace, secret: string): string {
  const payload = {
    callId: Number(place.id),
    key: place.id,
    total: place.total,
    pageNumber: place.pageNumber,
    pageSize: 100,
    time: new Date(place.time).toISOString(),
    t: place.time,
    ...(place.offset === undefined ? {} : { offset: place.offset }),
    bound: place.bound,
    exp: Math.floor(place.exp / 1000),
    x: place.exp,
  };
  const head = `${b64('{"alg":"HS256"}')}.${b64(JSON.stringify(payload))}`;
  return `${head}.${sign(head, secret)}`;
}

/** Reads a token back; the text of the refusal when it is foreign, damaged, expired or of another request. */
export function readCursor(
  token: string,
  bound: string,
  nowMs: number,
  secret: string,
): CursorPlace | string {
  const [head, body, signature] = token.split('.');
  if (!head || !body || !signature) return foreignCursor;
  const expected = Buffer.from(sign(`${head}.${body}`, secret));
  const given = Buffer.from(signature);
  if (expected.length !== given.length || !timingSafeEqual(expected, given)) return foreignCursor;
  const payload = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, string | number>;
  if (payload['bound'] !== bound) return 'cursor: does not belong to the provided filter';
  if (Number(payload['x']) <= nowMs) return expiredCursor;
  return {
    time: Number(payload['t']),
    id: String(payload['key']),
    ...(payload['offset'] === undefined ? {} : { offset: Number(payload['offset']) }),
    total: Number(payload['total']),
    pageNumber: Number(payload['pageNumber']),
    bound,
    exp: Number(payload['x']),
  };
}
