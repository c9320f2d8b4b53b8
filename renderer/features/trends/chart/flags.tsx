import { For, type JSX } from 'solid-js';
import type { Annotation, AnnotationMark } from '../../../../electron/contract/annotations.ts';
import { isolate } from '../../../../electron/contract/direction.ts';
import { dayOf } from '../../../ui/format.ts';
import { type Flag, flagsOf, flagWidth } from './notes.ts';
import type { createRoving } from './roving.ts';

/** '12 Mar 2025', or '12 Mar 2025 – 4 Apr 2025'. */
export const annotationDates = ({ day, endDay }: Pick<Annotation, 'day' | 'endDay'>): string =>
  endDay === null ? dayOf(day) : `${dayOf(day)} – ${dayOf(endDay)}`;

/** '12 Mar 2025: pricing page launched'. */
export const annotationWords = (item: Annotation): string =>
  `${annotationDates(item)}: ${isolate(item.text)}`;

/** Room above the plot that flags take. */
export const flagRoom = 24;

/**
 * The user's annotations over time: an upright line in each bucket in which some begin, with their numbers on a flag above; one
 * that lasts has a band behind the figures.
 * With `onOpen` the flags are buttons, a row of their own for the arrow keys.
 */
export function Flags(props: {
  marks: readonly AnnotationMark[];
  x: (at: number) => number;
  /** From the middle of a bucket to the edge of a band that begins or ends there. */
  half: number;
  top: number;
  bottom: number;
  row?: number;
  roving?: ReturnType<typeof createRoving>;
  onPoint?: (at: number | null) => void;
  onOpen?: (items: readonly Annotation[]) => void;
}): JSX.Element {
  const flags = () => flagsOf(props.marks, props.x);
  const itemsOf = (flag: Flag) => flag.marks.flatMap(({ items }) => items);
  return (
    <g>
      <For each={props.marks}>
        {(mark) => (
          <>
            <For each={mark.items.flatMap((item, nth) => (item.endDay === null ? [] : mark.ends[nth]))}>
              {(last) => (
                <rect
                  class="flagband"
                  x={props.x(mark.at) - props.half}
                  width={props.x(last ?? mark.at) - props.x(mark.at) + 2 * props.half}
                  y={props.top}
                  height={props.bottom - props.top}
                />
              )}
            </For>
            <line
              class="flagline"
              x1={Math.round(props.x(mark.at)) + 0.5}
              x2={Math.round(props.x(mark.at)) + 0.5}
              y1={props.top - 4}
              y2={props.bottom}
            />
          </>
        )}
      </For>
      <For each={flags()}>
        {(flag) => {
          const width = () => flagWidth(flag.label);
          const row = () => props.row ?? 0;
          const open = () => props.onOpen?.(itemsOf(flag));
          const face = (
            <>
              <rect class="flag" x={-width() / 2} y="-9" width={width()} height="18" rx="9" />
              <text class="flagnumber" y="4" text-anchor="middle">
                {flag.label}
              </text>
            </>
          );
          const place = () => `translate(${flag.x},${props.top - flagRoom / 2 - 2})`;
          if (!props.onOpen)
            return (
              <g transform={place()} aria-hidden="true">
                {face}
              </g>
            );
          return (
            <g
              role="button"
              class="flagmark"
              data-mark={`${row()}:${flag.at}`}
              tabindex={props.roving?.isStop(row(), flag.at) ? 0 : -1}
              aria-label={`Annotation ${flag.label}. ${itemsOf(flag).map(annotationWords).join('; ')}. Enter changes it`}
              transform={place()}
              onPointerDown={(event) => event.stopPropagation()}
              onPointerUp={(event) => event.stopPropagation()}
              onClick={open}
              onFocus={() => {
                props.roving?.at(row(), flag.at);
                props.onPoint?.(flag.at);
              }}
              onBlur={() => props.onPoint?.(null)}
              onKeyDown={(event) => {
                if (event.key === 'Enter' || event.key === ' ') {
                  event.preventDefault();
                  open();
                } else props.roving?.key(event);
              }}
            >
              <rect
                class="reach"
                x={-Math.max(12, width() / 2)}
                y="-12"
                width={Math.max(24, width())}
                height="24"
              />
              {face}
            </g>
          );
        }}
      </For>
    </g>
  );
}
