/** An address whose path cannot be decoded leads to "no such place": the router would throw on it and stay where it was. */
function repair(): void {
  const path = location.hash.slice(1).split('?')[0] ?? '';
  try {
    decodeURIComponent(path);
  } catch {
    history.replaceState(history.state, '', '#/no-such-place');
  }
}

/** Looks at every address before the router does; call it before anything is rendered. */
export function guardAddress(): void {
  repair();
  window.addEventListener('hashchange', repair);
}
