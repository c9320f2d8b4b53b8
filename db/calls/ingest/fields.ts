import { languageName } from '../../../electron/contract/language.ts';
import type { CallRecord } from '../../../electron/gong/schema/call.ts';
import { int, num, str } from '../../store/json.ts';
import { call } from '../../store/schema.ts';

/** The fields of an object of Gong's that its schema names. */
type Named<T> = keyof { [K in keyof T as string extends K ? never : K]: T[K] } & string;
type Block = 'metaData' | 'content' | 'interaction';
/** Where a value stands in a record: block, field, and a field of that where it is an object. */
type PathIn<B extends Block, Fields = NonNullable<CallRecord[B]>> = {
  [F in Named<Fields>]: NonNullable<Fields[F]> extends infer Value
    ? Value extends readonly unknown[] | string | number | boolean | bigint
      ? readonly [B, F]
      : readonly [B, F, Named<Value>]
    : never;
}[Named<Fields>];
type Path = { [B in Block]: PathIn<B> }[Block];

interface Field {
  readonly from: Path;
  /** Its name in the change log ('host Ada → Ben'); without one only that it changed is said. */
  readonly label?: string;
  /** How a value is shown to people, where that is not as it is. */
  readonly shown?: (value: string) => string;
  /** Shown on the call page, by Gong's name. */
  readonly page?: true;
  /** A column of the CSV file, by Gong's name or under this one of the call page. */
  readonly csv?: true | string;
  /** Left out of a file in which names are masked. */
  readonly personal?: true;
}

/**
 * The columns of `call` that are a value of Gong's record as it stands, with all that is made of it. A field is added here, in
 * electron/gong/schema, in schema.ts and with a migration, and nowhere else (docs/changing.md).
 */
const callFields = {
  url: { from: ['metaData', 'url'] },
  title: { from: ['metaData', 'title'], label: 'title' },
  duration_s: { from: ['metaData', 'duration'], label: 'duration' },
  primary_user_id: { from: ['metaData', 'primaryUserId'], label: 'host' },
  direction: { from: ['metaData', 'direction'], label: 'direction', page: true, csv: true },
  system: { from: ['metaData', 'system'], label: 'system', page: true, csv: true },
  scope: { from: ['metaData', 'scope'], label: 'scope', page: true, csv: true },
  media: { from: ['metaData', 'media'], label: 'media type', page: true, csv: true },
  language: {
    from: ['metaData', 'language'],
    label: 'language',
    shown: languageName,
    page: true,
    csv: true,
  },
  workspace_id: { from: ['metaData', 'workspaceId'], label: 'workspace', page: true, csv: 'workspace' },
  purpose: { from: ['metaData', 'purpose'], label: 'purpose', page: true, csv: true },
  sdr_disposition: { from: ['metaData', 'sdrDisposition'], label: 'disposition', page: true, csv: true },
  client_unique_id: { from: ['metaData', 'clientUniqueId'], page: true },
  custom_data: { from: ['metaData', 'customData'], page: true },
  meeting_url: { from: ['metaData', 'meetingUrl'], page: true, personal: true },
  is_private: { from: ['metaData', 'isPrivate'] },
  calendar_event_id: { from: ['metaData', 'calendarEventId'], page: true, personal: true },
  brief: { from: ['content', 'brief'] },
  outcome_id: { from: ['content', 'callOutcome', 'id'] },
  outcome_category: { from: ['content', 'callOutcome', 'category'] },
  outcome_name: { from: ['content', 'callOutcome', 'name'] },
  questions_company: { from: ['interaction', 'questions', 'companyCount'] },
  questions_non_company: { from: ['interaction', 'questions', 'nonCompanyCount'] },
} as const satisfies Partial<Record<keyof typeof call.$inferSelect, Field>>;

type FieldColumn = keyof typeof callFields;
const fields = Object.entries(callFields) as [FieldColumn, Field][];

/** Fields of metaData whose change is named with what they were, by Gong's names: their labels. */
export const metaLabels: ReadonlyMap<string, string> = new Map([
  ...fields.flatMap(([, { from, label }]): [string, string][] => (label ? [[from[1], label]] : [])),
  ['scheduled', 'scheduled time'],
  ['started', 'start'],
]);

const shownBy: ReadonlyMap<string, NonNullable<Field['shown']>> = new Map(
  fields.flatMap(([, { from, shown }]) => (shown ? [[from[1], shown]] : [])),
);
/** A value of metaData, by Gong's name of its field, as it is shown to people. */
export const shownValue = (field: string, value: string): string => shownBy.get(field)?.(value) ?? value;

/** Fields that the call page shows, by column and Gong's name. */
export const pageFields = fields.flatMap(([column, { from, page }]) =>
  page ? [{ column, name: from[1] }] : [],
);

/** Facts of the call page that are columns of the CSV file. */
export const csvFacts = fields.flatMap(([, { from, csv }]) => (csv ? [csv === true ? from[1] : csv] : []));

/** Facts of the call page that are left out where names are masked. */
export const personalFacts = fields.flatMap(([, { from, personal }]): string[] =>
  personal ? [from[1]] : [],
);

const converted = {
  text: str,
  real: num,
  integer: (value: unknown) => (typeof value === 'boolean' ? Number(value) : int(value)),
};
const readers = fields.map(([column, { from }]) => ({
  column,
  from,
  convert: converted[call[column].getSQLType() as keyof typeof converted],
}));

/** The values of these columns in a record. */
export function fieldValues(record: CallRecord): Record<FieldColumn, string | number | null> {
  const values: Partial<Record<FieldColumn, string | number | null>> = {};
  for (const { column, from, convert } of readers) {
    const [block, field, part] = from;
    const value = record[block]?.[field];
    values[column] = convert(part === undefined ? value : (value as Record<string, unknown> | null)?.[part]);
  }
  return values as Record<FieldColumn, string | number | null>;
}
