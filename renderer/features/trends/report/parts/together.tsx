import type { JSX } from 'solid-js';
import { count } from '../../../../ui/format.ts';
import { Answer } from '../../answer.tsx';
import { createLive } from '../../live.ts';
import { LiftPanel } from '../lift-panel.tsx';
import { type PartProps, partTools, seriesInput } from './part.tsx';

/** Other trackers in the same calls, against what chance would bring together. */
export function TogetherPart(props: PartProps): JSX.Element {
  const query = createLive('trends/together', () => seriesInput(props));
  return (
    <Answer query={query}>
      {(found) => (
        <LiftPanel
          title="In the same calls"
          label="Trackers in the same calls"
          lead="How much more often than chance would have it; 1× is no connection."
          heads={['Both', 'By chance']}
          tools={partTools(props, 'together', 'In the same calls', 'what comes up in the same calls')}
          rows={found().rows}
          show={(row) => ({ ...row, figures: [count(row.both), row.expected.toFixed(1)] })}
          onPick={(row) => props.onOpen(row.q)}
        />
      )}
    </Answer>
  );
}
