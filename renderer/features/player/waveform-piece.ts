/**
 * Pieces of a recording that a browser decodes in one go (`decodeAudioData`): the packets as they are, in a Matroska file of their
 * own, whatever they came in. Elements and ids: RFC 9559.
 */

/** What the packets of a track need to be decoded. */
interface PieceFormat {
  /** Codec as the WebCodecs registry and mediabunny name it: 'mp3', 'aac', 'pcm-s16', … */
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** Decoder configuration of the container, where there is one. */
  readonly description: Uint8Array | null;
}

const codecs: Readonly<Record<string, string>> = {
  mp3: 'A_MPEG/L3',
  aac: 'A_AAC',
  opus: 'A_OPUS',
  vorbis: 'A_VORBIS',
  flac: 'A_FLAC',
};
/** Format tag of a WAVEFORMATEX and bits of a sample. */
const plainSamples: Readonly<Record<string, readonly [number, number]>> = {
  'pcm-u8': [1, 8],
  'pcm-s16': [1, 16],
  'pcm-s24': [1, 24],
  'pcm-s32': [1, 32],
  'pcm-f32': [3, 32],
  alaw: [6, 8],
  ulaw: [7, 8],
};

/** Length of an element in eight bytes. */
const lengthOf = (length: number): readonly number[] => [
  1,
  0,
  0,
  ...[32, 24, 16, 8, 0].map((bits) => Math.floor(length / 2 ** bits) % 256),
];
const element = (id: readonly number[], data: Iterable<number>): number[] => {
  const bytes = [...data];
  return [...id, ...lengthOf(bytes.length), ...bytes];
};
const letters = (text: string) => [...text].map((letter) => letter.charCodeAt(0));

function double(value: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  return new Uint8Array(view.buffer);
}

function waveFormat([tag, bits]: readonly [number, number], rate: number, channels: number): Uint8Array {
  const view = new DataView(new ArrayBuffer(18));
  const block = (channels * bits) / 8;
  view.setUint16(0, tag, true);
  view.setUint16(2, channels, true);
  view.setUint32(4, rate, true);
  view.setUint32(8, rate * block, true);
  view.setUint16(12, block, true);
  view.setUint16(14, bits, true);
  return new Uint8Array(view.buffer);
}

/** Beginning of every piece of a track; null for a codec that no piece can be made of. */
export function pieceHead({ codec, sampleRate, channels, description }: PieceFormat): Uint8Array | null {
  const plain = plainSamples[codec];
  const name = plain ? 'A_MS/ACM' : codecs[codec];
  if (!name) return null;
  const set = plain ? waveFormat(plain, sampleRate, channels) : description;
  const entry = [
    ...element([0xd7], [1]),
    ...element([0x73, 0xc5], [1]),
    ...element([0x83], [2]),
    ...element([0x86], letters(name)),
    ...(set ? element([0x63, 0xa2], set) : []),
    ...element([0xe1], [...element([0xb5], double(sampleRate)), ...element([0x9f], [channels])]),
  ];
  return new Uint8Array([
    ...element(
      [0x1a, 0x45, 0xdf, 0xa3],
      [
        ...element([0x42, 0x82], letters('matroska')),
        ...element([0x42, 0x87], [4]),
        ...element([0x42, 0x85], [2]),
      ],
    ),
    // The segment has no length: it ends with the file. Times are in ms.
    ...[0x18, 0x53, 0x80, 0x67, 1, 255, 255, 255, 255, 255, 255, 255],
    ...element([0x15, 0x49, 0xa9, 0x66], element([0x2a, 0xd7, 0xb1], [0x0f, 0x42, 0x40])),
    ...element([0x16, 0x54, 0xae, 0x6b], element([0xae], entry)),
  ]);
}

/** A packet and its time within the piece in seconds (less than 32). */
export interface PiecePacket {
  readonly data: Uint8Array;
  readonly sec: number;
}

/** A file of its own with these packets. */
export function pieceOf(head: Uint8Array, packets: readonly PiecePacket[]): Uint8Array<ArrayBuffer> {
  const cluster = packets.reduce((sum, { data }) => sum + data.length + 13, 3);
  const piece = new Uint8Array(head.length + 12 + cluster);
  piece.set(head);
  piece.set([0x1f, 0x43, 0xb6, 0x75, ...lengthOf(cluster), 0xe7, 0x81, 0], head.length);
  let at = head.length + 15;
  for (const { data, sec } of packets) {
    const ms = Math.round(sec * 1000);
    piece.set([0xa3, ...lengthOf(data.length + 4), 0x81, ms >> 8, ms & 255, 0x80], at);
    piece.set(data, at + 13);
    at += data.length + 13;
  }
  return piece;
}
