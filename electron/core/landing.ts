/** Loads a module of another area; one that is not there yet counts as empty. Goes away when all have landed. */
export async function landed<M extends object>(load: () => Promise<M>): Promise<Partial<M>> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return {};
    if (error instanceof SyntaxError && /does not provide an export/.test(error.message)) return {};
    throw error;
  }
}
