import * as v from 'valibot';

/** The id of a row. */
export const id = v.pipe(v.number(), v.integer());

/** Where and how somebody asks: the IANA zone and first day of the week (1 Monday, 0 Sunday, 6 Saturday) of their dates. */
export const where = {
  tz: v.optional(v.pipe(v.string(), v.maxLength(100)), 'UTC'),
  weekStart: v.optional(v.picklist([0, 1, 6]), 1),
} as const;

export const side = v.picklist(['company', 'customer', 'unknown']);
