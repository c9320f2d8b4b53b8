import type { EvidenceFilter } from '../../../../electron/contract/trends.ts';

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
export function filterName(filter: EvidenceFilter): string | null {
  const words = [
    ...(filter.bin ? [binName(filter.bin, filter.bin.unit)] : []),
    ...(filter.outcome === undefined ? [] : [filter.outcome || 'no outcome']),
    ...(filter.side ? [sideWords[filter.side]] : []),
    ...(filter.phrase ? [`“${filter.phrase}”`] : []),
  ];
  return words.length > 0 ? words.join(', ') : null;
}
