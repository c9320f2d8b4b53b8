import { describe, expect, it } from 'vitest';
import type { TrackersProgress } from '../../contract/trackers.ts';
import { silentLog } from '../app/log.ts';
import type { WriterTasks } from '../workers/tasks/index.ts';
import { createTrackerService } from './tracker-service.ts';

type Step = Awaited<ReturnType<WriterTasks['stepTrackers']>>;
const running = (done: number) => [{ id: 1, key: 'mine:1', done, total: 100 }];

describe('the service that keeps my trackers up to date', () => {
  function world(steps: readonly (Step | Error)[]) {
    const told: TrackersProgress[] = [];
    const logged: string[] = [];
    let asked = 0;
    const service = createTrackerService({
      // Only this task is asked for.
      tasks: {
        async stepTrackers() {
          const step = steps[Math.min(asked++, steps.length - 1)] as Step | Error;
          if (step instanceof Error) throw step;
          return step;
        },
      } as unknown as WriterTasks,
      log: { ...silentLog, log: (_level, event) => logged.push(event) },
      onProgress: (progress) => told.push(progress),
    });
    return { service, told, logged, asked: () => asked };
  }

  it('works in steps until nothing is left, tells how far it is, and once that it is done', async () => {
    const { service, told, asked } = world([
      { running: running(10), more: true },
      { running: running(60), more: true },
      { running: [], more: false },
    ]);
    service.nudge();
    service.nudge();
    await expect.poll(() => told.at(-1)?.running.length).toBe(0);
    expect(told.map(({ running: list }) => list[0]?.done ?? null)).toEqual([10, 60, null]);
    expect(asked()).toBe(3);
    await service.close();
  });

  it('says nothing when there was nothing to do, and logs what fails without stopping for good', async () => {
    const quiet = world([{ running: [], more: false }]);
    quiet.service.nudge();
    await expect.poll(() => quiet.asked()).toBe(1);
    expect(quiet.told).toEqual([]);
    await quiet.service.close();
    quiet.service.nudge();
    const broken = world([new Error('disk'), { running: [], more: false }]);
    broken.service.nudge();
    await expect.poll(() => broken.logged).toEqual(['trackers.step']);
    broken.service.nudge();
    await expect.poll(() => broken.asked()).toBe(2);
    await broken.service.close();
  });
});
