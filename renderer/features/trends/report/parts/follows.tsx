import type { JSX } from 'solid-js';
import { count } from '../../../../ui/format.ts';
import { Answer } from '../../answer.tsx';
import { createLive } from '../../live.ts';
import { LiftPanel } from '../lift-panel.tsx';
import { type PartProps, partTools, seriesInput } from './part.tsx';

/** What is said within a minute after it. */
export function FollowsPart(props: PartProps): JSX.Element {
  const query = createLive('trends/follows', () => seriesInput(props));
  return (
    <Answer query={query}>
      {(follows) => (
        <LiftPanel
          title={`What follows within ${follows().withinSec} s`}
          label="What follows"
          lead={`After ${count(follows().occurrences)} listed mentions, against mentions anywhere in the call.`}
          heads={['Times', 'Calls']}
          tools={partTools(props, 'follows', 'What follows', 'what follows')}
          rows={follows().available ? follows().rows : []}
          show={(row) => ({ ...row, figures: [count(row.followed), count(row.calls)] })}
          hint="Shows these moments"
          onPick={({ key }) => props.onShow({ followed: { key, withinSec: follows().withinSec } })}
          onAdd={(row) => props.onAdd(row.key)}
        />
      )}
    </Answer>
  );
}
