import { createSignal, type JSX, Show } from 'solid-js';
import type { FirstsReport } from '../../../../../electron/contract/trends.ts';
import { count, dayOf, percent } from '../../../../ui/format.ts';
import { DataTable, heads, Opens } from '../../../../ui/table.tsx';
import { Answer } from '../../answer.tsx';
import { Amount } from '../../chart/small.tsx';
import { createLive } from '../../live.ts';
import { Panel } from '../panel.tsx';
import { type PartProps, partTools, seriesInput } from './part.tsx';

const few = 10;

/** Accounts by the call in which it first came up, as bars. */
function ByCall(props: { report: FirstsReport }): JSX.Element {
  const top = () => Math.max(1, ...props.report.byCall);
  return (
    <DataTable
      label="In which call it first came up"
      heads={heads(['First came up in'], ['Accounts', 'Share'])}
      rows={props.report.byCall.map((accounts, at) => ({ accounts, at }))}
    >
      {({ accounts, at }) => (
        <>
          <td>
            {at === 0
              ? 'the first call'
              : at === props.report.byCall.length - 1
                ? 'a later one'
                : `call ${at + 1}`}
            <Amount of={accounts / top()} height={3} />
          </td>
          <td class="num strong">{count(accounts)}</td>
          <td class="num muted">{percent(accounts / Math.max(1, props.report.mentioning))}</td>
        </>
      )}
    </DataTable>
  );
}

/** When accounts first mention it: how early in their calls, and who began lately. */
export function FirstsPart(props: PartProps): JSX.Element {
  const [limit, setLimit] = createSignal(few);
  const query = createLive('trends/firsts', () => ({ ...seriesInput(props), limit: limit() }));
  return (
    <Answer query={query}>
      {(report) => (
        <Show when={report().mentioning > 0}>
          <Panel
            title="First mention by account"
            class="wide"
            lead={
              <>
                It came up with{' '}
                <strong>
                  {count(report().mentioning)} of {count(report().accounts)}
                </strong>{' '}
                accounts ({percent(report().share ?? 0)}
                <span class="muted">
                  , 95 % band {percent(report().low ?? 0)} to {percent(report().high ?? 1)}
                </span>
                ). Calls of an account are counted from its first one here.
              </>
            }
            tools={partTools(props, 'firsts', 'First mention by account', 'the first mentions')}
          >
            <div class="three">
              <ByCall report={report()} />
              <DataTable
                label="Accounts by their first mention"
                busy={query.loading()}
                heads={heads(['Account', 'Since'], ['At call', 'Mentioning'])}
                rows={report().rows}
              >
                {(row) => (
                  <>
                    <td>
                      <Opens title={row.account} text={row.account} onOpen={() => props.onOpen(row.q)} />
                    </td>
                    <td>
                      <Opens
                        title="Shows the calls of that day"
                        text={dayOf(row.day)}
                        onOpen={() => props.onOpen(row.dayQ)}
                      />
                    </td>
                    <td class="num strong">{count(row.nth)}</td>
                    <td class="num">
                      {count(row.mentioning)}
                      <span class="muted"> of {count(row.known)}</span>
                    </td>
                  </>
                )}
              </DataTable>
            </div>
            <Show when={report().mentioning > report().rows.length && limit() < 500}>
              <p class="hint row">
                {count(report().rows.length)} of {count(report().mentioning)} accounts, latest first.
                <Opens
                  class="more"
                  text="Show more"
                  onOpen={() => setLimit((now) => Math.min(500, now * 4))}
                />
              </p>
            </Show>
          </Panel>
        </Show>
      )}
    </Answer>
  );
}
