import type { GenericSchema, InferOutput } from 'valibot';

/** Where a procedure runs: on the reader worker, on the writer worker, or on the core's main thread. */
export type ProcedureKind = 'read' | 'write' | 'main';

/** One thing the view may ask of the core: a validated input and a typed, JSON-safe output. */
interface Procedure<K extends ProcedureKind, S extends GenericSchema, O> {
  readonly kind: K;
  readonly input: S;
  /** Type carrier only; never set at run time. */
  readonly output?: O;
}

/** Declares a procedure; `O` is the shape of its answer. */
export function procedure<O>() {
  return <K extends ProcedureKind, S extends GenericSchema>(kind: K, input: S): Procedure<K, S, O> => ({
    kind,
    input,
  });
}

/** The parsed input of a procedure. */
export type InputOf<P> = P extends Procedure<ProcedureKind, infer S, unknown> ? InferOutput<S> : never;

/** The answer of a procedure. */
export type OutputOf<P> = P extends Procedure<ProcedureKind, GenericSchema, infer O> ? O : never;
