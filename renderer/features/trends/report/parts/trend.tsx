import { type JSX, Show } from 'solid-js';
import { TrendPanel } from '../trend-panel.tsx';
import { Who } from '../who.tsx';
import type { PartProps } from './part.tsx';

/** The course over time, or who said it over time, as it stands on a dashboard. */
export function TrendPart(props: PartProps): JSX.Element {
  return (
    <Show
      when={props.options.measure === 'sides' && props.report.series[0]}
      fallback={
        <TrendPanel
          report={props.report}
          measure={props.options.measure === 'sides' ? 'mentions' : props.options.measure}
          mean={false}
          height={240}
          onOpen={props.onOpen}
        />
      }
    >
      {(one) => <Who report={props.report} series={one()} onOpen={props.onOpen} onShow={props.onShow} />}
    </Show>
  );
}
