import type { GenericSchema, InferOutput } from 'valibot';
import * as v from 'valibot';

/** Where a procedure runs: on the reader worker, on the writer worker, or on the core's main thread. */
export type ProcedureKind = 'read' | 'write' | 'main';

/** One thing the view may ask of the core: a validated input and a typed, JSON-safe output. */
interface Procedure<K extends ProcedureKind, S extends GenericSchema, O> {
  readonly kind: K;
  readonly input: S;
  /** Type carrier only; never set at run time. */
  readonly output?: O;
}

/** The schema of an input: itself, or an object of these entries. */
type InputSchema<S> = S extends GenericSchema
  ? S
  : S extends v.ObjectEntries
    ? v.ObjectSchema<S, undefined>
    : never;

const isSchema = (input: GenericSchema | v.ObjectEntries): input is GenericSchema =>
  input['kind'] === 'schema';

/** Declares procedures of one kind: `O` is the shape of the answer; the input is a schema or the entries of an object. */
const declare =
  <K extends ProcedureKind>(kind: K) =>
  <O>() =>
  <const S extends GenericSchema | v.ObjectEntries = Record<never, never>>(
    input?: S,
  ): Procedure<K, InputSchema<S>, O> => ({
    kind,
    input: (input && isSchema(input) ? input : v.object(input ?? {})) as InputSchema<S>,
  });

export const read = declare('read');
export const write = declare('write');
export const main = declare('main');

/** The parsed input of a procedure. */
export type InputOf<P> = P extends Procedure<ProcedureKind, infer S, unknown> ? InferOutput<S> : never;

/** The answer of a procedure. */
export type OutputOf<P> = P extends Procedure<ProcedureKind, GenericSchema, infer O> ? O : never;
