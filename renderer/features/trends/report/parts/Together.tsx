import type { JSX } from 'solid-js';
import { count } from '../../../../ui/format.ts';
import { Answer } from '../../Answer.tsx';
import { createLive } from '../../live.ts';
import { LiftPanel } from '../LiftPanel.tsx';
import { csv, type PartProps, seriesInput } from './part.tsx';

/** Other trackers in the same calls, against what chance would bring together. */
export function TogetherPart(props: PartProps): JSX.Element {
  const query = createLive('trends/together', () => seriesInput(props));
  return (
    <Answer query={query}>
      {(found) => (
        <LiftPanel
          kind="together"
          title="In the same calls"
          toolsTitle="In the same calls"
          label="Trackers in the same calls"
          lead="How much more often than chance would have it; 1× is no connection."
          heads={['Both', 'By chance']}
          csv={csv(props, 'together', 'what comes up in the same calls')}
          rows={found().rows}
          show={(row) => ({ ...row, figures: [count(row.both), row.expected.toFixed(1)] })}
          onPick={(row) => props.onOpen(row.q)}
        />
      )}
    </Answer>
  );
}
