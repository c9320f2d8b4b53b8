import type { Side } from '../../electron/contract/call.ts';
import type { MomentKind } from '../../electron/contract/library.ts';

/** `passage.kind` as stored. */
export const passageKind = { said: 1, outline: 2, highlight: 3, comment: 4, note: 5 } as const;

const kinds: readonly (MomentKind | undefined)[] = [
  undefined,
  'said',
  'outline',
  'highlight',
  'comment',
  'note',
];

/** The contract's name of a stored passage kind. */
export function kindName(code: number): MomentKind {
  return kinds[code] ?? 'said';
}

/** `side` as stored, everywhere. */
export const sideCode = { unknown: 0, company: 1, customer: 2 } as const satisfies Record<Side, number>;

const sides: readonly Side[] = ['unknown', 'company', 'customer'];

/** The contract's name of a stored side. */
export function sideName(code: number | null): Side {
  return sides[code ?? 0] ?? 'unknown';
}
