import type { Handlers } from '../../../contract/procedures.ts';
import type { MainContext } from '../context.ts';

/** Playing and keeping of recordings. */
export const mediaMain = {
  'media/state': async ({ session }, { id }) => (await session()).media.state(id),
  'media/renew': async ({ session }, { id }) => (await session()).media.renew(id),
  'media/describe': async ({ session }, { id, kind }) => (await session()).media.describe(id, kind),
  'media/load': async ({ session }, { id, kind }, signal) => (await session()).media.load(id, kind, signal),
  'media/keep': async ({ session }, { ids }) => (await session()).media.keep(ids),
  'media/drop': async ({ session }, { ids }) => (await session()).media.drop(ids),
  'media/offline': async ({ session }) => (await session()).media.offline(),
  'media/setBudget': async ({ session }, { bytes }) => (await session()).media.setBudget(bytes),
  'media/peaks': async ({ session }, { id }) => (await session()).media.peaks(id),
  'media/withoutPeaks': async ({ session }, { first }) => (await session()).media.withoutPeaks(first),
  'media/makePeaks': async ({ session }, { id, ...recording }) => ({
    made: await (await session()).media.makePeaks({ callId: id, ...recording }),
  }),
  'media/savePeaks': async ({ session }, { id, peaks, ...recording }) => ({
    saved: await (await session()).media.savePeaks({ callId: id, ...recording }, peaks),
  }),
} satisfies Partial<Handlers<'main', MainContext>>;
