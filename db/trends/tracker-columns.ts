import type { Db } from '../open.ts';
import type { Columns } from '../search/columns.ts';
import { prepared } from '../statements.ts';

/** Tracker figures of all calls, one entry per (call, tracker), grouped by slot. */
export interface TrackerColumns {
  /** Entries of slot s are offsets[s] … offsets[s+1]-1. */
  readonly offsets: Uint32Array;
  /** tracker.id of the store. */
  readonly tracker: Int32Array;
  /** Mentions: Gong's count, or the listed moments where they are more. */
  readonly mentions: Int32Array;
  readonly company: Int32Array;
  readonly customer: Int32Array;
  readonly unknown: Int32Array;
  /** 1 where Gong listed occurrences for this call at all. */
  readonly listed: Uint8Array;
}

const cache = new WeakMap<Columns, TrackerColumns>();

interface Row {
  readonly slot: number;
  readonly tracker: number;
  readonly mentions: number;
  readonly company: number | null;
  readonly customer: number | null;
  readonly unknown: number | null;
}

/** Tracker columns for a state of the store; built once per state. */
export function trackerColumns(db: Db, columns: Columns): TrackerColumns {
  const known = cache.get(columns);
  if (known) return known;
  const rows: Row[] = [];
  const statement = prepared(
    db,
    `SELECT call_id, tracker_id, max(coalesce(count, 0), coalesce(company + customer + unknown, 0)) AS mentions,
       company, customer, unknown FROM call_tracker`,
  );
  for (const row of statement.iterate() as IterableIterator<
    Omit<Row, 'slot' | 'tracker'> & { call_id: number; tracker_id: number }
  >) {
    const slot = columns.slotOf(row.call_id);
    if (slot >= 0)
      rows.push({
        slot,
        tracker: row.tracker_id,
        mentions: row.mentions,
        company: row.company,
        customer: row.customer,
        unknown: row.unknown,
      });
  }
  rows.sort((a, b) => a.slot - b.slot);
  const made: TrackerColumns = {
    offsets: new Uint32Array(columns.size + 1),
    tracker: Int32Array.from(rows, (row) => row.tracker),
    mentions: Int32Array.from(rows, (row) => row.mentions),
    company: Int32Array.from(rows, (row) => row.company ?? 0),
    customer: Int32Array.from(rows, (row) => row.customer ?? 0),
    unknown: Int32Array.from(rows, (row) => row.unknown ?? 0),
    listed: Uint8Array.from(rows, (row) => (row.company === null ? 0 : 1)),
  };
  for (const row of rows) made.offsets[row.slot + 1] = (made.offsets[row.slot + 1] as number) + 1;
  for (let slot = 0; slot < columns.size; slot++)
    made.offsets[slot + 1] = (made.offsets[slot + 1] as number) + (made.offsets[slot] as number);
  cache.set(columns, made);
  return made;
}
