import { annotationsProcedures } from './annotations.ts';
import { appProcedures } from './app.ts';
import { callProcedures } from './call.ts';
import { dashboardsProcedures } from './dashboards.ts';
import type { InputOf, OutputOf, ProcedureKind } from './define.ts';
import { editsProcedures } from './edits.ts';
import { libraryProcedures } from './library.ts';
import { privacyProcedures } from './privacy.ts';
import { syncProcedures } from './sync.ts';
import { trackersProcedures } from './trackers.ts';
import { trendsProcedures } from './trends.ts';
import { waveformProcedures } from './waveform.ts';

/** Everything the view may ask of the core. Handlers, the bridge and the test fakes are derived from this object. */
export const procedures = {
  ...appProcedures,
  ...libraryProcedures,
  ...callProcedures,
  ...trendsProcedures,
  ...trackersProcedures,
  ...dashboardsProcedures,
  ...annotationsProcedures,
  ...editsProcedures,
  ...syncProcedures,
  ...waveformProcedures,
  ...privacyProcedures,
} as const;

export type Procedures = typeof procedures;
export type ProcedureName = keyof Procedures;
export type Input<N extends ProcedureName> = InputOf<Procedures[N]>;
export type Output<N extends ProcedureName> = OutputOf<Procedures[N]>;

/** Procedures that run in one place. */
type NamesOf<K extends ProcedureKind> = {
  [N in ProcedureName]: Procedures[N]['kind'] extends K ? N : never;
}[ProcedureName];

/** Handlers of one place: adding a procedure without its handler is a type error. */
export type Handlers<K extends ProcedureKind, Context> = {
  readonly [N in NamesOf<K>]: K extends 'main'
    ? (context: Context, input: Input<N>, signal?: AbortSignal) => Output<N> | Promise<Output<N>>
    : (context: Context, input: Input<N>) => Output<N>;
};
