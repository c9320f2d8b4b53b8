import type { RecordingFacts } from '../../contract/call.ts';
import type { ByteSource } from './byte-source.ts';
import { type FrameKind, headerAt, sameSound, statedHeaderAt, tagAt } from './frames.ts';
import { containerOf } from './head.ts';
import { describeTracks } from './tracks.ts';
import { readWebmSeconds } from './webm.ts';

/** What a recording is, by its own bytes. */
export interface Format {
  /** For people; null when the bytes tell nothing. */
  readonly name: string | null;
  /** What a file of this kind is called. */
  readonly extension: string;
  readonly playable: boolean;
  readonly message: string | null;
  /** Set where the recording is frames without a container, which an index can be made of. */
  readonly frames: {
    readonly kind: FrameKind;
    /** All frames that were looked at have the same bit rate, and the header agrees. */
    readonly constant: boolean;
    /** Frames that another decoder needs follow: files glued together. */
    readonly glued: boolean;
  } | null;
  /** Seconds, where the container does not tell a player. */
  readonly durationSec: number | null;
  /** Set where the system decides whether its picture is shown. */
  readonly picture: RecordingFacts['picture'];
}

/** Bytes at the start that tell what a recording is. */
const headBytes = 65_536;

const advice =
  'Open the call in Gong, or save the recording and open it in another player; the transcript stays usable.';

const plays = (name: string, extension: string, durationSec: number | null = null): Format => ({
  name,
  extension,
  playable: true,
  message: null,
  frames: null,
  durationSec,
  picture: null,
});

const refused = (name: string, extension: string, codec: string): Format => ({
  name,
  extension,
  playable: false,
  message: `No browser plays ${codec}. ${advice}`,
  frames: null,
  durationSec: null,
  picture: null,
});

/** A recording of which the bytes tell nothing: it is handed to the player as it is. */
const unknown: Format = { ...plays('', 'bin'), name: null };

const ascii = (bytes: Uint8Array, from: number, to: number) =>
  String.fromCharCode(...bytes.subarray(from, to));
const u16 = (bytes: Uint8Array, at: number) => (bytes[at] ?? 0) + (bytes[at + 1] ?? 0) * 256;
const u32 = (bytes: Uint8Array, at: number) => u16(bytes, at) + u16(bytes, at + 2) * 65_536;
const u32be = (bytes: Uint8Array, at: number) =>
  u16(new Uint8Array([bytes[at + 3] ?? 0, bytes[at + 2] ?? 0]), 0) +
  u16(new Uint8Array([bytes[at + 1] ?? 0, bytes[at] ?? 0]), 0) * 65_536;

/** Tells what a recording is: by its first bytes, for MP4 and Matroska by their tables, for MP3 by a few places of it. */
export async function identify(source: ByteSource): Promise<Format> {
  let at = 0;
  let head = await source.read(0, headBytes);
  // Tags may follow each other and be larger than the head.
  for (let tags = 0; tags < 16; tags++) {
    const size = tagAt(head, 0);
    if (size === 0 || at + size >= source.total) break;
    at += size;
    head = await source.read(at, at + headBytes);
  }
  const container = containerOf(head);
  switch (container) {
    case 'wave':
      return identifyRiff(source, head, at);
    case 'ogg':
      return identifyOgg(head);
    case 'flac':
      return plays('FLAC', 'flac');
    case 'au':
      return refused(`AU, ${auCodecs[u32be(head, 12)] ?? 'unknown codec'}`, 'au', 'AU files');
    case 'mp4':
    case 'matroska':
      return identifyTracks(source, head, container === 'mp4');
    case 'id3':
    case null:
      return (await identifyFrames(source, head, at)) ?? unknown;
    default: {
      const [name, extension, several] = unplayed[container];
      return refused(name, extension, several);
    }
  }
}

/** Containers that no browser opens, whatever is in them: name, extension, and how several of them are called. */
const unplayed = {
  avi: ['AVI', 'avi', 'AVI files'],
  wave64: ['Wave64', 'w64', 'Wave64 files'],
  aiff: ['AIFF', 'aiff', 'AIFF files'],
  caf: ['Core Audio', 'caf', 'Core Audio files'],
  amr: ['AMR', 'amr', 'AMR'],
  asf: ['Windows Media', 'wma', 'Windows Media'],
  flv: ['Flash video', 'flv', 'Flash video files'],
  ts: ['MPEG transport stream', 'ts', 'MPEG transport streams'],
} as const;

