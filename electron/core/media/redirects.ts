import type { Logger } from '../app/log.ts';
import { mayFollow } from './addresses.ts';
import { mediaError } from './errors.ts';
import type { FetchMedia } from './remote.ts';

const most = 3;
const redirected: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/**
 * Asks a media host with GET and follows its redirects itself: three at most, to https only (from an emulator on this machine to
 * another address of this machine, too), each logged by its host. Rejects with 'media/redirect' for any other.
 */
export function followRedirects(fetch: FetchMedia, log: Pick<Logger, 'log'>): FetchMedia {
  return async (url, init) => {
    let at = new URL(url);
    for (let hops = 0; ; hops++) {
      const response = await fetch(at.href, {
        ...init,
        method: 'GET',
        redirect: 'manual',
        credentials: 'omit',
      });
      if (!redirected.has(response.status)) return response;
      await response.body?.cancel();
      const location = response.headers.get('location') ?? '';
      const next = URL.canParse(location, at.href) ? new URL(location, at) : null;
      if (location === '' || !next || !mayFollow(at, next))
        throw refused('to an address that is not encrypted or cannot be read');
      if (hops === most) throw refused(`more than ${most} times`);
      log.log('info', 'media.redirect', { host: next.host });
      at = next;
    }
  };
}

const refused = (how: string) =>
  mediaError(
    'media/redirect',
    `The media host sends Earshot elsewhere ${how}, which it does not follow.`,
    'Open the call in Gong. If a proxy stands in between, ask whoever runs it.',
  );
