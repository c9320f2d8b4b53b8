import { writeFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { damageMarker, openReader } from '../../../db/open.ts';
import { bind } from '../handlers/bind.ts';
import { readHandlers } from '../handlers/read/index.ts';
import { landed } from '../landing.ts';
import { serve } from './host.ts';
import type { WorkerStart } from './protocol.ts';

const { file } = workerData as WorkerStart;

await serve(async () => {
  const db = openReader(file);
  const { openColumns } = await landed(() => import('../../../db/search/columns.ts'));
  const columns = openColumns?.(db) as never as { refresh(): void };
  return {
    handlers: bind(readHandlers, { db, columns: columns as never, now: Date.now }),
    tasks: {},
    refresh: () => columns?.refresh(),
    onError(code) {
      // The next start sets a damaged file aside and rebuilds the store.
      if (code === 'store/corrupt') writeFileSync(damageMarker(file), '');
    },
    close: () => db.close(),
  };
});