async function identifyTracks(source: ByteSource, head: Uint8Array, isMp4: boolean): Promise<Format> {
  const tracks = await describeTracks(source);
  if (!tracks) return { ...unknown, name: isMp4 ? 'MP4' : 'WebM', extension: isMp4 ? 'mp4' : 'webm' };
  const durationSec = isMp4 ? null : await readWebmSeconds(source, head);
  const { name, extension, playable, silent } = tracks;
  if (!playable) return refused(name, extension, tracks.refused.join(' and '));
  const message = silent ? `${silent} ${advice}` : null;
  const picture = tracks.picture && {
    type: tracks.picture.type,
    alone: tracks.picture.alone,
    message: [
      `${tracks.picture.name} video: this system cannot play it.`,
      ...(silent ? [silent] : []),
      advice,
    ].join(' '),
  };
  return { ...plays(name, extension, durationSec), message, picture };
}

const auCodecs: Readonly<Record<number, string>> = {
  1: 'mu-law',
  2: '8 bit',
  3: '16 bit',
  4: '24 bit',
  6: 'float',
  23: 'G.726',
  24: 'G.722',
  27: 'A-law',
};

/** Registered at the IANA's list of WAVE codecs (RFC 2361 and Microsoft's mmreg.h). */
const waveCodecs: Readonly<Record<number, string>> = {
  2: 'Microsoft ADPCM',
  16: 'OKI ADPCM',
  17: 'IMA ADPCM',
  20: 'G.723 ADPCM',
  22: 'G.723.1',
  32: 'Yamaha ADPCM',
  34: 'TrueSpeech',
  49: 'GSM 6.10',
  56: 'G.722.1',
  64: 'G.721 ADPCM',
  66: 'G.723.1',
  69: 'G.726 ADPCM',
  80: 'MPEG layer II',
  100: 'G.726 ADPCM',
  101: 'G.722 ADPCM',
  131: 'G.729',
  273: 'G.723.1',
  293: 'Siren',
  352: 'Windows Media',
  353: 'Windows Media',
  354: 'Windows Media',
  355: 'Windows Media',
  41222: 'AAC in WAV',
  41225: 'Speex',
  255: 'AAC in WAV',
  5648: 'AAC in WAV',
  655: 'G.722 ADPCM',
};

async function identifyRiff(source: ByteSource, head: Uint8Array, from: number): Promise<Format> {
  for (let at = 12; at + 8 <= head.length; ) {
    const name = ascii(head, at, at + 4);
    const size = u32(head, at + 4);
    if (name === 'fmt ') return identifyWave(source, head, at + 8, from);
    // Broadcast chunks before the format can be large.
    const next = at + 8 + size + (size % 2);
    if (next + 48 > head.length) {
      if (from + next + 8 >= source.total) break;
      return identifyRiffAt(source, from + next);
    }
    at = next;
  }
  return { ...unknown, name: 'WAV', extension: 'wav' };
}

async function identifyRiffAt(source: ByteSource, place: number): Promise<Format> {
  let at = place;
  for (let chunks = 0; chunks < 64 && at + 8 < source.total; chunks++) {
    const head = await source.read(at, at + 1024);
    if (ascii(head, 0, 4) === 'fmt ') return identifyWave(source, head, 8, at);
    const size = u32(head, 4);
    at += 8 + size + (size % 2);
  }
  return { ...unknown, name: 'WAV', extension: 'wav' };
}

async function identifyWave(source: ByteSource, head: Uint8Array, at: number, from: number): Promise<Format> {
  const extensible = u16(head, at) === 0xfffe;
  const bits = u16(head, at + 14);
  const tag = extensible ? u16(head, at + 24) : u16(head, at);
  const wave = (name: string) => plays(`WAV, ${name}`, 'wav');
  if (tag === 1 && bits > 0 && bits <= 32) return wave(`${bits} bit`);
  if (tag === 3 && bits === 32) return wave('32 bit float');
  if (tag === 3) return refused(`WAV, ${bits} bit float`, 'wav', `WAV of ${bits} bit float`);
  if (tag === 6) return wave('A-law');
  if (tag === 7) return wave('mu-law');
  if (tag === 0x55 || tag === 0x50) {
    const place = from + at;
    const found = await identifyFrames(source, await source.read(place, place + headBytes), place);
    if (found?.frames) return { ...found, name: `${found.name} in WAV`, extension: 'wav' };
  }
  const codec = waveCodecs[tag] ?? (tag === 0x55 ? 'MP3' : `codec 0x${tag.toString(16)}`);
  return refused(`WAV, ${codec}`, 'wav', codec);
}

