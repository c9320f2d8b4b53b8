/** Whether a path can be decoded. Its length is asked for because a bundler drops a call whose result nobody wants. */
function decodable(path: string): boolean {
  try {
    return decodeURIComponent(path).length >= 0;
  } catch {
    return false;
  }
}

/** An address whose path cannot be decoded leads to "no such place": the router would throw on it and stay where it was. */
function repair(): void {
  if (!decodable(location.hash.slice(1).split('?')[0] ?? ''))
    history.replaceState(history.state, '', '#/no-such-place');
}

/** Looks at every address before the router does; call it before anything is rendered. */
export function guardAddress(): void {
  repair();
  window.addEventListener('hashchange', repair);
}
