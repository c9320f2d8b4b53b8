/** The innermost of some mounts that a folder lies in; of two in one place the later covers the other. Null: it lies in none. */
export function mountAround<T extends { readonly point: string }>(
  mounts: readonly T[],
  folder: string,
): T | null {
  let found: T | null = null;
  for (const mount of mounts) {
    const { point } = mount;
    if (found && point.length < found.point.length) continue;
    if (point === '/' || folder === point || folder.startsWith(`${point}/`)) found = mount;
  }
  return found;
}
