/** What the frames of a stretch have in common. */
export interface FrameKind {
  readonly codec: 'mp1' | 'mp2' | 'mp3' | 'aac';
  readonly sampleRate: number;
  readonly channels: number;
  /** Samples of a channel in a frame. */
  readonly samples: number;
  /** Bytes of a frame before what a decoder is given: 0, or 7 or 9 of ADTS. */
  readonly header: number;
  /** MPEG-4 object type of AAC (2: low complexity); 0 elsewhere. */
  readonly objectType: number;
}

/** Frames that follow each other without a byte between. */
interface FrameRun extends FrameKind {
  /** First byte in the file. */
  readonly offset: number;
  readonly frames: number;
}

/** Where every frame of an MP3 or ADTS file lies. Headers that encoders write as a silent frame (Xing, Info, VBRI) are left out. */
export interface FrameIndex {
  readonly runs: readonly FrameRun[];
  /** Bytes of each frame, of all runs in order. */
  readonly sizes: Uint16Array;
  /**
   * Frames from which a decoder can start, by number; null where it can at any. A frame of MP3 may hold its sound in the 511 bytes before it:
   * seconds of them at a low rate, silent after a seek.
   */
  readonly starts: readonly number[] | null;
  /** Kilobits a second that all frames have; null where they differ. */
  readonly constantKbps: number | null;
  /** Bytes that are neither frames nor the tag at the start. */
  readonly strayBytes: number;
  /** Frames by the file's own header; null where it has none. */
  readonly statedFrames: number | null;
  /** Samples that the encoder put before the sound, with the decoder's own (LAME tag), and after it. */
  readonly delay: number;
  readonly padding: number;
}

