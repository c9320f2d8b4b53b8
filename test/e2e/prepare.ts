import { prepareSample } from '../fixtures/prepare-sample.ts';
import { preparedVariable } from './app.ts';

/** Once per run: a data folder with the sample workspace in it, for the spec files to copy. */
export default async function prepare(): Promise<() => void> {
  const { dir, remove } = await prepareSample();
  process.env[preparedVariable] = dir;
  return remove;
}
