import * as v from 'valibot';
import { gongPerson } from '../../contract/app.ts';
import { defaultSyncScope, syncScope } from '../../contract/sync.ts';

/** An account as the settings and its own folder keep it, without its secret. */
export const profileRecord = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,64}$/)),
  name: v.string(),
  kind: v.picklist(['gong', 'sample']),
  baseUrl: v.string(),
  authKind: v.picklist(['key', 'bearer']),
  scope: v.fallback(syncScope, defaultSyncScope),
  me: v.fallback(v.optional(v.nullable(gongPerson), null), null),
  /** Accounts that were stored before this was asked sync what they did. */
  scopeChosen: v.fallback(v.optional(v.boolean(), true), true),
});
export type ProfileRecord = v.InferOutput<typeof profileRecord>;
