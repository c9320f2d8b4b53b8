import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { keyHeader, signature } from '../../contract/transport/session-key.ts';

/** Why a request gets nothing. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 413 | 415;
  readonly message: string;
}

/** Largest request body in bytes; the longest legitimate one names 100,000 calls. */
export const maxBodyBytes = 8 * 1024 * 1024;

/** What came of a one-time token. */
type Redemption =
  /** The Set-Cookie value and the key of the session it opened. */
  | { readonly is: 'opened'; readonly cookie: string; readonly key: string }
  /** It is the right one, but a session was opened with it before. */
  | { readonly is: 'spent' }
  | { readonly is: 'wrong' };

/** Lets in the one browser that was given the token, and nobody else on this machine or on the web. */
interface Guard {
  /** The token that opens the next session; null when it was used. */
  token(): string | null;
  /** Trades the one-time token for a session. */
  redeem(token: string): Redemption;
  /** Ends the session and makes a new token: two came with one link, and which of them is the user cannot be told from here. */
  startOver(): void;
  /** Checks Host, Origin, Sec-Fetch-Site and, for POST, the content type: everything that needs no session. */
  checkSource(request: IncomingMessage): Refusal | null;
  /** As checkSource, for the form that brings the token from a file: it may come from anywhere, for only the token counts. */
  checkForm(request: IncomingMessage): Refusal | null;
  /** The cookie, which opens the files of the view and nothing else. */
  checkCookie(request: IncomingMessage): Refusal | null;
  /** The key of the page, in its header. */
  checkKey(request: IncomingMessage): Refusal | null;
  /** The signature of a path with its query, which stands for the key where a header cannot be sent. */
  checkSignature(url: string): Promise<Refusal | null>;
}

/** Makes the guard of a server on 127.0.0.1:`port`. */
export function createGuard(port: number): Guard {
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  // Cookies do not know ports: the name keeps two Earshots on one machine apart.
  const cookieName = `earshot_${port}`;
  let session = { cookie: secret(), key: secret() };
  let token: string | null = secret();
  let spent: string | null = null;

  return {
    token: () => token,
    redeem(given) {
      if (token !== null && same(given, token)) {
        spent = token;
        token = null;
        const cookie = `${cookieName}=${session.cookie}; HttpOnly; SameSite=Strict; Path=/`;
        return { is: 'opened', cookie, key: session.key };
      }
      return { is: spent !== null && same(given, spent) ? 'spent' : 'wrong' };
    },
    startOver() {
      session = { cookie: secret(), key: secret() };
      token = secret();
      spent = null;
    },
    checkSource(request) {
      const { headers } = request;
      // A page that had its name pointed at 127.0.0.1 (DNS rebinding) still sends its own name here.
      if (headers.host !== host) return otherHost;
      if (headers.origin !== undefined && headers.origin !== origin) {
        return { status: 403, message: 'Requests from other pages are refused.' };
      }
      const site = headers['sec-fetch-site'];
      if (site !== undefined && site !== 'same-origin' && site !== 'none') {
        return { status: 403, message: 'Requests from other pages are refused.' };
      }
      if (request.method === 'POST') {
        if (headers.origin === undefined) {
          return { status: 403, message: 'A request that changes something must name its origin.' };
        }
        if (!/^application\/json\s*(;|$)/i.test(headers['content-type'] ?? '')) {
          return { status: 415, message: 'Requests are JSON.' };
        }
        if (Number(headers['content-length'] ?? 0) > maxBodyBytes) return tooLarge;
      } else if (request.method !== 'GET' && request.method !== 'HEAD') {
        return { status: 405, message: 'Only GET, HEAD and POST are answered.' };
      }
      return null;
    },
    checkForm({ headers }) {
      if (headers.host !== host) return otherHost;
      // A page in a file has no origin to name.
      if (headers.origin !== undefined && headers.origin !== 'null' && headers.origin !== origin)
        return { status: 403, message: 'Requests from other pages are refused.' };
      if (headers['sec-fetch-dest'] !== undefined && headers['sec-fetch-dest'] !== 'document')
        return { status: 403, message: 'Earshot opens in a window of its own only.' };
      if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(headers['content-type'] ?? ''))
        return { status: 415, message: 'This is where a form goes.' };
      return null;
    },
    checkCookie(request) {
      const given = cookieOf(request.headers.cookie ?? '', cookieName);
      return given !== null && same(given, session.cookie) ? null : stranger;
    },
    checkKey(request) {
      const given = request.headers[keyHeader];
      return typeof given === 'string' && same(given, session.key) ? null : stranger;
    },
    async checkSignature(url) {
      const [, path = '', until = '', sign = ''] =
        /^([^?]*(?:\?.*)?)[?&]until=(\d{1,12})&sign=([0-9a-f]*)$/.exec(url) ?? [];
      if (path === '' || Number(until) * 1000 < Date.now()) return stranger;
      return same(sign, await signature(session.key, path, Number(until))) ? null : stranger;
    },
  };
}

export const tooLarge: Refusal = { status: 413, message: 'The request is too large.' };
const stranger: Refusal = { status: 401, message: 'Open Earshot with the link it printed when it started.' };
const otherHost: Refusal = { status: 403, message: 'This server answers only to its own address.' };

const secret = () => randomBytes(32).toString('base64url');

function cookieOf(header: string, name: string): string | null {
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return null;
}

/** Compares without telling by its duration how much was right. */
function same(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}
