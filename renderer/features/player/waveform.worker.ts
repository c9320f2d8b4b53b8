import {
  ADTS,
  EncodedPacketSink,
  FLAC,
  Input,
  MATROSKA,
  MP3,
  MP4,
  OGG,
  QTFF,
  UrlSource,
  WAVE,
  WEBM,
} from 'mediabunny';
import { type PiecePacket, pieceHead, pieceOf } from './waveform-piece.ts';

/** Containers that browsers play, or that hold what they play; all that is not listed stays out of the bundle. */
const formats = [MP4, QTFF, MATROSKA, WEBM, MP3, WAVE, OGG, ADTS, FLAC];
/** Seconds of sound in a piece: what is decoded between two pauses. Each piece costs 5 ms whatever its length; 32 s are the most. */
const pieceSec = 30;
/** Packets decoded again before a piece: a decoder hears the first ones without what came before. */
const runUp = 4;

/** What the worker says: one piece for each `next`, then the end. */
export type FromWorker =
  | {
      readonly type: 'piece';
      readonly file: ArrayBuffer;
      readonly sampleRate: number;
      /** Second at which the last packet ends; decoded sound is placed by its end. */
      readonly endSec: number;
    }
  | { readonly type: 'end' }
  /** No piece can be made of this recording, now or later. */
  | { readonly type: 'undecodable'; readonly why: string }
  | { readonly type: 'failed'; readonly why: string };

const say = (message: FromWorker, transfer: Transferable[] = []) =>
  (self as unknown as Worker).postMessage(message, transfer);

/** Cuts a recording of our own origin into pieces; reads it by ranges, a few MB at a time. */
async function* pieces(url: string): AsyncGenerator<FromWorker> {
  const input = new Input({
    formats,
    source: new UrlSource(url, {
      maxCacheSize: 4 * 1024 * 1024,
      getRetryDelay: (tries) => (tries < 3 ? 1 : null),
    }),
  });
  if (!(await input.canRead())) {
    yield { type: 'undecodable', why: 'container' };
    return;
  }
  const track = await input.getPrimaryAudioTrack();
  const codec = await track?.getCodec();
  const config = codec ? await track?.getDecoderConfig() : null;
  if (!track || !codec || !config) {
    yield { type: 'undecodable', why: 'codec' };
    return;
  }
  const { sampleRate, numberOfChannels: channels, description } = config;
  const head = pieceHead({ codec, sampleRate, channels, description: bytesOf(description) });
  if (!head) {
    yield { type: 'undecodable', why: codec };
    return;
  }
  const sink = new EncodedPacketSink(track);
  let next = await sink.getFirstPacket();
  let packets: { data: Uint8Array; at: number }[] = [];
  let startSec = 0;
  let endSec = 0;
  const piece = (): FromWorker => {
    const first = packets[0]?.at ?? 0;
    const cut: PiecePacket[] = packets.map(({ data, at }) => ({ data, sec: at - first }));
    const file = pieceOf(head, cut).buffer;
    return { type: 'piece', file, sampleRate, endSec };
  };
  // One by one: the sink's iterator, which reads ahead, takes twice the time.
  while (next) {
    packets.push({ data: next.data, at: next.timestamp });
    endSec = next.timestamp + next.duration;
    next = await sink.getNextPacket(next);
    if (endSec - startSec < pieceSec) continue;
    yield piece();
    packets = packets.slice(-runUp);
    startSec = endSec;
  }
  if (endSec > startSec) yield piece();
  yield { type: 'end' };
}

function bytesOf(data: AllowSharedBufferSource | undefined): Uint8Array | null {
  if (!data) return null;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}

let reading: AsyncGenerator<FromWorker> | null = null;
self.addEventListener('message', ({ data }: MessageEvent<{ url: string } | 'next'>) => {
  if (data !== 'next') reading = pieces(data.url);
  reading?.next().then(
    ({ value }) => value && say(value, value.type === 'piece' ? [value.file] : []),
    (error: unknown) => say({ type: 'failed', why: String(error) }),
  );
});
