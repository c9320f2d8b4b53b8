import { type JSX, Show } from 'solid-js';
import { bandPath, linePath } from '../../../../electron/contract/chart.ts';
import { seriesDashes } from './marks.tsx';
import type { Line, LinePoint, Plot } from './plot.ts';

/** A line with its band, its mean and the period it is compared with. */
export function LinePaths(props: {
  line: Line;
  /** There is no other line: its band is always shown, and it needs no dashes. */
  alone: boolean;
  active: boolean;
  plot: Plot;
}): JSX.Element {
  const { top, at, y } = props.plot;
  const path = (values: readonly (number | null)[]) => linePath(values, at, y());
  /** Segments of which both ends rest on enough calls, and those that do not. */
  const parts = (points: readonly LinePoint[]) => {
    const solid: string[] = [];
    const faint: string[] = [];
    for (let index = 1; index < points.length; index++) {
      const [a, b] = [points[index - 1], points[index]];
      if (!a || !b || a.value === null || b.value === null) continue;
      const before = points[index - 2];
      const joined =
        before && before.value !== null && before.few === a.few && !a.few && !b.few && !before.few;
      const move = joined ? '' : `M${at(index - 1)},${y()(a.value)}`;
      (a.few || b.few ? faint : solid).push(`${move}L${at(index)},${y()(b.value)}`);
    }
    return { solid: solid.join(''), faint: faint.join('') };
  };
  const band = (points: readonly LinePoint[]) =>
    bandPath(
      points.map(({ value, low, high }) => (value === null || low === undefined ? null : [low, high ?? 0])),
      at,
      (value) => Math.max(top(), y()(value)),
    );
  return (
    <g aria-hidden="true">
      <Show when={props.line.points.some((p) => p.low !== undefined) && (props.alone || props.active)}>
        <path class="band" d={band(props.line.points)} />
      </Show>
      <Show when={props.line.ghost}>{(ghost) => <path class="ghost" d={path(ghost().values)} />}</Show>
      <path class="line faint" d={parts(props.line.points).faint} />
      <path
        class="line"
        classList={{ under: props.line.mean !== null }}
        d={parts(props.line.points).solid}
        stroke-dasharray={props.alone ? undefined : seriesDashes[props.line.tone]}
      />
      <Show when={props.line.mean}>{(mean) => <path class="line mean" d={path(mean())} />}</Show>
    </g>
  );
}
