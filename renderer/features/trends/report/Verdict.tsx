import Check from 'lucide-solid/icons/check';
import X from 'lucide-solid/icons/x';
import type { JSX } from 'solid-js';
import type { EvidenceMoment, SeriesRef } from '../../../../electron/contract/trends.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { makeEdit } from '../../../data/edits.ts';
import { IconButton } from '../../../ui/form.tsx';
import { clock } from '../../../ui/format.ts';

/** Marks a hit as right or wrong: its tracker's precision is computed from these marks. */
export function Verdict(props: {
  series: SeriesRef;
  item: EvidenceMoment;
  onChange: () => void;
}): JSX.Element {
  const mark = async (verdict: 'right' | 'wrong' | null) => {
    if (props.series.kind !== 'tracker') return;
    const hit = { key: props.series.key, callId: props.item.callId, startMs: props.item.startMs };
    if (await makeEdit(bridge.request('trackers/mark', { ...hit, verdict }), { quiet: true }))
      props.onChange();
  };
  const at = () => `the moment at ${clock(props.item.startMs / 1000)} in ${props.item.title}`;
  const toggle = (verdict: 'right' | 'wrong') => void mark(props.item.verdict === verdict ? null : verdict);
  return (
    <span class="row verdict">
      <IconButton
        icon={Check}
        size={14}
        class="small quiet right"
        label={`Right: ${at()}`}
        title="A right hit"
        aria-pressed={props.item.verdict === 'right'}
        onClick={() => toggle('right')}
      />
      <IconButton
        icon={X}
        size={14}
        class="small quiet wrong"
        label={`Wrong: ${at()}`}
        title="A wrong hit"
        aria-pressed={props.item.verdict === 'wrong'}
        onClick={() => toggle('wrong')}
      />
    </span>
  );
}
