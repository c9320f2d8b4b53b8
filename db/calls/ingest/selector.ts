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

const contentFlags = [
  'structure',
  'topics',
  'trackers',
  'trackerOccurrences',
  'pointsOfInterest',
  'brief',
  'outline',
  'highlights',
  'callOutcome',
  'keyPoints',
] as const;
const interactionFlags = ['speakers', 'video', 'personInteractionStats', 'questions'] as const;
const on = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, true]));

/** Everything Gong can give but media. */
export const everything: RequestedContent = {
  context: 'Extended',
  contextTiming: ['Now', 'TimeOfCall'],
  exposedFields: {
    parties: true,
    content: on(contentFlags),
    interaction: on(interactionFlags),
    collaboration: { publicComments: true },
    media: false,
  },
};
