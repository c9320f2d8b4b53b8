import { openRequestLog } from '../../db/request-log.ts';
import { createGongClient } from '../../electron/gong/client/client.ts';
import { createLimiter } from '../../electron/gong/client/limiter.ts';

// A process that asks for the users so many times, paced by a log of requests that others share. Arguments: log file,
// emulator URL, bearer token, times, share of the day. Prints "budget" and ends when the share is used up.
const [file = '', url = '', token = '', times = '1', perDay = '100000'] = process.argv.slice(2);
const requests = openRequestLog(file);
const abort = new AbortController();
const client = createGongClient({
  baseUrl: url,
  auth: { kind: 'bearer', token },
  limiter: createLimiter({
    store: requests.for('company'),
    rules: () => ({ perSecond: 3, perDay: Number(perDay) }),
  }),
  onEvent(event) {
    if (event.kind !== 'wait' || event.why !== 'budget') return;
    process.stdout.write('budget\n');
    // What is under way may end.
    setTimeout(() => abort.abort(new Error('the share of the day is used')), 500);
  },
});
const asked = await Promise.allSettled(
  Array.from({ length: Number(times) }, () => client.users(null, { signal: abort.signal })),
);
requests.close();
const failed = asked.find((one) => one.status === 'rejected');
if (failed && !abort.signal.aborted) throw (failed as PromiseRejectedResult).reason;
