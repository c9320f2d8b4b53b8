import { exposedFields } from '../../../electron/contract/parts.ts';

/** Which parts of a call were asked for; the names are Gong's contentSelector. */
export interface RequestedContent {
  readonly context?: 'None' | 'Basic' | 'Extended' | null | undefined;
  readonly contextTiming?: readonly ('Now' | 'TimeOfCall')[] | null | undefined;
  readonly exposedFields?:
    | {
        readonly parties?: boolean | null | undefined;
        readonly content?: { readonly [name: string]: boolean | null | undefined } | null | undefined;
        readonly interaction?: { readonly [name: string]: boolean | null | undefined } | null | undefined;
        readonly collaboration?: { readonly [name: string]: boolean | null | undefined } | null | undefined;
        readonly media?: boolean | null | undefined;
      }
    | null
    | undefined;
}

/** Everything Gong can give but media. */
export const everything: RequestedContent = {
  context: 'Extended',
  contextTiming: ['Now', 'TimeOfCall'],
  exposedFields: { ...exposedFields(() => true), media: false },
};
