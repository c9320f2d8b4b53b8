import type { PartName } from '../../../electron/contract/trends.ts';
import { breakdown } from './breakdown.ts';
import { evidence } from './evidence.ts';
import { firsts } from './firsts.ts';
import { follows } from './follows.ts';
import type { Part } from './part.ts';
import { phrases } from './phrases.ts';
import { points } from './points.ts';
import { positions } from './positions.ts';
import { scores } from './scores.ts';
import { stages } from './stages.ts';
import { together } from './together.ts';

/** Every part of the report by its name; what a part is asked and answers stands in the contract. */
export const parts: { readonly [N in PartName]: Part<N> } = {
  points,
  breakdown,
  positions,
  phrases,
  together,
  follows,
  stages,
  firsts,
  scores,
  evidence,
};
