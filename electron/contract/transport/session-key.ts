/**
 * The browser shell's session key: handed to the page once, kept by the page, sent by the page. A cookie alone opens nothing, because a
 * browser sends it by itself to every server of 127.0.0.1, whatever its port.
 */

/** Header in which the page sends its key with /rpc and /events. */
export const keyHeader = 'x-earshot-key';

/** How long a signed address of a recording is good, ms; the player asks for a fresh one when it is refused. */
const signedMs = 4 * 3_600_000;

/**
 * What a player asks for cannot carry a header: the path (with its query, if it has one) and a signature
 * that only the holder of the key can make.
 */
export async function signPath(key: string, path: string, nowMs: number): Promise<string> {
  const until = Math.ceil((nowMs + signedMs) / 1000);
  return `${path}${path.includes('?') ? '&' : '?'}until=${until}&sign=${await signature(key, path, until)}`;
}

/** HMAC-SHA-256 of a path and the end of its time (epoch seconds) under the key, in hexadecimal digits. */
export async function signature(key: string, path: string, until: number): Promise<string> {
  const text = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const secret = await crypto.subtle.importKey('raw', text.encode(key), algorithm, false, ['sign']);
  const bytes = new Uint8Array(await crypto.subtle.sign('HMAC', secret, text.encode(`${path}\n${until}`)));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
