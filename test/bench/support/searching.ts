import { parentPort, workerData } from 'node:worker_threads';
import { openColumns } from '../../../db/index/columns/columns.ts';
import { search } from '../../../db/search/search.ts';
import { openReader } from '../../../db/store/connect.ts';

/** A thread that searches as a typing user does, a key every 60 ms, until it is told to tell how long its searches took. */
const { store, queries } = workerData as { store: string; queries: readonly string[] };
const db = openReader(store);
const columns = openColumns(db);
let times: number[] = [];
let at = 0;

function key(): void {
  const input = {
    q: queries[at++ % queries.length] as string,
    sort: 'relevance' as const,
    offset: 0,
    limit: 50,
    facets: true,
    seenOnly: true,
    typing: true,
    recency: 0 as const,
    tz: 'Europe/Berlin',
    weekStart: 1 as const,
  };
  times.push(search(db, columns, input, Date.UTC(2026, 8, 3)).ms);
}
for (let warm = 0; warm < queries.length; warm++) key();
times = [];
setInterval(key, 60);

parentPort?.on('message', () => {
  parentPort?.postMessage(times.sort((a, b) => a - b));
  times = [];
});
parentPort?.postMessage([]);
