import * as v from 'valibot';
import { exposedFields } from '../../contract/parts.ts';

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

const { content, interaction, collaboration, ...others } = exposedFields(() => flag);

/** Gong's ExposedFields: which parts of a call the answer carries. */
const exposed = v.object({
  ...others,
  content: v.nullish(v.object(content)),
  interaction: v.nullish(v.object(interaction)),
  collaboration: v.nullish(v.object(collaboration)),
  media: flag,
});

const contentSelector = v.object({
  context: v.nullish(v.picklist(['None', 'Basic', 'Extended'])),
  /** Only with context Extended; Gong's default is ['Now']. */
  contextTiming: v.nullish(v.array(v.picklist(['Now', 'TimeOfCall']))),
  exposedFields: v.nullish(exposed),
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
