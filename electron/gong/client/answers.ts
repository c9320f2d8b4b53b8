import * as v from 'valibot';
import { type Parsed, parseWith } from '../schema/call.ts';
import type { records } from '../schema/common.ts';
import { badAnswer, GongError } from './errors.ts';
import type { RawAnswer } from './http.ts';

/** One page of a list. `cursor` is null on the last page. */
export interface Page<T> {
  readonly items: readonly Parsed<T>[];
  /** The records as they came, same order as `items`. */
  readonly raw: readonly unknown[];
  readonly cursor: string | null;
  /** Gong's count; can exceed what is returned. */
  readonly total: number | null;
  readonly requestId: string | null;
}

/** The outside of an answer with a list. */
interface Envelope {
  readonly requestId?: string | null | undefined;
  readonly records?: v.InferOutput<typeof records> | null | undefined;
}

/** Reads the outside of an answer; what has not Gong's form is no answer of Gong's: throws 'gong/bad-answer'. */
export function readEnvelope<S extends v.GenericSchema>(
  host: string,
  schema: S,
  answer: RawAnswer,
): v.InferOutput<S> {
  const parsed = v.safeParse(schema, answer.body);
  if (parsed.success) return parsed.output;
  throw badAnswer(host, 'not in Gong’s form', answer.headers.get('x-traceid') ?? undefined);
}

/** The list in an answer. Throws 'gong/bad-answer' when there is none: `{}`, null, errors with a good status. */
export function listIn<T>(
  host: string,
  body: Pick<Envelope, 'requestId'> & Record<string, unknown>,
  name: string,
  list: readonly T[] | null | undefined,
): readonly T[] {
  if (list) return list;
  const { errors } = body;
  const words = Array.isArray(errors) ? errors.filter((item) => typeof item === 'string').join(' ') : '';
  throw badAnswer(
    host,
    words ? `it says: ${words.slice(0, 300)}` : `without the list of ${name}`,
    body.requestId ?? undefined,
  );
}

/**
 * A list of calls, which is never empty: Gong says so with 404 and words of its own, or, unfiltered, with a count of 0. Throws
 * 'gong/bad-answer'.
 */
export function callsIn<T>(
  host: string,
  body: Envelope & { readonly calls?: readonly T[] | null | undefined } & Record<string, unknown>,
  unfiltered: boolean,
): readonly T[] {
  const calls = listIn(host, body, 'calls', body.calls);
  const requestId = body.requestId ?? undefined;
  if (!body.records) throw badAnswer(host, 'without saying where its list ends', requestId);
  if (calls.length === 0 && !(unfiltered && body.records.totalRecords === 0))
    throw badAnswer(host, 'with an empty list', requestId);
  return calls;
}

/** A page of the records in a list, each read by `parse`. */
export const pageOf = <T>(
  raw: readonly unknown[],
  parse: (item: unknown) => Parsed<T>,
  { records: paging, requestId }: Envelope,
): Page<T> => ({
  raw,
  items: raw.map(parse),
  cursor: paging?.cursor || null,
  total: paging?.totalRecords ?? null,
  requestId: requestId ?? null,
});

const noCalls = /no calls found/i;

/** A page, or an empty one where Gong says so: only its own words mean an empty list; any other 404 is thrown. */
export async function emptyIfNone<T>(asked: Promise<Page<T>>): Promise<Page<T>> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof GongError) || error.code !== 'gong/not-found' || !noCalls.test(error.message))
      throw error;
    return { items: [], raw: [], cursor: null, total: 0, requestId: error.requestId ?? null };
  }
}

/** The records of a list that can be read. */
export const validIn = <S extends v.GenericSchema>(list: readonly unknown[], schema: S): v.InferOutput<S>[] =>
  list.map(parseWith(schema)).flatMap((item) => (item.ok ? [item.value] : []));
