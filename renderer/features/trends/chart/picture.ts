import { sideNames, sides } from '../../../../electron/contract/chart.ts';
import { isolateWithin } from '../../../../electron/contract/direction.ts';
import { wrapped } from '../../../../electron/contract/lines.ts';

/** What has to travel with a drawing for it to look the same without our style sheets. */
const drawn = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'stroke-linecap',
  'opacity',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
  'unicode-bidi',
  'dominant-baseline',
  'paint-order',
  'visibility',
  'display',
] as const;

/**
 * A chart as a drawing of its own: title above, how it was counted below, every style as an attribute (no style sheet, no
 * script, nothing loaded from elsewhere).
 */
export function standaloneSvg(chart: SVGSVGElement, title: string, note: string): string {
  const { width, height } = chart.getBoundingClientRect();
  const pad = 20;
  const head = 34;
  const root = getComputedStyle(document.documentElement);
  const body = getComputedStyle(document.body);
  const notes = wrapped(note, Math.max(40, Math.floor(width / 5.8)));
  const total = [
    Math.round(width + 2 * pad),
    Math.round(height + head + 2 * pad + notes.length * 15 + 6),
  ] as const;

  const copy = chart.cloneNode(true) as SVGSVGElement;
  const from = chart.querySelectorAll('*');
  copy.querySelectorAll('*').forEach((element, at) => {
    const style = getComputedStyle(from[at] as Element);
    for (const name of drawn) {
      const value = style.getPropertyValue(name);
      if (value) element.setAttribute(name, value);
    }
    for (const name of [...element.getAttributeNames()])
      if (
        name === 'class' ||
        name === 'style' ||
        name === 'tabindex' ||
        name === 'role' ||
        name.startsWith('aria-')
      )
        element.removeAttribute(name);
  });
  for (const element of copy.querySelectorAll('[data-live]')) element.remove();

  const make = (name: string, attributes: Record<string, string | number>, text = '') => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = isolateWithin(text);
    return element;
  };
  const out = make('svg', {
    xmlns: 'http://www.w3.org/2000/svg',
    width: total[0],
    height: total[1],
    viewBox: `0 0 ${total[0]} ${total[1]}`,
  });
  const font = { 'font-family': body.fontFamily, fill: body.color };
  out.append(
    make('title', {}, title),
    make('rect', { width: total[0], height: total[1], fill: cssColor(root.getPropertyValue('--surface')) }),
    make('text', { ...font, x: pad, y: pad + 14, 'font-size': 15, 'font-weight': 600 }, title),
  );
  // Sides are told by their fills: what each means is said beside the title.
  let end = total[0] - pad;
  for (const side of chart.dataset['form'] === 'rows' ? [] : sides.toReversed()) {
    const mark = [...chart.querySelectorAll(`rect[data-side="${side}"]`)].find(
      (one) => !one.closest('pattern'),
    );
    if (!mark) continue;
    const word = make(
      'text',
      { ...font, x: end, y: pad + 13, 'font-size': 12, 'text-anchor': 'end' },
      sideNames[side],
    );
    end -= sideNames[side].length * 7.6 + 6;
    out.append(
      word,
      make('rect', { x: end - 12, y: pad + 3, width: 12, height: 12, fill: getComputedStyle(mark).fill }),
    );
    end -= 28;
  }
  const place = make('g', { transform: `translate(${pad},${pad + head - 8})` });
  place.append(...copy.childNodes);
  out.append(place);
  for (const [at, line] of notes.entries()) {
    const y = pad + head + height + 12 + at * 15;
    out.append(make('text', { ...font, x: pad, y, 'font-size': 11, 'fill-opacity': 0.7 }, line));
  }
  return new XMLSerializer().serializeToString(out);
}

/** A colour of the theme as the browser paints it now. */
function cssColor(value: string): string {
  const probe = document.createElement('span');
  probe.style.color = value;
  document.body.append(probe);
  const color = getComputedStyle(probe).color;
  probe.remove();
  return color;
}

/** The drawing as PNG at twice the size on screen. */
export async function pngOf(svg: string): Promise<Blob> {
  const url = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('This browser cannot draw pictures.');
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}
