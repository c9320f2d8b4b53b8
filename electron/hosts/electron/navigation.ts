/** Origin of the view under Electron's own scheme. */
export const viewOrigin = 'app://earshot';

/** Whether a URL is a page of ours. */
export function isOwnPage(url: string): boolean {
  return url === viewOrigin || url.startsWith(`${viewOrigin}/`);
}

/** Whether a link may be handed to the system's browser: https only, without credentials in it. */
export function mayOpenOutside(url: string): boolean {
  try {
    const { protocol, username, password } = new URL(url);
    return protocol === 'https:' && username === '' && password === '';
  } catch {
    return false;
  }
}
