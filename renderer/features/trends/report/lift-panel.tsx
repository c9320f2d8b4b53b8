import Plus from 'lucide-solid/icons/plus';
import { createMemo, createSignal, type JSX, Show } from 'solid-js';
import { IconButton } from '../../../ui/form.tsx';
import { DataTable, heads, MoreRows, Opens } from '../../../ui/table.tsx';
import { Panel } from './panel.tsx';

const few = 6;

/** A lift beside 1 (no connection), on a logarithmic axis: twice and half are as far apart on both sides. */
function LiftBar(props: { lift: number; small: boolean }): JSX.Element {
  const width = 120;
  const x = (lift: number) =>
    width / 2 + (Math.max(-2, Math.min(2, Math.log2(Math.max(0.01, lift)))) / 2) * (width / 2 - 6);
  return (
    <svg
      class="sharebar"
      classList={{ few: props.small }}
      width={width}
      height="16"
      viewBox={`0 0 ${width} 16`}
      aria-hidden="true"
    >
      <line class="grid" x1="2" x2={width - 2} y1="8.5" y2="8.5" />
      <line class="mean" x1={width / 2} x2={width / 2} y1="1" y2="15" />
      <line
        class="band"
        x1={Math.min(width / 2, x(props.lift))}
        x2={Math.max(width / 2, x(props.lift))}
        y1="8.5"
        y2="8.5"
      />
      <circle class="point" cx={x(props.lift)} cy="8.5" r="4" />
    </svg>
  );
}

const times = (lift: number) => `${lift >= 10 ? Math.round(lift) : lift.toFixed(1)}×`;

/** A tracker with its lift and two figures beside it. */
interface LiftRow {
  readonly name: string;
  readonly lift: number;
  readonly small: boolean;
  readonly figures: readonly [string, string];
}

/** A panel of trackers by their lift, small samples last; the first few until more are asked for. */
export function LiftPanel<R extends { readonly lift: number; readonly small: boolean }>(props: {
  title: string;
  label: string;
  lead: string;
  heads: readonly [string, string];
  tools: JSX.Element;
  rows: readonly R[];
  show: (row: R) => LiftRow;
  hint?: string;
  onPick: (row: R) => void;
  /** Lays its tracker over the chart. */
  onAdd?: (row: R) => void;
}): JSX.Element {
  const [all, setAll] = createSignal(false);
  const rows = createMemo(() =>
    props.rows.toSorted((a, b) => Number(a.small) - Number(b.small) || b.lift - a.lift),
  );
  return (
    <Show when={rows().length > 0}>
      <Panel title={props.title} lead={props.lead} tools={props.tools}>
        <DataTable
          label={props.label}
          heads={[
            { label: 'Tracker' },
            { label: 'Lift', num: true },
            {
              label: (
                <span class="row axisends">
                  ¼ <span class="grow" /> 1 <span class="grow" /> 4
                </span>
              ),
            },
            ...heads([], props.heads),
            ...(props.onAdd ? [{ label: <span class="sr">Actions</span> }] : []),
          ]}
          rows={all() ? rows() : rows().slice(0, few)}
          few={(row) => row.small}
        >
          {(item) => {
            const row = props.show(item);
            return (
              <>
                <td>
                  <Opens title={props.hint} text={row.name} onOpen={() => props.onPick(item)} />
                </td>
                <td class="num strong">{times(row.lift)}</td>
                <td>
                  <LiftBar lift={row.lift} small={row.small} />
                </td>
                <td class="num">{row.figures[0]}</td>
                <td class="num muted">{row.figures[1]}</td>
                <Show when={props.onAdd}>
                  <td>
                    <IconButton
                      icon={Plus}
                      size={14}
                      label={`Add ${row.name} to the chart`}
                      title="Add it to the chart"
                      onClick={() => props.onAdd?.(item)}
                    />
                  </td>
                </Show>
              </>
            );
          }}
        </DataTable>
        <MoreRows all={all()} count={rows().length} most={few} onToggle={() => setAll((on) => !on)} />
      </Panel>
    </Show>
  );
}
