import { peakStep } from '../../contract/peaks.ts';

/** Sound as levels are made of it: samples of each channel from -1 to 1. */
interface Sound {
  readonly sampleRate: number;
  readonly channels: readonly Float32Array[];
}

/** Decodes packets that follow one another. */
export interface SoundDecoder {
  decode(packets: readonly Uint8Array[]): Sound;
  free(): void;
}

/** What a container says of a track. */
export interface SoundFormat {
  /** Codec as mediabunny names it: 'mp3', 'opus', 'pcm-s16', … */
  readonly codec: string;
  readonly sampleRate: number;
  readonly channels: number;
}

/** Reads one sample of plain sound at a byte. */
type ReadSample = (view: DataView, at: number) => number;
interface Plain {
  readonly bytes: number;
  readonly read: ReadSample;
}

/** A-law and mu-law by their 256 values (ITU-T G.711). */
function companded(sampleOf: (byte: number) => number): Plain {
  const values = Float32Array.from({ length: 256 }, (_, byte) => sampleOf(byte) / 32_768);
  return { bytes: 1, read: (view, at) => values[view.getUint8(at)] as number };
}

function alaw(byte: number): number {
  const bits = byte ^ 0x55;
  const exponent = (bits >> 4) & 7;
  const mantissa = ((bits & 15) << 4) + 8;
  const size = exponent === 0 ? mantissa : (mantissa + 256) << (exponent - 1);
  return bits & 128 ? size : -size;
}

function ulaw(byte: number): number {
  const bits = ~byte & 255;
  const size = ((((bits & 15) << 3) + 132) << ((bits >> 4) & 7)) - 132;
  return bits & 128 ? -size : size;
}

const int24: ReadSample = (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23;

const plain: Readonly<Record<string, Plain>> = {
  'pcm-u8': { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) / 128 },
  'pcm-s8': { bytes: 1, read: (view, at) => view.getInt8(at) / 128 },
  'pcm-s16': { bytes: 2, read: (view, at) => view.getInt16(at, true) / 2 ** 15 },
  'pcm-s24': { bytes: 3, read: int24 },
  'pcm-s32': { bytes: 4, read: (view, at) => view.getInt32(at, true) / 2 ** 31 },
  'pcm-f32': { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  alaw: companded(alaw),
  ulaw: companded(ulaw),
};

function plainDecoder({ bytes, read }: Plain, { sampleRate, channels: count }: SoundFormat): SoundDecoder {
  const size = bytes * count;
  // Only what levels look at.
  const step = peakStep(sampleRate);
  return {
    decode(packets) {
      const lengths = packets.map((packet) => Math.ceil(Math.floor(packet.length / size) / step));
      const length = lengths.reduce((sum, samples) => sum + samples, 0);
      const channels = Array.from({ length: Math.min(2, count) }, (_, channel) => {
        const samples = new Float32Array(length);
        let to = 0;
        for (const [nth, packet] of packets.entries()) {
          const view = new DataView(packet.buffer, packet.byteOffset, packet.length);
          for (let left = lengths[nth] as number, at = channel * bytes; left > 0; left--, at += step * size)
            samples[to++] = read(view, at);
        }
        return samples;
      });
      return { sampleRate: sampleRate / step, channels };
    },
    free: () => undefined,
  };
}

/** Shared by the decoders of both packages, which are WebAssembly without threads. */
interface Packaged {
  readonly ready: Promise<void>;
  decodeFrames(frames: Uint8Array[]): {
    readonly channelData: readonly Float32Array[];
    readonly sampleRate: number;
  };
  free(): void;
}

async function packaged(decoder: Packaged): Promise<SoundDecoder> {
  await decoder.ready;
  return {
    decode(packets) {
      const { channelData, sampleRate } = decoder.decodeFrames([...packets]);
      return { sampleRate, channels: channelData };
    },
    free: () => decoder.free(),
  };
}

/** A decoder of the sound of a track; null for a codec that only the browser decodes. */
export async function soundDecoder(format: SoundFormat): Promise<SoundDecoder | null> {
  const known = plain[format.codec];
  if (known) return plainDecoder(known, format);
  if (format.codec === 'mp3') {
    const { MPEGDecoder } = await import('mpg123-decoder');
    return packaged(new MPEGDecoder({ enableGapless: false }));
  }
  if (format.codec === 'opus' && format.channels <= 2) {
    const { OpusDecoder } = await import('opus-decoder');
    return packaged(new OpusDecoder({ channels: format.channels }));
  }
  return null;
}
