import { createMemo, type JSX, Show } from 'solid-js';
import { fields } from '../../../../../electron/contract/query/fields.ts';
import type { BreakdownReport } from '../../../../../electron/contract/trends.ts';
import { count, percent } from '../../../../ui/format.ts';
import { DataTable, heads, Opens } from '../../../../ui/table.tsx';
import { createLive } from '../../live.ts';
import { Panel } from '../panel.tsx';
import { ShareCells, sharesTop } from '../share-cells.tsx';
import { mean, type PartProps, partTools, seriesInput } from './part.tsx';

/** Shares by one attribute, as a short list with bands. */
function Shares(props: {
  title: string;
  report: BreakdownReport | undefined;
  mean: number | null;
  onOpen: (q: string) => void;
}): JSX.Element {
  const rows = () => (props.report?.rows ?? []).filter((row) => row.key !== null).slice(0, 10);
  const top = createMemo(() => sharesTop(rows(), props.mean));
  return (
    <Show when={rows().length > 0}>
      <div>
        <h3>{props.title}</h3>
        <DataTable rows={rows()} few={(row) => row.small}>
          {(row) => (
            <>
              <ShareCells row={row} top={top()} mean={props.mean} width={76} onOpen={props.onOpen} />
              <td class="num muted">of {count(row.known)}</td>
            </>
          )}
        </DataTable>
      </div>
    </Show>
  );
}

/** Outcome of the call, stage when it was held and stage now: where it comes up, and what became of it. */
export function StagesPart(props: PartProps): JSX.Element {
  const shares = (field: 'outcome' | 'stage@call' | 'stage') =>
    createLive('trends/breakdown', () => ({
      ...seriesInput(props),
      field,
      bucket: 'quarter' as const,
      limit: 11,
    }));
  const [outcome, then, now] = [shares('outcome'), shares('stage@call'), shares('stage')];
  const stages = createLive('trends/stages', () => seriesInput(props));
  const moved = createMemo(() =>
    (stages.data()?.rows ?? [])
      .filter((row) => row.atCall !== null && row.now !== null && row.atCall !== row.now)
      .toSorted((a, b) => b.mentioning - a.mentioning)
      .slice(0, 8),
  );
  const any = () => [outcome, then, now].some((query) => query.data()?.rows.some((row) => row.key !== null));
  return (
    <Show when={any()}>
      <Panel
        title="Outcome and stage"
        class="wide"
        lead="Share of the calls of each value that mention it. What goes together need not cause each other."
        tools={partTools(props, 'stages', 'Outcome and stage', 'the stages')}
      >
        <div class="three">
          <Shares title="Outcome" report={outcome.data()} mean={mean(props)} onOpen={props.onOpen} />
          <Shares
            title="Stage when the call was held"
            report={then.data()}
            mean={mean(props)}
            onOpen={props.onOpen}
          />
          <Shares title="Stage now" report={now.data()} mean={mean(props)} onOpen={props.onOpen} />
        </div>
        <Show when={moved().length > 0}>
          <h3>Then and now</h3>
          <DataTable
            label="Stage then and now"
            heads={heads([fields['stage@call'].label, fields.stage.label], ['Share', 'Calls'])}
            rows={moved()}
            few={(row) => row.small}
          >
            {(row) => (
              <>
                <td>
                  <bdi>{row.atCall}</bdi>
                </td>
                <td>
                  <bdi>{row.now}</bdi>
                </td>
                <td class="num strong">{row.share === null ? 'n/a' : percent(row.share)}</td>
                <td class="num">
                  <Opens
                    text={`${count(row.mentioning)} of ${count(row.known)}`}
                    onOpen={() => props.onOpen(row.q)}
                  />
                </td>
              </>
            )}
          </DataTable>
        </Show>
      </Panel>
    </Show>
  );
}
