import { aacHertz, type FrameIndex, type FrameKind, sameSound } from './frames.ts';

/** Frames of a chunk: half a second or so, which players read together. */
const chunkFrames = 20;

const u8 = (...values: number[]) => Uint8Array.from(values);
const u16 = (...values: number[]) => numbers(values, 2);
const u32 = (...values: number[]) => numbers(values, 4);
const u64 = (value: number) => u32(Math.floor(value / 2 ** 32), value % 2 ** 32);

function numbers(values: ArrayLike<number>, width: 2 | 4): Uint8Array {
  const out = new DataView(new ArrayBuffer(values.length * width));
  for (let i = 0; i < values.length; i++) {
    if (width === 2) out.setUint16(i * 2, values[i] as number);
    else out.setUint32(i * 4, values[i] as number);
  }
  return new Uint8Array(out.buffer);
}

function join(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

const text = (value: string) => u8(...[...value].map((letter) => letter.charCodeAt(0)));
const box = (name: string, ...parts: Uint8Array[]): Uint8Array => {
  const body = join(parts);
  return join([u32(body.length + 8), text(name), body]);
};
/** A box with a version and flags. */
const full = (name: string, version: number, flags: number, ...parts: Uint8Array[]) =>
  box(name, u32(version * 2 ** 24 + flags), ...parts);
const descriptor = (tag: number, ...parts: Uint8Array[]): Uint8Array => {
  const body = join(parts);
  return join([u8(tag, body.length), body]);
};

/** Frames that one decoder takes, and the second at which they begin. */
interface Part {
  readonly startSec: number;
  readonly index: FrameIndex;
}

/**
 * Cuts an index where sampling rate, channels or codec change: Chromium's decoders refuse that within a file. Starts count from where
 * the sound of the whole begins.
 */
export function partsOf(index: FrameIndex): readonly Part[] {
  const { runs, sizes, starts } = index;
  const parts: Part[] = [];
  const lead = runs[0] ? index.delay / runs[0].sampleRate : 0;
  let frame = 0;
  let sec = 0;
  for (let from = 0; from < runs.length; ) {
    const kind = runs[from] as FrameKind;
    let to = from;
    let frames = 0;
    for (let run = runs[to]; run && sameSound(run, kind); run = runs[++to]) frames += run.frames;
    const end = frame + frames;
    const own = starts?.filter((at) => at >= frame && at < end).map((at) => at - frame);
    parts.push({
      startSec: from === 0 ? 0 : sec - lead,
      index: {
        ...index,
        runs: runs.slice(from, to),
        sizes: sizes.subarray(frame, end),
        // The first frame of a part is one to start from: nothing before it is of its kind.
        starts: own ? (own[0] === 0 ? own : [0, ...own]) : null,
        delay: from === 0 ? index.delay : 0,
        padding: to === runs.length ? index.padding : 0,
      },
    });
    sec += (frames * kind.samples) / kind.sampleRate;
    frame = end;
    from = to;
  }
  return parts;
}

/**
 * The head of an MP4 file (ISO/IEC 14496-12) whose media data are a file of frames as it is: head and file together play, and every frame
 * is found at once. `total` is the file's length in bytes. With `startSec` the sound begins at that second: its first frame stands
 * at 0 too and lasts until then, since Chromium takes no silence at the start (an empty edit) into a file's length. Null when there is
 * no frame.
 */
export function makeMp4Head(whole: FrameIndex, total: number, startSec = 0): Uint8Array | null {
  const first = whole.runs[0];
  if (!first) return null;
  const index = startSec > 0 ? withLead(whole) : whole;
  const large = total + 2 ** 24 > 2 ** 32;
  const mdat = large ? join([u32(1), text('mdat'), u64(total + 16)]) : join([u32(total + 8), text('mdat')]);
  const fileType = box('ftyp', text('isom'), u32(512), text('isomiso2mp41'));
  const tables = tablesOf(index, startSec);
  const headBytes = fileType.length + movie(index, tables, large, 0).length + mdat.length;
  return join([fileType, movie(index, tables, large, headBytes), mdat]);
}

/** An index whose first frame comes twice, the first time as a run of its own. */
function withLead(index: FrameIndex): FrameIndex {
  const [first] = index.runs;
  const sizes = new Uint16Array(index.sizes.length + 1);
  sizes.set(index.sizes, 1);
  sizes[0] = index.sizes[0] as number;
  return {
    ...index,
    runs: first ? [{ ...first, frames: 1 }, ...index.runs] : [],
    sizes,
    starts: index.starts && [0, ...index.starts.map((frame) => frame + 1)],
  };
}

interface Tables {
  readonly kinds: readonly FrameKind[];
  /** Pairs of a count and a duration in ticks. */
  readonly times: readonly number[];
  /** First byte of each chunk within the file. */
  readonly chunks: readonly number[];
  /** Triples: first chunk, frames a chunk, sample description. */
  readonly chunkRuns: readonly number[];
  readonly sizes: Uint8Array;
  readonly frames: number;
  readonly timescale: number;
  readonly ticks: number;
}

function tablesOf({ runs, sizes }: FrameIndex, leadSec: number): Tables {
  const kinds: FrameKind[] = [];
  const times: number[] = [];
  const chunks: number[] = [];
  const chunkRuns: number[] = [];
  const payload = new Uint32Array(sizes.length);
  const timescale = runs.map((run) => run.sampleRate).reduce(leastCommonMultiple);
  let at = 0;
  let ticks = 0;
  for (const [nth, run] of runs.entries()) {
    let kind = kinds.findIndex((known) => sameSound(known, run));
    if (kind < 0) kind = kinds.push(run) - 1;
    const isLead = nth === 0 && leadSec > 0;
    const duration = isLead ? Math.round(leadSec * timescale) : (run.samples * timescale) / run.sampleRate;
    if (times.at(-1) === duration) times[times.length - 2] = (times.at(-2) as number) + run.frames;
    else times.push(run.frames, duration);
    ticks += run.frames * duration;
    let place = run.offset;
    // Frames whose own header is left out do not follow each other: each is a chunk.
    const most = run.header > 0 ? 1 : chunkFrames;
    for (let done = 0; done < run.frames; ) {
      const now = Math.min(most, run.frames - done);
      if (chunkRuns.at(-2) !== now || chunkRuns.at(-1) !== kind + 1)
        chunkRuns.push(chunks.length + 1, now, kind + 1);
      chunks.push(place + run.header);
      for (const end = at + now; at < end; at++) {
        const size = sizes[at] as number;
        payload[at] = size - run.header;
        place += size;
      }
      done += now;
    }
  }
  return {
    kinds,
    times,
    chunks,
    chunkRuns,
    sizes: numbers(payload, 4),
    frames: sizes.length,
    timescale,
    ticks,
  };
}

function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}

