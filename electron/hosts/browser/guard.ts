import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Why a request gets nothing. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405 | 413 | 415;
  readonly message: string;
}

/** Largest request body in bytes; the longest legitimate one names 100,000 calls. */
export const maxBodyBytes = 8 * 1024 * 1024;

/** Lets in the one browser that was given the token, and nobody else on this machine or on the web. */
export interface Guard {
  /** Path with the one-time token, for the URL that is opened or printed. */
  readonly entryPath: string;
  /** Trades the one-time token for the session cookie (the Set-Cookie value); null when it is wrong or spent. */
  redeem(token: string): string | null;
  /** Checks Host, Origin, Sec-Fetch-Site and, for POST, the content type: everything that needs no session. */
  checkSource(request: IncomingMessage): Refusal | null;
  checkSession(request: IncomingMessage): Refusal | null;
}

/** Makes the guard of a server on 127.0.0.1:`port`. */
export function createGuard(port: number): Guard {
  const host = `127.0.0.1:${port}`;
  const origin = `http://${host}`;
  // Cookies do not know ports: the name keeps two Earshots on one machine apart.
  const cookieName = `earshot_${port}`;
  const session = randomBytes(32).toString('base64url');
  let token: string | null = randomBytes(32).toString('base64url');

  return {
    entryPath: `/?t=${token}`,
    redeem(given) {
      if (token === null || !same(given, token)) return null;
      token = null;
      return `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/`;
    },
    checkSource(request) {
      const { headers } = request;
      // A page that had its name pointed at 127.0.0.1 (DNS rebinding) still sends its own name here.
      if (headers.host !== host)
        return { status: 403, message: 'This server answers only to its own address.' };
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
    checkSession(request) {
      const given = cookieOf(request.headers.cookie ?? '', cookieName);
      if (given !== null && same(given, session)) return null;
      return { status: 401, message: 'Open Earshot with the link it printed when it started.' };
    },
  };
}

export const tooLarge: Refusal = { status: 413, message: 'The request is too large.' };

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
