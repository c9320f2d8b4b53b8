import X from 'lucide-solid/icons/x';
import { createMemo, Index, type JSX, Show } from 'solid-js';
import { isolate } from '../../electron/contract/direction.ts';
import type { Node, Span } from '../../electron/contract/query/ast.ts';
import { parseMoment } from '../../electron/contract/query/dates.ts';
import { type Clause, clauses, withoutClause } from '../../electron/contract/query/edit.ts';
import { sinceWords } from '../../electron/contract/query/explain.ts';
import { fields, scoreWords } from '../../electron/contract/query/fields.ts';
import { where } from '../data/app.ts';
import { moment } from '../ui/format.ts';
import { spanOf } from './pieces.ts';

/** A date in words; a moment as the user's clock has it. */
function sinceOf(text: string): string {
  const ms = parseMoment(text);
  return ms === null ? sinceWords(text) : moment(ms, where().tz);
}

/** A filter in words: whose attribute, and what it must be. */
function wordsOf(node: Node, text: string): { label: string; value: string } {
  if (node.kind === 'value')
    return {
      label: fields[node.field].label,
      value: node.values.map(({ text }) => (node.field === 'score' ? scoreWords(text) : text)).join(' or '),
    };
  if (node.kind === 'score') return { label: fields.score.label, value: `${node.op} ${node.percent} %` };
  if (node.kind === 'duration')
    return { label: fields.dur.label, value: `${node.op} ${Number(node.minutes.toFixed(1))} min` };
  if (node.kind === 'date')
    return {
      label: fields[node.field].label,
      value: /^\d/.test(node.text) ? node.text.replace('..', ' to ') : node.text.replaceAll('-', ' '),
    };
  if (node.kind === 'new') return { label: fields.new.label, value: sinceOf(node.text) };
  if ((node.kind === 'word' || node.kind === 'phrase') && node.field)
    return {
      label: fields[node.field].label,
      value: node.kind === 'phrase' ? `“${node.text}”` : `${node.forms ? '~' : ''}${node.text}`,
    };
  return { label: '', value: text };
}

/**
 * The filters of the query, one chip each: the same value as the text in the box. A chip's cross takes it out; the chip
 * itself selects its text, to be typed over.
 */
export function Chips(props: {
  q: string;
  onQuery: (q: string) => void;
  onEdit: (span: Span) => void;
}): JSX.Element {
  const chips = createMemo(() =>
    clauses(props.q)
      .map((clause: Clause, at) => {
        const inner = clause.node.kind === 'not' ? clause.node.node : clause.node;
        return { ...clause, at, inner, not: clause.node.kind === 'not', ...wordsOf(inner, clause.text) };
      })
      .filter(
        (chip) => chip.not || chip.label !== '' || chip.inner.kind === 'near' || chip.inner.kind === 'or',
      ),
  );
  return (
    <Show when={chips().length > 0}>
      <ul class="querychips" aria-label="Filters of this query">
        <Index each={chips()}>
          {(chip) => (
            <li class="chip" classList={{ not: chip().not }}>
              <button
                type="button"
                class="chiptext"
                title={`${isolate(chip().text)}: edit in the search`}
                onClick={() => props.onEdit(spanOf(chip().node))}
              >
                <Show when={chip().not}>
                  <span class="chipnot">not </span>
                </Show>
                <Show when={chip().label}>
                  <span class="chiplabel">{chip().label} </span>
                </Show>
                <bdi class="ellipsis">{chip().value}</bdi>
              </button>
              <button
                type="button"
                class="chipx"
                aria-label={`Remove the filter ${chip().text}`}
                onClick={() => props.onQuery(withoutClause(props.q, chip().at))}
              >
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          )}
        </Index>
        <Show when={chips().length > 1}>
          <li>
            <button
              type="button"
              class="link"
              onClick={() =>
                props.onQuery(
                  clauses(props.q)
                    .filter((_, at) => !chips().some((chip) => chip.at === at))
                    .map((clause) => clause.text)
                    .join(' '),
                )
              }
            >
              Clear filters
            </button>
          </li>
        </Show>
      </ul>
    </Show>
  );
}