function movie(index: FrameIndex, tables: Tables, large: boolean, headBytes: number): Uint8Array {
  const { timescale, ticks } = tables;
  const { starts } = index;
  const skip = Math.round((index.delay * timescale) / (index.runs[0] as FrameKind).sampleRate);
  const after = Math.round((index.padding * timescale) / (index.runs[0] as FrameKind).sampleRate);
  const cut = skip + after < ticks;
  const shown = cut ? ticks - skip - after : ticks;
  const identity = u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
  const zeros = (count: number) => new Uint8Array(count);
  const offsets = large
    ? full('co64', 0, 0, u32(tables.chunks.length), join(tables.chunks.map((at) => u64(at + headBytes))))
    : full(
        'stco',
        0,
        0,
        u32(tables.chunks.length),
        numbers(
          tables.chunks.map((at) => at + headBytes),
          4,
        ),
      );
  const samples = box(
    'stbl',
    full('stsd', 0, 0, u32(tables.kinds.length), ...tables.kinds.map(sampleEntry)),
    full('stts', 0, 0, u32(tables.times.length / 2), numbers(tables.times, 4)),
    full('stsc', 0, 0, u32(tables.chunkRuns.length / 3), numbers(tables.chunkRuns, 4)),
    full('stsz', 0, 0, u32(0, tables.frames), tables.sizes),
    ...(starts ? [full('stss', 0, 0, u32(starts.length, ...starts.map((frame) => frame + 1)))] : []),
    offsets,
  );
  const media = box(
    'mdia',
    full('mdhd', 1, 0, zeros(16), u32(timescale), u64(ticks), u16(0x55c4, 0)),
    full('hdlr', 0, 0, u32(0), text('soun'), zeros(12), text('Sound\0')),
    box(
      'minf',
      full('smhd', 0, 0, zeros(4)),
      box('dinf', full('dref', 0, 0, u32(1), full('url ', 0, 1))),
      samples,
    ),
  );
  return box(
    'moov',
    full(
      'mvhd',
      1,
      0,
      zeros(16),
      u32(timescale),
      u64(shown),
      u32(0x10000),
      u16(0x100, 0),
      zeros(8),
      identity,
      zeros(24),
      u32(2),
    ),
    box(
      'trak',
      full('tkhd', 1, 3, zeros(16), u32(1, 0), u64(shown), zeros(8), u16(0, 0, 0x100, 0), identity, zeros(8)),
      box('edts', full('elst', 1, 0, u32(1), u64(shown), u64(cut ? skip : 0), u32(0x10000))),
      media,
    ),
  );
}

function sampleEntry(kind: FrameKind): Uint8Array {
  const { codec, sampleRate, channels } = kind;
  const rate = sampleRate < 65_536 ? sampleRate * 65_536 : 0;
  // Registered at mp4ra.org: 0x40 AAC, 0x69 sound of ISO/IEC 13818-3 (half rates), 0x6B of 11172-3.
  const object = codec === 'aac' ? 0x40 : sampleRate < 32_000 ? 0x69 : 0x6b;
  const config =
    codec === 'aac'
      ? [descriptor(5, u16((kind.objectType << 11) | (aacHertz.indexOf(sampleRate) << 7) | (channels << 3)))]
      : [];
  const decoder = descriptor(4, u8(object, 0x15), u8(0, 0, 0), u32(0, 0), ...config);
  const stream = descriptor(3, u16(1), u8(0), decoder, descriptor(6, u8(2)));
  return box(
    'mp4a',
    new Uint8Array(6),
    u16(1),
    new Uint8Array(8),
    u16(channels === 7 ? 8 : channels, 16, 0, 0),
    u32(rate),
    full('esds', 0, 0, stream),
  );
}
