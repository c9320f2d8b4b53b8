import type { ByteSource } from './byte-source.ts';

/** Element ids of Matroska (RFC 9559). */
const ids = {
  segment: 0x18538067,
  info: 0x1549a966,
  cluster: 0x1f43b675,
  scale: 0x2ad7b1,
  duration: 0x4489,
  time: 0xe7,
  simpleBlock: 0xa3,
  blockGroup: 0xa0,
  block: 0xa1,
};

interface Element {
  readonly id: number;
  /** First byte of what it holds, and how many there are; null: unknown, up to the end of what holds it. */
  readonly at: number;
  readonly size: number | null;
}

function elementAt(bytes: Uint8Array, at: number): Element | null {
  const idLength = Math.clz32(bytes[at] ?? 0) - 23;
  if (idLength > 4 || at + idLength >= bytes.length) return null;
  let id = 0;
  for (let i = 0; i < idLength; i++) id = id * 256 + (bytes[at + i] as number);
  const first = bytes[at + idLength] as number;
  const length = Math.clz32(first) - 23;
  if (length > 8 || at + idLength + length > bytes.length) return null;
  let size = first & (0xff >> length);
  let open = size === 0xff >> length;
  for (let i = 1; i < length; i++) {
    const byte = bytes[at + idLength + i] as number;
    open &&= byte === 0xff;
    size = size * 256 + byte;
  }
  return { id, at: at + idLength + length, size: open ? null : size };
}

const unsigned = (bytes: Uint8Array, at: number, size: number) => {
  let value = 0;
  for (let i = 0; i < size; i++) value = value * 256 + (bytes[at + i] ?? 0);
  return value;
};

/**
 * Seconds of a WebM file whose head states none, by the last block of its last cluster: recorders write both as they go. Null where the
 * head states them or no cluster is found within the last 8 MB.
 */
export async function readWebmSeconds(source: ByteSource, head: Uint8Array): Promise<number | null> {
  let scale = 1_000_000;
  for (let at = 0; at < head.length; ) {
    const element = elementAt(head, at);
    if (!element || element.id === ids.cluster) break;
    if (element.id === ids.duration) return null;
    if (element.id === ids.scale) scale = unsigned(head, element.at, element.size ?? 0);
    const inside = element.id === ids.segment || element.id === ids.info;
    if (!inside && element.size === null) break;
    at = inside ? element.at : element.at + (element.size as number);
  }
  for (const tailBytes of [262_144, 2 ** 23]) {
    const tail = await source.read(Math.max(0, source.total - tailBytes), source.total);
    const ticks = lastTicks(tail);
    if (ticks !== null) return (ticks * scale) / 1e9;
    if (tail.length === source.total) break;
  }
  return null;
}

/** Time of the last block of the last cluster, in ticks. */
function lastTicks(tail: Uint8Array): number | null {
  const bytes = Buffer.from(tail.buffer, tail.byteOffset, tail.byteLength);
  const mark = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);
  for (let at = bytes.lastIndexOf(mark); at >= 0; at = at === 0 ? -1 : bytes.lastIndexOf(mark, at - 1)) {
    const cluster = elementAt(tail, at);
    if (!cluster) continue;
    let start: number | null = null;
    let last = 0;
    const end = cluster.size === null ? tail.length : Math.min(tail.length, cluster.at + cluster.size);
    for (let place = cluster.at; place < end; ) {
      const element = elementAt(tail, place);
      if (!element || element.size === null) break;
      if (element.id === ids.time) start = unsigned(tail, element.at, element.size);
      if (element.id === ids.simpleBlock || element.id === ids.block) {
        const number = elementLength(tail[element.at] ?? 0);
        const raw = unsigned(tail, element.at + number, 2);
        last = Math.max(last, raw > 0x7fff ? raw - 0x10000 : raw);
      }
      place = element.id === ids.blockGroup ? element.at : element.at + element.size;
    }
    if (start !== null) return start + last;
  }
  return null;
}

const elementLength = (first: number) => Math.clz32(first) - 23;
