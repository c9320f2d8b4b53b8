import type { InputTrack } from 'mediabunny';
import type { ByteSource } from './byte-source.ts';
import { openContainer } from './container.ts';

/** What an MP4 or Matroska file holds. */
interface Tracks {
  readonly name: string;
  readonly extension: string;
  /** At least one of its tracks plays. */
  readonly playable: boolean;
  /** Codecs that no browser plays. */
  readonly refused: readonly string[];
  /** Said of a file that plays in part. */
  readonly silent: string | null;
  /** A picture that some systems play and others do not. */
  readonly picture: { readonly name: string; readonly type: string; readonly alone: boolean } | null;
}

/** Codecs of pictures whose decoder is the system's, or not built in everywhere. */
const bySystem = /^(hevc|av1)$/;
/** Codecs as mediabunny names them that Chromium has no decoder for. */
const without = /^(alac|ac3|eac3|dts|prores|pcm-f64(be)?)$/;

/** Names of codecs that mediabunny knows only by the container's own mark. */
const marks: Readonly<Record<string, string>> = {
  alac: 'ALAC',
  A_ALAC: 'ALAC',
  samr: 'AMR',
  sawb: 'AMR',
  ima4: 'IMA ADPCM',
  agsm: 'GSM 6.10',
  s263: 'H.263',
  mp4v: 'MPEG-4 part 2',
  jpeg: 'Motion JPEG',
};

const names: Readonly<Record<string, string>> = {
  avc: 'H.264',
  hevc: 'H.265',
  ac3: 'Dolby Digital',
  eac3: 'Dolby Digital Plus',
  opus: 'Opus',
  vorbis: 'Vorbis',
  ulaw: 'mu-law',
  alaw: 'A-law',
  prores: 'ProRes',
};

/** Reads the tables of an MP4, QuickTime, Matroska or WebM file; null when they cannot be read (cut before its tables, damaged). */
export async function describeTracks(source: ByteSource): Promise<Tracks | null> {
  const { input } = await openContainer(source, 2 ** 21, ({ MP4, QTFF, MATROSKA, WEBM }) => [
    MP4,
    QTFF,
    MATROSKA,
    WEBM,
  ]);
  try {
    const format = await input.getFormat();
    const tracks = await input.getTracks();
    if (tracks.length === 0) return null;
    const found = await Promise.all(tracks.filter((track) => /audio|video/.test(track.type)).map(codecOf));
    const mimeType = format.mimeType;
    const isWebm = /webm|matroska/.test(mimeType);
    const video = found.some((track) => track.isVideo);
    const extension = isWebm
      ? mimeType.includes('webm')
        ? 'webm'
        : 'mkv'
      : /quicktime/.test(mimeType)
        ? 'mov'
        : video
          ? 'mp4'
          : 'm4a';
    const refused = found.filter((track) => !track.plays);
    const lost = refused[0];
    const playing = found.filter((track) => track.plays);
    const playable = playing.length > 0;
    const asked = playing.find((track) => track.type !== null);
    return {
      name: [format.name, ...found.map((track) => track.name)].join(', '),
      extension,
      playable,
      refused: [...new Set(refused.map((track) => track.name))],
      silent:
        playable && lost
          ? `The ${lost.isVideo ? 'picture' : 'sound'} is ${lost.name}, which no browser plays.`
          : null,
      picture: asked?.type ? { name: asked.name, type: asked.type, alone: playing.length === 1 } : null,
    };
  } catch {
    return null;
  } finally {
    input.dispose();
  }
}

async function codecOf(track: InputTrack) {
  const codec = await track.getCodec();
  const id = await track.getInternalCodecId();
  const mark = typeof id === 'string' ? id.trim() : '';
  const name = codec
    ? (names[codec] ?? codec.toUpperCase().replace('PCM-', 'PCM '))
    : (marks[mark] ?? (mark || 'an unknown codec'));
  // Chromium's MP3 decoder takes layers I and II too.
  const plays = codec ? !without.test(codec) : /^A_MPEG\/L[12]$/.test(mark);
  const parameters = codec && bySystem.test(codec) ? await track.getCodecParameterString() : null;
  return {
    isVideo: track.type === 'video',
    name,
    plays,
    /** Named where the browser is to be asked. */
    type: parameters === null ? null : `video/mp4; codecs="${parameters}"`,
  };
}