// ISO/IEC 11172-3 and 13818-3: kilobits a second by version and layer, hertz by version.
const kbps: Readonly<Record<string, readonly number[]>> = {
  '1-1': [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
  '1-2': [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
  '1-3': [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  '2-1': [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
  '2-2': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  '2-3': [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const hertz = [44100, 48000, 32000];
/** ISO/IEC 14496-3, table 1.18. */
export const aacHertz = [
  96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/** A frame's header, as far as its neighbours' can be told by it. */
interface Header {
  /** Bytes of the whole frame. */
  readonly size: number;
  readonly kbps: number;
  readonly kind: FrameKind;
}

const kinds = new Map<string, FrameKind>();
/** One object for each kind, so that two headers of a kind are compared by it. */
function kindOf(kind: FrameKind): FrameKind {
  const key = Object.values(kind).join(' ');
  const known = kinds.get(key) ?? kind;
  kinds.set(key, known);
  return known;
}

/** MPEG headers by their middle 12 bits with the mode's two: a table, since an hour has 140,000 of them. */
const mpegHeaders = new Map<number, Header | null>();

function mpegHeader(second: number, third: number, fourth: number): Header | null {
  const key = (second << 10) | (third << 2) | (fourth >> 6);
  let header = mpegHeaders.get(key);
  if (header === undefined) {
    header = makeMpegHeader(second, third, fourth);
    mpegHeaders.set(key, header);
  }
  return header;
}

function makeMpegHeader(second: number, third: number, fourth: number): Header | null {
  const version = (second >> 3) & 3;
  const layer = 4 - ((second >> 1) & 3);
  const rate = (third >> 2) & 3;
  if (version === 1 || layer === 4 || rate === 3) return null;
  const first = version === 3;
  const speed = kbps[`${first ? 1 : 2}-${layer}`]?.[third >> 4] ?? 0;
  if (speed === 0) return null;
  const sampleRate = (hertz[rate] as number) >> (first ? 0 : version === 2 ? 1 : 2);
  const padding = (third >> 1) & 1;
  const samples = layer === 1 ? 384 : layer === 3 && !first ? 576 : 1152;
  const size =
    layer === 1
      ? (Math.floor((12_000 * speed) / sampleRate) + padding) * 4
      : Math.floor((samples * 125 * speed) / sampleRate) + padding;
  const codec = (['mp1', 'mp2', 'mp3'] as const)[layer - 1] as 'mp3';
  const channels = fourth >> 6 === 3 ? 1 : 2;
  return {
    size,
    kbps: speed,
    kind: kindOf({ codec, sampleRate, channels, samples, header: 0, objectType: 0 }),
  };
}

/** The header of the frame that begins at a byte; null where none does. Reads 7 bytes. Free format has no size and is none. */
export function headerAt(bytes: Uint8Array, at: number): Header | null {
  if (bytes[at] !== 0xff || at + 7 > bytes.length) return null;
  const second = bytes[at + 1] as number;
  if (second < 0xe0) return null;
  const third = bytes[at + 2] as number;
  const fourth = bytes[at + 3] as number;
  if ((second & 0x06) !== 0) return (fourth & 3) === 2 ? null : mpegHeader(second, third, fourth);
  if (second < 0xf0) return null;
  const rate = (third >> 2) & 15;
  const header = second & 1 ? 7 : 9;
  const size = ((fourth & 3) << 11) | ((bytes[at + 4] as number) << 3) | ((bytes[at + 5] as number) >> 5);
  const channels = ((third & 1) << 2) | (fourth >> 6);
  const sampleRate = aacHertz[rate];
  // Frames of several blocks cannot be told apart without decoding; nobody writes them.
  if (sampleRate === undefined || size <= header || channels === 0 || ((bytes[at + 6] as number) & 3) !== 0)
    return null;
  const objectType = (third >> 6) + 1;
  return {
    size,
    kbps: 0,
    kind: kindOf({ codec: 'aac', sampleRate, channels, samples: 1024, header, objectType }),
  };
}

const letters = (bytes: Uint8Array, at: number, text: string): boolean => {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
};

/** Bytes of the tag (ID3v2, APE, ID3v1) that begins at a byte; 0 where none does. Reads 32 bytes. */
export function tagAt(bytes: Uint8Array, at: number): number {
  const byte = (i: number) => bytes[at + i] ?? 0;
  if (letters(bytes, at, 'ID3')) {
    const size = [6, 7, 8, 9].map(byte);
    if (byte(3) === 0xff || byte(4) === 0xff || size.some((part) => part > 127)) return 0;
    const footer = byte(5) & 0x10 ? 10 : 0;
    return size.reduce((sum, part) => sum * 128 + part, 0) + 10 + footer;
  }
  if (letters(bytes, at, 'APETAGEX')) {
    const size = byte(12) + byte(13) * 2 ** 8 + byte(14) * 2 ** 16 + byte(15) * 2 ** 24;
    return (byte(23) & 0x20) !== 0 ? size + 32 : 32;
  }
  return letters(bytes, at, 'TAG') ? 128 : 0;
}

/** What an encoder tells in a silent frame at the start (Xing, Info, VBRI). */
interface StatedHeader {
  /** Frames it says to have; null where it does not. */
  readonly frames: number | null;
  /** 'Info' is what LAME writes at a constant bit rate. */
  readonly constant: boolean;
  readonly delay: number;
  readonly padding: number;
}

/** The header of this kind in the frame at a byte; null where it is a frame of sound. */
export function statedHeaderAt(
  bytes: Uint8Array,
  at: number,
  header: Header,
  anywhere: boolean,
): StatedHeader | null {
  const { codec, channels, samples } = header.kind;
  if (codec !== 'mp3') return null;
  const side = samples === 1152 ? (channels === 1 ? 17 : 32) : channels === 1 ? 9 : 17;
  const u32 = (i: number) => new DataView(bytes.buffer, bytes.byteOffset + i, 4).getUint32(0);
  const isXing = (i: number) =>
    (bytes[i] === 0x58 && letters(bytes, i, 'Xing')) || (bytes[i] === 0x49 && letters(bytes, i, 'Info'));
  let tag = at + 4 + side;
  if (!isXing(tag)) {
    // A checksum moves the side information by two bytes; encoders disagree on whether the tag moves with it.
    if ((bytes[at + 1] as number) & 1 || !isXing(tag + 2)) tag = -1;
    else tag += 2;
  }
  if (tag < 0) {
    if (!letters(bytes, at + 36, 'VBRI') || header.size < 62) return null;
    return { frames: u32(at + 36 + 14), constant: false, delay: 0, padding: 0 };
  }
  // In the middle of a file only where nothing is decoded from the frame: four letters could be sound.
  if (!anywhere) for (let i = at + 6; i < tag; i++) if (bytes[i] !== 0) return null;
  const end = at + header.size;
  const flags = tag + 8 <= end ? u32(tag + 4) : 0;
  let next = tag + 8;
  const frames = flags & 1 && next + 4 <= end ? u32(next) : null;
  next += (flags & 1 ? 4 : 0) + (flags & 2 ? 4 : 0) + (flags & 4 ? 100 : 0) + (flags & 8 ? 4 : 0);
  const byLame = ['LAME', 'Lavf', 'Lavc'].some((name) => letters(bytes, next, name));
  const lame = byLame && next + 24 <= end ? u32(next + 20) & 0xffffff : null;
  return {
    frames,
    constant: bytes[tag] === 0x49,
    // The decoder itself is 528 samples and one late.
    delay: lame === null ? 0 : (lame >> 12) + 529,
    padding: lame === null ? 0 : Math.max(0, (lame & 0xfff) - 529),
  };
}

/** Frames between two starts: players go back to one before a second that is sought, and decode from there. */
const startsApart = { least: 20, most: 400 };

/** Whether a frame of MP3 needs no bytes of those before it. */
function standsAlone(bytes: Uint8Array, at: number, { samples }: FrameKind): boolean {
  const side = at + ((bytes[at + 1] as number) & 1 ? 4 : 6);
  return bytes[side] === 0 && (samples === 576 || (bytes[side + 1] as number) < 128);
}

/** Bytes that must be here before a place is judged: three of the largest frames and more. */
const lookahead = 40_000;

/**
 * Finds the frames of an MP3 or ADTS file that is handed over piece by piece. A place is a frame when the frame before ended there or when
 * two more follow it; what is neither (tags in the middle, junk, the start of a frame that was cut) is passed over, and a last frame
 * that is cut is left out.
 */
export function createFrameFinder(total: number) {
  const runs: (FrameKind & { offset: number; frames: number })[] = [];
  let sizes = new Uint16Array(1 << 14);
  let count = 0;
  let buffer: Uint8Array = new Uint8Array(0);
  /** Of the buffer's first byte. */
  let base = 0;
  let seen = 0;
  let ended = false;
  /** Kind of the frame that ended where we are. */
  let last: FrameKind | null = null;
  /** A file or a tag ended here: a frame may begin without proof. */
  let fresh = true;
  const starts: number[] = [];
  let speed: number | null | undefined;
  let stray = 0;
  let stated: StatedHeader | null = null;

  /** Whether a frame at a place is followed by two of its kind, or by the end. */
  function proven(at: number, header: Header, alone: boolean): boolean {
    let place = at + header.size;
    for (let more = 0; more < 2; more++) {
      if (place === buffer.length && ended) return more > 0 || alone;
      const next = headerAt(buffer, place);
      if (next?.kind !== header.kind) return false;
      place += next.size;
      // The last one is cut: its header is proof enough.
      if (place > buffer.length) return ended;
    }
    return true;
  }

  /** The next place, up to `limit`, at which a proven frame or a tag begins; `limit` where none does. */
  function search(from: number, limit: number): number {
    for (let at = from; at < limit; at++) {
      const byte = buffer[at];
      if (byte === 0xff) {
        const header = headerAt(buffer, at);
        if (header && proven(at, header, false)) return at;
      } else if (byte === 0x49 || byte === 0x41) {
        if (wholeTag(at) > 0) return at;
      }
    }
    return limit;
  }

  /** Bytes of a tag at a place that ends within the file; three letters 'TAG' are too few to go by. */
  function wholeTag(at: number): number {
    const size = buffer[at] === 0x54 ? 0 : tagAt(buffer, at);
    return size > 0 && base + at + size <= total ? size : 0;
  }

  function add(at: number, header: Header): void {
    const found = statedHeaderAt(buffer, at, header, count === 0 && stated === null);
    if (found) {
      stated ??= found;
      last = null;
      fresh = true;
      return;
    }
    const run = runs.at(-1);
    const joins = last === header.kind && run !== undefined;
    if (joins) run.frames++;
    else runs.push({ ...header.kind, offset: base + at, frames: 1 });
    if (count === sizes.length) {
      const larger = new Uint16Array(sizes.length * 2);
      larger.set(sizes);
      sizes = larger;
    }
    const apart = count - (starts.at(-1) ?? Number.NEGATIVE_INFINITY);
    const due =
      apart >= startsApart.least && (header.kind.codec !== 'mp3' || standsAlone(buffer, at, header.kind));
    if (due || apart >= startsApart.most) starts.push(count);
    sizes[count++] = header.size;
    speed = speed === undefined || speed === header.kbps ? header.kbps : null;
    last = header.kind;
    fresh = false;
  }

  /** Judges what lies in the buffer, up to where too little is known; returns the first byte that is not judged. */
  function judge(): number {
    let at = 0;
    const until = ended ? buffer.length : buffer.length - lookahead;
    while (at < until) {
      const header = headerAt(buffer, at);
      if (header && (last === header.kind || proven(at, header, fresh))) {
        const next = at + header.size;
        if (next > buffer.length) return lose(at, buffer.length);
        const follows =
          next === buffer.length || headerAt(buffer, next)?.kind === header.kind || wholeTag(next) > 0;
        // Nothing follows: either the sound ends here, or this frame was cut and something begins inside it.
        const inside = follows ? next : search(at + 1, next);
        if (inside < next) at = lose(at, inside);
        else {
          add(at, header);
          at = next;
        }
        continue;
      }
      const tag = wholeTag(at);
      if (tag > 0) {
        if (count > 0) stray += tag;
        at += tag;
        last = null;
        fresh = true;
        if (at > buffer.length) return at;
        continue;
      }
      at = lose(at, search(at + 1, until));
    }
    return at;
  }

  function lose(from: number, to: number): number {
    stray += to - from;
    last = null;
    fresh = false;
    return to;
  }

  return {
    /** Bytes of the file that were handed over. */
    get seen() {
      return seen;
    },
    /** Frames of another kind than the first have been handed over: files glued together. */
    get glued() {
      return runs.some((run) => !sameSound(run, runs[0] as FrameKind));
    },
    /** Takes the next bytes of the file. They are not kept. */
    push(chunk: Uint8Array): void {
      seen += chunk.length;
      // A tag that is passed over may end far ahead.
      const from = Math.max(0, base - (seen - chunk.length));
      if (from >= chunk.length) return;
      if (buffer.length === 0) buffer = chunk.subarray(from);
      else {
        const joined = new Uint8Array(buffer.length + chunk.length);
        joined.set(buffer);
        joined.set(chunk, buffer.length);
        buffer = joined;
      }
      keepFrom(judge());
    },
    /** What was found, once all bytes were handed over. */
    end(): FrameIndex {
      if (!ended) {
        ended = true;
        keepFrom(judge());
      }
      return {
        runs,
        sizes: sizes.slice(0, count),
        starts: runs.some((run) => run.codec === 'mp3') ? starts : null,
        constantKbps: speed || null,
        strayBytes: stray,
        statedFrames: stated?.frames ?? null,
        delay: stated?.delay ?? 0,
        padding: stated?.padding ?? 0,
      };
    },
  };

  function keepFrom(at: number): void {
    base += at;
    // A copy: the chunk itself may be large, or used again by whoever reads.
    buffer = at < buffer.length ? buffer.slice(at) : new Uint8Array(0);
  }
}

/** Whether one decoder takes frames of both kinds. */
export const sameSound = (a: FrameKind, b: FrameKind): boolean =>
  a.codec === b.codec &&
  a.sampleRate === b.sampleRate &&
  a.channels === b.channels &&
  a.objectType === b.objectType;

/** Seconds of the frames of an index. */
export const secondsOf = ({ runs }: Pick<FrameIndex, 'runs'>): number =>
  runs.reduce((sum, run) => sum + (run.frames * run.samples) / run.sampleRate, 0);
