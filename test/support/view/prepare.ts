import type { TestProject } from 'vitest/node';
import { prepareSample } from '../../fixtures/prepare-sample.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder with the sample workspace in it, for files to copy. */
    readonly sampleFolder: string;
  }
}

/** Once per run: the real core's own store, so that no answer that a page gets is invented. */
export default async function prepare({ provide }: TestProject): Promise<() => void> {
  const { dir, remove } = await prepareSample();
  provide('sampleFolder', dir);
  return remove;
}
