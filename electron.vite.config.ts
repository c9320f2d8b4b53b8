import { resolve } from 'node:path';
import { defineConfig } from 'electron-vite';
import solid from 'vite-plugin-solid';

const at = (path: string) => resolve(import.meta.dirname, path);

/** One build for both shells: the Electron main process and its workers, the preload script, and the view. */
export default defineConfig({
  main: {
    build: {
      outDir: at('out/main'),
      rollupOptions: {
        input: {
          main: at('electron/hosts/electron/main.ts'),
          'reader.worker': at('electron/core/workers/reader.worker.ts'),
          'indexer.worker': at('electron/core/workers/indexer.worker.ts'),
          'emulator.worker': at('electron/core/workers/emulator.worker.ts'),
          'keychain.process': at('electron/core/app/secrets/keychain.process.ts'),
          'levels.process': at('electron/core/media/levels.process.ts'),
          'writer.worker': at('electron/core/workers/writer.worker.ts'),
        },
      },
    },
  },
  preload: {
    build: {
      outDir: at('out/preload'),
      rollupOptions: {
        input: { preload: at('electron/hosts/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: at('renderer'),
    plugins: [solid()],
    build: { outDir: at('out/renderer'), rollupOptions: { input: at('renderer/index.html') } },
  },
});
