import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle, symbolWye } from 'd3-shape';
import type { JSX } from 'solid-js';
import type { Side } from '../../../../electron/contract/call.ts';
import { sideNames, sides } from '../../../../electron/contract/chart.ts';

/** Series are told apart by colour, by the form of their points and by their dashes: any one of the three is enough. */
const seriesForms = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolWye] as const;
export const seriesDashes = ['none', '7 3', '2 3', '9 3 2 3', '1 4'] as const;

/** Gives a series its colour. */
export const toneStyle = (tone: number) => ({ '--tone': `var(--t${tone})` });

const sizes = [38, 36, 34, 34, 38];

/** Path of a point of the n-th series around 0,0; `scale` 1 is about 7 px across. */
export function markPath(tone: number, scale = 1): string {
  const form = seriesForms[tone % seriesForms.length] ?? symbolCircle;
  return symbol(form, (sizes[tone % sizes.length] ?? 36) * scale * scale)() ?? '';
}

/** The mark of a series beside its name. */
export function SeriesMark(props: { tone: number }): JSX.Element {
  return (
    <svg
      class="seriesmark"
      style={toneStyle(props.tone)}
      width="18"
      height="12"
      viewBox="0 0 18 12"
      aria-hidden="true"
    >
      <path class="line" d="M0,6H18" stroke-dasharray={seriesDashes[props.tone]} />
      <path class="point" transform="translate(9,6)" d={markPath(props.tone)} />
    </svg>
  );
}

function Pattern(props: { id: string; size: number; slanted?: boolean; children: JSX.Element }): JSX.Element {
  return (
    <pattern
      id={props.id}
      width={props.size}
      height={props.size}
      patternUnits="userSpaceOnUse"
      patternTransform={props.slanted ? 'rotate(45)' : undefined}
    >
      {props.children}
    </pattern>
  );
}

/** Fills that tell the sides apart without colour: plain, hatched, dotted. One set per chart, ids are the chart's own. */
export function SidePatterns(props: { id: string }): JSX.Element {
  return (
    <defs>
      <Pattern id={`${props.id}-customer`} size={5} slanted>
        <rect width="5" height="5" data-side="customer" />
        <rect width="1.2" height="5" class="hatch" />
      </Pattern>
      <Pattern id={`${props.id}-unknown`} size={5}>
        <rect width="5" height="5" data-side="unknown" />
        <circle cx="2.5" cy="2.5" r="0.9" class="hatch" />
      </Pattern>
      <Pattern id={`${props.id}-gap`} size={8} slanted>
        <rect width="1" height="8" class="gapline" />
      </Pattern>
    </defs>
  );
}

/** The fill of a side's mark inside the chart `id`. */
export const sideFill = (id: string, side: Side): string | undefined =>
  side === 'company' ? undefined : `url(#${id}-${side})`;

let nextId = 0;
/** An id no other chart of the page has. */
export const chartId = (): string => `chart${++nextId}`;

/** Which side is which, in the order in which they are stacked. */
export function SideKey(props: { sides?: readonly Side[] }): JSX.Element {
  const id = chartId();
  return (
    <ul class="sidekey medium dim">
      {(props.sides ?? sides).map((side) => (
        <li>
          <svg width="12" height="12" aria-hidden="true">
            <SidePatterns id={id} />
            <rect width="12" height="12" rx="2" data-side={side} fill={sideFill(id, side)} />
          </svg>
          {sideNames[side]}
        </li>
      ))}
    </ul>
  );
}
