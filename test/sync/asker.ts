import { openRequestLog } from '../../db/sync/request-log.ts';
import { createGongClient } from '../../electron/gong/client/client.ts';
import { createLimiter } from '../../electron/gong/client/limiter.ts';

// A process that asks for the users so many times, paced by a log of requests that others share. Arguments: log file,
// emulator URL, bearer token, times, share of the day. Prints "budget" and ends when the share is used up.
const [file = '', url = '', token = '', times = '1', perDay = '100000'] = process.argv.slice(2);
const requests = openRequestLog(file);
const client = createGongClient({
  baseUrl: url,
  auth: { kind: 'bearer', token },
  limiter: createLimiter({
    store: requests.for('company'),
    rules: () => ({ perSecond: 3, perDay: Number(perDay) }),
  }),
});
const asked = await Promise.allSettled(Array.from({ length: Number(times) }, () => client.users(null)));
requests.close();
const reasons = asked.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []));
if (reasons.some(({ code }) => code === 'gong/daily-share')) process.stdout.write('budget\n');
const other = reasons.find(({ code }) => code !== 'gong/daily-share');
if (other) throw other;
