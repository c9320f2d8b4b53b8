import { exposedFields } from '../../../electron/contract/parts.ts';
import type { ContentSelector } from '../../../electron/gong/schema/request.ts';

/** Everything Gong can give but media. */
export const everything: ContentSelector = {
  context: 'Extended',
  contextTiming: ['Now', 'TimeOfCall'],
  exposedFields: { ...exposedFields(() => true), media: false },
};
