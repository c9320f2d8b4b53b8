import { writeFileSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { damageMarker, openReader } from '../../../db/open.ts';
import { openColumns } from '../../../db/search/columns.ts';
import { bind } from '../handlers/bind.ts';
import { readHandlers } from '../handlers/read/index.ts';
import { serve } from './host.ts';
import type { WorkerStart } from './protocol.ts';

const { file } = workerData as WorkerStart;

await serve(() => {
  const db = openReader(file);
  const columns = openColumns(db);
  // Warmed up once the view has been told that the store is open: the first search finds the columns read.
  setImmediate(() => void columns.words());
  return {
    handlers: bind(readHandlers, { db, columns, now: Date.now }),
    tasks: {},
    refresh: () => void columns.words(),
    onError(code) {
      // The next start sets a damaged file aside and rebuilds the store.
      if (code === 'store/corrupt') writeFileSync(damageMarker(file), '');
    },
    close() {
      columns.close();
      db.close();
    },
  };
});
