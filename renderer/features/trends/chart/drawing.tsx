import { type Accessor, type JSX, splitProps } from 'solid-js';
import { createWidth } from './size.ts';

interface Canvas {
  /** Only once it is drawn. */
  readonly svg: () => SVGSVGElement;
  readonly take: (svg: SVGSVGElement) => void;
  /** In pixels. */
  readonly width: Accessor<number>;
}

/** What a chart is drawn into, in real pixels; the `ref` of the chart's properties is given the element too. */
export function createCanvas(props: { ref?: (svg: SVGSVGElement) => void }, first?: number): Canvas {
  let svg!: SVGSVGElement;
  return {
    svg: () => svg,
    take(element) {
      svg = element;
      props.ref?.(element);
    },
    width: createWidth(() => svg, first),
  };
}

/** A drawing on its canvas, `height` pixels high. */
export function Drawing(
  props: JSX.SvgSVGAttributes<SVGSVGElement> & { on: Canvas; title: string; height: number },
): JSX.Element {
  const [own, rest] = splitProps(props, ['on', 'title']);
  return (
    <svg
      ref={own.on.take}
      viewBox={`0 0 ${own.on.width()} ${props.height}`}
      width="100%"
      role="group"
      aria-label={own.title}
      {...rest}
    />
  );
}
