import { isolate } from '../../../../electron/contract/direction.ts';
import type { EvidenceFilter } from '../../../../electron/contract/trends.ts';
import { dayOf } from '../../../ui/format.ts';

const sideWords = {
  company: 'said by the company',
  customer: 'said by customers',
  unknown: 'by whom is not known',
};

/** '20–30 %', '5–10 min', 'after 60 min'. */
export function binName(
  bin: { readonly from: number; readonly to: number | null },
  unit: 'percent' | 'minutes',
): string {
  if (bin.to === null) return `after ${bin.from} min`;
  return unit === 'percent' ? `${bin.from}–${bin.to} %` : `${bin.from}–${bin.to} min`;
}

/** Which moments are shown, in words; null: all of them. */
export function filterName(filter: EvidenceFilter, nameOf: (key: string) => string): string | null {
  const { from, to, followed } = filter;
  // The day after is not in it.
  const last =
    to === undefined ? '' : dayOf(new Date(Date.parse(to) - 86_400_000).toISOString().slice(0, 10));
  const words = [
    ...(from === undefined ? [] : [dayOf(from) === last ? last : `${dayOf(from)} – ${last}`]),
    ...(filter.bin ? [binName(filter.bin, filter.bin.unit)] : []),
    ...(filter.outcome === undefined ? [] : [isolate(filter.outcome) || 'no outcome']),
    ...(filter.side ? [sideWords[filter.side]] : []),
    ...(followed ? [`followed by ${isolate(nameOf(followed.key))} within ${followed.withinSec} s`] : []),
    ...(filter.phrase ? [`“${isolate(filter.phrase)}”`] : []),
  ];
  return words.length > 0 ? words.join(', ') : null;
}
