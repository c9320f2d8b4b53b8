import type { Input, InputFormat } from 'mediabunny';

/** mediabunny: a megabyte of code that most recordings do not need. */
type Bunny = typeof import('mediabunny');

/** Opens a recording's container for reading; whoever opened it disposes of it. `cacheBytes` of what was read are kept. */
export async function openContainer(
  source: { readonly total: number; read(from: number, to: number): Uint8Array | Promise<Uint8Array> },
  cacheBytes: number,
  formats: (bunny: Bunny) => InputFormat[],
): Promise<{ readonly input: Input; readonly bunny: Bunny }> {
  const bunny = await import('mediabunny');
  // It prints what it does not know; we say it.
  bunny.Logging.level = bunny.LogLevel.Silent;
  const input = new bunny.Input({
    formats: formats(bunny),
    source: new bunny.CustomSource({
      getSize: () => source.total,
      read: (from, to) => source.read(from, to),
      handleUnhandledError: () => undefined,
      maxCacheSize: cacheBytes,
    }),
  });
  return { input, bunny };
}
