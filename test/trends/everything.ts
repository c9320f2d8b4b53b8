import type { ColumnStore } from '../../db/index/columns/columns.ts';
import { breakdownReport } from '../../db/reports/parts/breakdown.ts';
import { evidencePage } from '../../db/reports/parts/evidence.ts';
import { phrasesReport } from '../../db/reports/parts/phrases.ts';
import { pointsReport } from '../../db/reports/parts/points.ts';
import { positionsReport } from '../../db/reports/parts/positions.ts';
import { stagesReport } from '../../db/reports/parts/stages.ts';
import { togetherReport } from '../../db/reports/parts/together.ts';
import { trackerList } from '../../db/reports/tracker-list.ts';
import type { Db } from '../../db/store/open.ts';
import type { EvidenceFilter, TrackerInfo } from '../../electron/contract/trends.ts';

const where = { tz: 'Europe/Berlin', weekStart: 1, now: Date.parse('2024-09-15T12:00:00Z') } as const;

const without = (value: unknown) =>
  JSON.parse(JSON.stringify(value, (name, item) => (name === 'ms' || name === 'generation' ? null : item)));

/** What may be asked of moments, each by itself and some together. */
const evidence: readonly EvidenceFilter[] = [
  {},
  { side: 'customer' },
  { bin: { unit: 'percent', from: 0, to: 40 } },
  { bin: { unit: 'minutes', from: 5, to: 30 }, side: 'company' },
  { bin: { unit: 'minutes', from: 60, to: null } },
  { phrase: 'PRICE' },
  { phrase: 'rival', side: 'unknown' },
  { followed: { key: 'gong:14', withinSec: 300, side: 'customer' }, outcome: 'demo' },
  { followed: { key: 'gong:14', withinSec: 60 } },
  { followed: { key: 'gong:14', withinSec: 60 }, outcome: 'demo', from: '2023-04-01', to: '2023-11-01' },
  { followed: { key: 'gong:14', withinSec: 60 }, side: 'company' },
];

/** Everything that reports say of each tracker, but for how long it took: to compare two ways of reading one store. */
export function everythingOf(db: Db, columns: ColumnStore): [TrackerInfo, ...unknown[]][] {
  return trackerList(db, columns).map((info) => {
    const series = { kind: 'tracker', key: info.key } as const;
    const input = { ...where, q: 'scope:"External" OR dir:"Inbound"', series };
    return without([
      info,
      pointsReport(db, columns, { ...input, series: [series], bucket: 'month', compare: null }),
      breakdownReport(db, columns, {
        ...input,
        field: 'outcome',
        bucket: 'month',
        sort: 'calls',
        limit: 50,
      }),
      positionsReport(db, columns, { ...input, unit: 'minutes', split: 'side' }),
      positionsReport(db, columns, { ...input, unit: 'percent', split: 'side' }),
      positionsReport(db, columns, { ...input, unit: 'percent', split: 'outcome' }),
      phrasesReport(db, columns, input)
        .rows.map((row) => [
          row.phrase.toLowerCase(),
          row.mentions,
          row.calls,
          row.first,
          row.last,
          row.listed,
          row.q === null,
        ])
        .sort(),
      togetherReport(db, columns, input),
      stagesReport(db, columns, input),
      evidence.map((filter) =>
        evidencePage(db, columns, { ...input, filter, order: 'oldest', offset: 3, limit: 4 }),
      ),
    ]);
  });
}
