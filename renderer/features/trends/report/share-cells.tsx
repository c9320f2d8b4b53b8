import { type JSX, Show } from 'solid-js';
import { plainName } from '../../../../electron/contract/names.ts';
import type { BreakdownFigures } from '../../../../electron/contract/trends.ts';
import { percent } from '../../../ui/format.ts';
import { Opens } from '../../../ui/table.tsx';
import { ShareBar } from '../chart/small.tsx';

/** Right end of an axis of shares: room for the bands, as far as they are not far wider than the shares. */
export const sharesTop = (rows: readonly BreakdownFigures[], mean: number | null): number =>
  Math.max(
    0.05,
    mean ?? 0,
    ...rows.filter((row) => !row.small).map((row) => Math.min(row.high ?? 0, (row.share ?? 0) * 1.6)),
  );

/** The first cells of a value: its name, which opens its calls, its share, and the share with its band. */
export function ShareCells(props: {
  row: BreakdownFigures;
  top: number;
  /** Share over all calls. */
  mean: number | null;
  width: number;
  onOpen: (q: string) => void;
}): JSX.Element {
  const name = () => plainName(props.row.label) || props.row.label;
  return (
    <>
      <td>
        <Opens title={props.row.label} onOpen={() => props.onOpen(props.row.q)}>
          {name()}
          <Show when={name() !== props.row.label}>
            <small class="apart ellipsis">{props.row.label.slice(name().length)}</small>
          </Show>
        </Opens>
      </td>
      <td class="num strong">{props.row.share === null ? 'n/a' : percent(props.row.share)}</td>
      <td>
        <Show when={props.row.share !== null}>
          <ShareBar
            share={props.row.share ?? 0}
            low={props.row.low ?? 0}
            high={props.row.high ?? 0}
            few={props.row.small}
            top={props.top}
            width={props.width}
            {...(props.mean === null ? {} : { mean: props.mean })}
          />
        </Show>
      </td>
    </>
  );
}
