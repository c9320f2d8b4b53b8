import * as v from 'valibot';

const dateTime = v.nullish(v.string());
const ids = v.nullish(v.array(v.string()));
const flag = v.nullish(v.boolean());

/** Gong's CallsRequestFilterWithOwners: from inclusive, to exclusive, by the start of the call. */
const callsFilter = v.object({
  fromDateTime: dateTime,
  toDateTime: dateTime,
  workspaceId: v.nullish(v.string()),
  callIds: ids,
  primaryUserIds: ids,
});

/** Gong's ExposedFields: which parts of a call the answer carries. */
const exposedFields = v.object({
  parties: flag,
  content: v.nullish(
    v.object({
      structure: flag,
      topics: flag,
      trackers: flag,
      trackerOccurrences: flag,
      pointsOfInterest: flag,
      brief: flag,
      outline: flag,
      highlights: flag,
      callOutcome: flag,
      keyPoints: flag,
    }),
  ),
  interaction: v.nullish(
    v.object({ speakers: flag, video: flag, personInteractionStats: flag, questions: flag }),
  ),
  collaboration: v.nullish(v.object({ publicComments: flag })),
  media: flag,
});

const contentSelector = v.object({
  context: v.nullish(v.picklist(['None', 'Basic', 'Extended'])),
  /** Only with context Extended; Gong's default is ['Now']. */
  contextTiming: v.nullish(v.array(v.picklist(['Now', 'TimeOfCall']))),
  exposedFields: v.nullish(exposedFields),
});

export const callsRequest = v.object({
  cursor: v.nullish(v.string()),
  filter: callsFilter,
  contentSelector: v.nullish(contentSelector),
});
export const transcriptRequest = v.object({
  cursor: v.nullish(v.string()),
  filter: v.object({
    fromDateTime: dateTime,
    toDateTime: dateTime,
    workspaceId: v.nullish(v.string()),
    callIds: ids,
  }),
});
/** Body of `POST /v2/users/extensive`; the filter is required, though it may be empty. */
export const usersRequest = v.object({
  cursor: v.nullish(v.string()),
  filter: v.object({
    userIds: ids,
    createdFromDateTime: dateTime,
    createdToDateTime: dateTime,
    includeAvatars: flag,
  }),
});

export type CallsFilter = v.InferInput<typeof callsFilter>;
export type ContentSelector = v.InferInput<typeof contentSelector>;
export type CallsRequest = v.InferInput<typeof callsRequest>;
export type TranscriptRequest = v.InferInput<typeof transcriptRequest>;
