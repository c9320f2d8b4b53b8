/**
 * The view's hash route for a deep link `earshot://call/<id>?t=<seconds>`, or null when it is no such link. Only an id
 * and a number come through: a link from a web page can open a call and nothing else.
 */
export function routeOfLink(link: string): string | null {
  let url: URL;
  try {
    url = new URL(link);
  } catch {
    return null;
  }
  if (url.protocol !== 'earshot:' || url.hostname !== 'call') return null;
  const id = /^\/(\d{1,40})\/?$/.exec(url.pathname)?.[1];
  if (!id) return null;
  const seconds = url.searchParams.get('t');
  return seconds !== null && /^\d{1,7}(\.\d{1,3})?$/.test(seconds)
    ? `#/call/${id}?t=${seconds}`
    : `#/call/${id}`;
}
