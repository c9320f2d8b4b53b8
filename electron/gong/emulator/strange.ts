/** What records may look like without being wrong: each kind is a fault of its own. */
type Strangeness = 'dates' | 'enums' | 'text' | 'nulls';

type Random = () => number;
type Tree = Record<string, unknown>;

const isDate = (value: unknown): value is string =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(value);
const two = (n: number) => String(n).padStart(2, '0');

/** The same moment with another offset and precision. */
function rewritten(date: string, random: Random): string {
  const ms = Date.parse(date.replace(/(\.\d{3})\d+/, '$1'));
  if (Number.isNaN(ms)) return date;
  const minutes = [0, 60, -480, 330, 345, 840, -720][Math.floor(random() * 7)] as number;
  const local = new Date(ms + minutes * 60_000).toISOString();
  const whole = ms % 1000 === 0;
  const fraction = ms % 1000;
  const digits = [3, 6, 9][Math.floor(random() * 3)] as number;
  const seconds = whole && random() < 0.5 ? '' : `.${String(fraction).padStart(3, '0').padEnd(digits, '0')}`;
  const offset =
    minutes === 0
      ? 'Z'
      : `${minutes < 0 ? '-' : '+'}${two(Math.floor(Math.abs(minutes) / 60))}:${two(Math.abs(minutes) % 60)}`;
  return `${local.slice(0, 19)}${seconds}${offset}`;
}

const enums = new Set([
  'direction',
  'system',
  'scope',
  'media',
  'language',
  'affiliation',
  'timing',
  'objectType',
]);
const odd = [
  'A\u0000B',
  '\ud800 lone',
  'lone \udc00',
  '\u202eright to left\u202c',
  '\ue000mark\ue001',
  '👩‍👩‍👧 会議 ประชุม',
];
/** Without these a record is no call, or stands nowhere in time. */
const needed = new Set(['metaData', 'id', 'started', 'callId', 'start', 'end']);

function changed(key: string, value: unknown, kind: Strangeness, random: Random): unknown {
  if (kind === 'dates' && isDate(value)) return rewritten(value, random);
  if (kind === 'enums' && enums.has(key) && typeof value === 'string') return 'ADDED_LATER';
  if (kind === 'text' && ['title', 'brief', 'text', 'comment'].includes(key) && typeof value === 'string')
    return `${value} ${odd[Math.floor(random() * odd.length)]}`;
  if (kind === 'nulls' && !needed.has(key) && random() < 0.3) return null;
  return value;
}

/** A copy of a record that is strange in one way. */
export function strange(record: unknown, kind: Strangeness, random: Random): unknown {
  if (Array.isArray(record)) return record.map((item) => strange(item, kind, random));
  if (typeof record !== 'object' || record === null) return record;
  return Object.fromEntries(
    Object.entries(record as Tree).map(([key, value]) => {
      const next = changed(key, value, kind, random);
      return [key, next === value ? strange(value, kind, random) : next];
    }),
  );
}
