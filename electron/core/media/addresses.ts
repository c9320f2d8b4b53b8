import type { GongClient } from '../../gong/client/client.ts';
import { mediaError } from './errors.ts';

/** Where a call's recordings can be fetched from, for a while. Never leaves the core and is never logged. */
interface Addresses {
  readonly audio: string | null;
  readonly video: string | null;
  readonly fetchedMs: number;
  /** Gong gave an address that is not used: neither https nor an emulator's on this machine. */
  readonly unsafe: boolean;
}

/** Gong's media URLs live for eight hours; a little less is trusted. */
const addressLifeMs = 8 * 3_600_000 - 10 * 60_000;
/** "Gong has no recording" is asked again after this. */
const absentLifeMs = 10 * 60_000;
const atOnce = 100;
/** Somebody waits in front of the player: the client's long patience with a dead network is not for them. */
const interactiveMs = 8_000;

export interface AddressBook {
  /** Known or fetched addresses. Rejects with a GongError, or 'media/gone' when Gong does not list the call any more. */
  get(callId: string, signal?: AbortSignal): Promise<Addresses>;
  /** Fetched anew, whatever is known. */
  renew(callId: string, signal?: AbortSignal): Promise<Addresses>;
  /** Fetches those of many calls (100 a request) that are not known, so that a batch of downloads costs few requests. */
  prefetch(callIds: readonly string[], signal?: AbortSignal): Promise<void>;
  /** Age of the known addresses in ms; null when none are known. */
  age(callId: string): number | null;
}

/** Remembers media URLs in memory only, with their age. Two askers of one call share a request. */
export function createAddressBook(deps: { client(): Promise<GongClient>; now(): number }): AddressBook {
  const known = new Map<string, Addresses>();
  const asked = new Map<string, Promise<Addresses>>();

  async function fetchMany(callIds: readonly string[], signal?: AbortSignal): Promise<void> {
    const client = await deps.client();
    const page = await client.callsExtensive(
      { filter: { callIds: [...callIds] }, contentSelector: { exposedFields: { media: true } } },
      { signal },
    );
    const fetchedMs = deps.now();
    for (const item of page.items) {
      if (!item.ok) continue;
      const { metaData, media } = item.value;
      const audio = usable(media?.audioUrl, client.host);
      const video = usable(media?.videoUrl, client.host);
      const unsafe = Boolean((media?.audioUrl && !audio) || (media?.videoUrl && !video));
      known.set(metaData.id, { audio, video, fetchedMs, unsafe });
    }
  }

  function fresh(callId: string): Addresses | null {
    const addresses = known.get(callId);
    if (!addresses) return null;
    const life = addresses.audio || addresses.video ? addressLifeMs : absentLifeMs;
    return deps.now() - addresses.fetchedMs < life ? addresses : null;
  }

  // The request itself is not tied to one asker's signal: another may be waiting for the same answer.
  function renew(callId: string): Promise<Addresses> {
    const running = asked.get(callId);
    if (running) return running;
    known.delete(callId);
    const patience = AbortSignal.timeout(interactiveMs);
    const work = fetchMany([callId], patience)
      .catch((error) => {
        if (!patience.aborted) throw error;
        throw mediaError(
          'media/unreachable',
          'Gong did not answer in time.',
          'Check the network; calls kept offline play without it.',
          { retryable: true },
        );
      })
      .then(() => {
        const addresses = known.get(callId);
        if (addresses) return addresses;
        throw mediaError(
          'media/gone',
          'Gong no longer lists this call, so its recording cannot be fetched.',
          'What was synced stays readable here.',
        );
      })
      .finally(() => asked.delete(callId));
    asked.set(callId, work);
    return work;
  }

  return {
    get: async (callId) => fresh(callId) ?? renew(callId),
    renew,
    async prefetch(callIds, signal) {
      const missing = callIds.filter((id) => !fresh(id));
      for (let at = 0; at < missing.length; at += atOnce)
        await fetchMany(missing.slice(at, at + atOnce), signal);
    },
    age: (callId) => {
      const addresses = known.get(callId);
      return addresses ? deps.now() - addresses.fetchedMs : null;
    },
  };
}

const isLoopback = (url: URL) => /^(127(\.\d+){3}|localhost|\[::1\])$/.test(url.hostname);
/** Without a name and password in it: those would be sent as an Authorization, which S3 refuses beside a signed address. */
const isPlain = (url: URL) => url.username === '' && url.password === '';

/** An address that may be used: only https, except from a Gong emulator on this machine. */
function usable(url: string | null | undefined, gongHost: string): string | null {
  if (!url || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  if (!isPlain(parsed)) return null;
  if (parsed.protocol === 'https:') return url;
  const here = parsed.protocol === 'http:' && isLoopback(parsed);
  return here && isLoopback(new URL(`http://${gongHost}`)) ? url : null;
}

/** Whether a redirect is followed: to https, or within this machine from one of its http addresses, which only an emulator has. */
export const mayFollow = (from: URL, to: URL): boolean =>
  isPlain(to) &&
  (to.protocol === 'https:' ||
    (to.protocol === 'http:' && from.protocol === 'http:' && isLoopback(from) && isLoopback(to)));

/** What is said of an address that is not used. */
export const unsafeAddress = () =>
  mediaError(
    'media/address',
    'Gong gave an address for the recording that is not encrypted or holds a password, so it is not used.',
    'Open the call in Gong, and report it to your Gong administrator.',
  );
