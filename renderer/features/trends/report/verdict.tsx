import Check from 'lucide-solid/icons/check';
import X from 'lucide-solid/icons/x';
import { For, type JSX } from 'solid-js';
import type { EvidenceMoment, SeriesRef } from '../../../../electron/contract/trends.ts';
import { bridge } from '../../../bridge/bridge.ts';
import { makeEdit } from '../../../data/edits.ts';
import { IconSwitch } from '../../../ui/form.tsx';
import { clock } from '../../../ui/format.ts';

const icons = { right: Check, wrong: X };

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
  return (
    <span class="row verdict">
      <For each={['right', 'wrong'] as const}>
        {(verdict) => (
          <IconSwitch
            icon={icons[verdict]}
            size={14}
            class={`small quiet ${verdict}`}
            label={`${verdict === 'right' ? 'Right' : 'Wrong'}: ${at()}`}
            title={`A ${verdict} hit`}
            on={props.item.verdict === verdict}
            onSwitch={(on) => void mark(on ? verdict : null)}
          />
        )}
      </For>
    </span>
  );
}
