import { closeSync, openSync, readSync } from 'node:fs';
import { writeWaveform } from '../../contract/levels.ts';
import { createPeaks } from '../../contract/peaks.ts';
import type { Peaks } from '../../contract/waveform.ts';
import { openContainer } from './container.ts';
import { soundDecoder } from './sound-decoders.ts';

/** A kept recording whose levels are asked for. */
export interface LevelsQuestion {
  readonly path: string;
  readonly bytes: number;
  /**
   * Heads of MP4s over the recording's own bytes, in base64, each with the second at which what it plays begins: one, or one for each part.
   * Empty where the recording is played as it is.
   */
  readonly heads: readonly { readonly startSec: number; readonly head: string }[];
}

/** Levels of a recording; 'browser' where only the browser can decode it, or nobody. */
export type LevelsAnswer = Peaks | 'browser';

/** Seconds of sound that are decoded at once. */
const pieceSec = 5;
/** Bytes that are read at once: containers are read in small pieces, one after the other. */
const blockBytes = 2 ** 20;

/** Bytes `from` up to, without, `to`, as far as there are any. */
interface Bytes {
  readonly total: number;
  read(from: number, to: number): Uint8Array;
}

/** Reads a kept recording through and tells how loud it is. Waits for the disk: for a process of its own. Rejects when it cannot be read. */
export async function levelsOf({ path, bytes, heads }: LevelsQuestion): Promise<LevelsAnswer> {
  const file = openSync(path, 'r');
  try {
    const source = inBlocks(file, bytes);
    const peaks = createPeaks();
    const parts =
      heads.length > 0
        ? heads.map(({ startSec, head }) => ({
            startSec,
            source: withHead(Buffer.from(head, 'base64'), source),
          }))
        : [{ startSec: 0, source }];
    for (const [nth, part] of parts.entries()) {
      const endSec = parts[nth + 1]?.startSec ?? Number.POSITIVE_INFINITY;
      if (!(await addLevels(part.source, part.startSec, endSec, peaks))) return 'browser';
    }
    const waveform = peaks.waveform();
    return waveform ? writeWaveform(waveform) : 'browser';
  } finally {
    closeSync(file);
  }
}

/** A file that is read from its beginning to its end, more or less. */
function inBlocks(file: number, total: number): Bytes {
  let start = 0;
  let block = new Uint8Array();
  return {
    total,
    read(from, to) {
      if (from < start || to > start + block.length) {
        const next = new Uint8Array(Math.min(total - from, Math.max(blockBytes, to - from)));
        start = from;
        block = next.subarray(0, readSync(file, next, 0, next.length, from));
      }
      return block.subarray(from - start, to - start);
    },
  };
}

/** The bytes of a head, then those of a file. */
const withHead = (head: Uint8Array, file: Bytes): Bytes => ({
  total: head.length + file.total,
  read(from, to) {
    if (from >= head.length) return file.read(from - head.length, to - head.length);
    const start = head.subarray(from, Math.min(to, head.length));
    return to <= head.length ? start : Buffer.concat([start, file.read(0, to - head.length)]);
  },
});

/** Adds what is heard from one second to another; false when there is nothing that can be decoded here. */
async function addLevels(
  source: Bytes,
  startSec: number,
  endSec: number,
  peaks: ReturnType<typeof createPeaks>,
): Promise<boolean> {
  // `inBlocks` keeps what was read.
  const { input, bunny } = await openContainer(source, 0, ({ ALL_FORMATS }) => ALL_FORMATS);
  try {
    const track = (await input.canRead()) ? await input.getPrimaryAudioTrack() : null;
    const codec = await track?.getCodec();
    const config = codec ? await track?.getDecoderConfig() : null;
    if (!track || !codec || !config) return false;
    const { sampleRate, numberOfChannels: channels } = config;
    const decoder = await soundDecoder({ codec, sampleRate, channels });
    if (!decoder) return false;
    const sink = new bunny.EncodedPacketSink(track);
    let packets: Uint8Array[] = [];
    let firstSec = 0;
    const decode = (untilSec: number) => {
      const sound = decoder.decode(packets);
      packets = [];
      const [first] = sound.channels;
      if (!first) peaks.skip(untilSec);
      else
        peaks.add(
          {
            length: first.length,
            sampleRate: sound.sampleRate,
            numberOfChannels: sound.channels.length,
            getChannelData: (channel) => sound.channels[channel] as Float32Array,
          },
          untilSec,
        );
    };
    try {
      let untilSec = startSec;
      for (let packet = await sink.getFirstPacket(); packet; packet = await sink.getNextPacket(packet)) {
        // The first packet of a later part stands for the time before it.
        if (packet.timestamp + packet.duration <= startSec || packet.timestamp >= endSec) continue;
        if (packets.length === 0) firstSec = packet.timestamp;
        packets.push(packet.data);
        untilSec = Math.min(endSec, packet.timestamp + packet.duration);
        if (untilSec - firstSec >= pieceSec) decode(untilSec);
      }
      if (packets.length > 0) decode(untilSec);
    } finally {
      decoder.free();
    }
    return true;
  } finally {
    input.dispose();
  }
}
