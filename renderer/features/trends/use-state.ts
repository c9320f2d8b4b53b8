import { useSearchParams } from '@solidjs/router';
import { type Raw, type ReportState, readState, writeState } from './state.ts';

/** The report of the URL, and how to change it. */
export function useReportState(): {
  state: () => ReportState;
  set: (change: Partial<ReportState>, options?: { replace?: boolean }) => void;
} {
  const [params, setParams] = useSearchParams();
  const state = () => readState({ ...params } as Raw);
  return {
    state,
    set: (change, options) =>
      setParams(writeState({ ...state(), ...change }), {
        replace: options?.replace ?? false,
        scroll: false,
      }),
  };
}
