import * as v from 'valibot';

/** Every field of Gong's may be absent or null (recordings of the live service show both). */
export const opt = <const S extends v.GenericSchema>(schema: S) => v.nullish(schema);

/** An id: up to 20 digits that do not fit a double, so always text; numbers are taken as text. */
export const id = v.pipe(
  v.union([v.string(), v.pipe(v.number(), v.finite()), v.bigint()]),
  v.transform((value) => String(value)),
);

export const text = v.string();
export const bool = v.boolean();
export const num = v.pipe(v.number(), v.finite());

/** An object whose unknown fields are kept: Gong adds fields over time. */
export const record = v.looseObject;

/** Paging part of every list: `totalRecords` can exceed what is returned; never infer completeness from it. */
export const records = record({
  totalRecords: opt(num),
  currentPageSize: opt(num),
  currentPageNumber: opt(num),
  cursor: opt(text),
});

/** What every page of a list begins with. */
export const paged = { requestId: opt(text), records: opt(records) };

/** When and by whom a setting was last changed. */
export const changed = { created: opt(text), updated: opt(text), updaterUserId: opt(id) };

/** Body of every error. */
export const errorBody = record({ requestId: opt(text), errors: opt(v.array(text)) });