/** Ogg's first pages each begin one stream. */
function identifyOgg(head: Uint8Array): Format {
  const streams: [name: string, playable: boolean][] = [];
  for (let at = 0; ascii(head, at, at + 4) === 'OggS' && ((head[at + 5] ?? 0) & 2) !== 0; ) {
    const segments = head[at + 26] ?? 0;
    const body = at + 27 + segments;
    const known = oggCodecs.find(([mark]) => ascii(head, body, body + mark.length) === mark);
    if (known) streams.push([known[1], known[2]]);
    at = body + head.subarray(at + 27, body).reduce((sum, size) => sum + size, 0);
  }
  const name = `Ogg, ${streams.map(([codec]) => codec).join(', ') || 'unknown codec'}`;
  const playable = streams.some(([, good]) => good) || streams.length === 0;
  return playable ? plays(name, 'ogg') : refused(name, 'ogg', streams.map(([codec]) => codec).join(' and '));
}
const oggCodecs: readonly (readonly [mark: string, name: string, playable: boolean])[] = [
  ['OpusHead', 'Opus', true],
  ['\u0001vorbis', 'Vorbis', true],
  ['\u007fFLAC', 'FLAC', true],
  ['Speex   ', 'Speex', false],
  ['\u0080theora', 'Theora', false],
];

/** Places between start and end at which frames are asked whether they are as the first: files may be glued together. */
const probes = [0.25, 0.5, 0.75, 0.95];

async function identifyFrames(source: ByteSource, head: Uint8Array, from: number): Promise<Format | null> {
  const at = firstChain(head, 0, from + head.length >= source.total);
  if (at === null) return freeFormat(head);
  const first = headerAt(head, at);
  if (!first) return null;
  const { kind } = first;
  const extension = kind.codec === 'aac' ? 'aac' : kind.codec;
  const stated = statedHeaderAt(head, at, first, true);
  const seen = speedsFrom(head, stated ? at + first.size : at);
  let constant = kind.codec !== 'aac' && seen.size <= 1 && !(stated && !stated.constant);
  let glued = false;
  const speed = [...seen][0] ?? first.kbps;
  let proven = false;
  if (constant && stated?.frames) {
    const byHeader = (stated.frames * kind.samples) / kind.sampleRate;
    const byBytes = ((source.total - from - at) * 8) / (speed * 1000);
    proven = constant = Math.abs(byHeader - byBytes) < 0.3;
  }
  // Quiet at the start makes the frames of any MP3 alike.
  for (const share of proven || from + head.length >= source.total ? [] : probes) {
    const place = from + Math.floor((source.total - from) * share);
    const piece = await source.read(place, place + 8192);
    const chain = firstChain(piece, 0, false);
    const other = chain === null ? null : headerAt(piece, chain);
    if (chain === null || !other) continue;
    if (!sameSound(other.kind, kind)) glued = true;
    for (const found of speedsFrom(piece, chain)) if (found !== speed) constant = false;
  }
  constant &&= !glued;
  if (kind.codec === 'aac')
    return { ...plays('AAC without a container', extension), frames: { kind, constant, glued } };
  const layer = { mp1: 'MPEG layer I', mp2: 'MPEG layer II', mp3: 'MP3', aac: '' }[kind.codec];
  const name = `${layer}, ${constant ? `${speed} kbit/s` : 'variable bit rate'}`;
  return { ...plays(name, extension), frames: { kind, constant, glued } };
}

/** Where three frames (or those up to the end) follow each other. */
function firstChain(bytes: Uint8Array, from: number, isEnd: boolean): number | null {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const first = headerAt(bytes, at);
    if (!first) continue;
    let place = at + first.size;
    let frames = 1;
    while (frames < 3 && headerAt(bytes, place)?.kind === first.kind) {
      place += headerAt(bytes, place)?.size ?? 0;
      frames++;
    }
    if (frames === 3 || (isEnd && frames > 1 && place >= bytes.length - 160)) return at;
  }
  return null;
}

/** Bit rates of the frames that follow each other from a place on. */
function speedsFrom(bytes: Uint8Array, from: number): Set<number> {
  const found = new Set<number>();
  const kind = headerAt(bytes, from)?.kind;
  for (let at = from; ; ) {
    const header = headerAt(bytes, at);
    if (!header || header.kind !== kind) return found;
    found.add(header.kbps);
    at += header.size;
  }
}

/** MPEG frames whose header names no bit rate: no decoder of a browser takes them. */
function freeFormat(head: Uint8Array): Format | null {
  const free = (at: number) =>
    head[at] === 0xff &&
    ((head[at + 1] ?? 0) & 0xe6) > 0xe0 &&
    ((head[at + 2] ?? 0) & 0xf0) === 0 &&
    ((head[at + 2] ?? 0) & 0x0c) !== 0x0c;
  if (!free(0)) return null;
  for (let size = 32; size < 8192; size++)
    if ([1, 2, 3].every((more) => free(size * more) && head[size * more + 1] === head[1]))
      return refused('MP3, free format', 'mp3', 'MP3 of free format');
  return null;
}
