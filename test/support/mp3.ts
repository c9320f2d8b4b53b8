import { createMp3Encoder } from 'wasm-media-encoders';

/** How an MP3 is made; without a bit rate it is variable. */
interface Mp3Options {
  readonly seconds: number;
  readonly sampleRate?: 8000 | 16000 | 22050 | 24000 | 44100 | 48000;
  readonly channels?: 1 | 2;
  readonly kbps?: 8 | 16 | 32 | 64 | 128;
}

/** The pitch of a second of the sound: seconds apart differ, so that what is heard tells where it is. */
export const hertzOfSecond = (second: number): number => 300 + (second % 40) * 25;

/**
 * An MP3 as LAME writes it to a stream, without a header: a tone a second, louder and with noise every other ten seconds, so that a
 * variable bit rate varies as speech and pauses make it.
 */
export async function encodeMp3({
  seconds,
  sampleRate = 44100,
  channels = 1,
  kbps,
}: Mp3Options): Promise<Uint8Array> {
  const encoder = await createMp3Encoder();
  encoder.configure({
    sampleRate,
    channels,
    outputSampleRate: sampleRate,
    ...(kbps ? { bitrate: kbps } : { vbrQuality: 4 }),
  });
  const parts: Uint8Array[] = [];
  let seed = 1;
  for (let second = 0; second < seconds; second++) {
    const count = Math.min(sampleRate, Math.round((seconds - second) * sampleRate));
    const samples = new Float32Array(count);
    const noisy = second % 20 < 10 ? 0.2 : 0;
    for (let i = 0; i < count; i++) {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) | 0;
      samples[i] =
        0.4 * Math.sin((2 * Math.PI * hertzOfSecond(second) * i) / sampleRate) + (noisy * seed) / 2 ** 32;
    }
    parts.push(encoder.encode(channels === 2 ? [samples, samples] : [samples]).slice());
  }
  parts.push(encoder.finalize().slice());
  return Buffer.concat(parts);
}
