import { execFile } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createMp3Encoder } from 'wasm-media-encoders';
import { soundRate, toldSound } from './told-sound.ts';

const run = promisify(execFile);

/** A file as somebody may hand it out. */
export interface Recording {
  readonly name: string;
  readonly file: string;
  readonly kind: 'audio' | 'video';
  readonly mime: string;
  /** Seconds of sound in it. */
  readonly seconds: number;
  /** No browser plays it. */
  readonly refused?: boolean;
  /** Makes it; ffmpeg's arguments between the source and the file, or a program of our own. */
  readonly make: readonly string[] | ((files: Files) => Promise<void> | void);
}

/** Where the source lies and where a file goes. */
interface Files {
  readonly source: string;
  readonly to: string;
  of(file: string): string;
}

const mp3 = ['-c:a', 'libmp3lame'];
/** Refused files are never played: two minutes of them do. */
const short = ['-t', '120'];
const audio = (name: string, file: string, mime: string, make: Recording['make'], more = {}) =>
  ({ name, file, kind: 'audio', mime, make, seconds: 3600, ...more }) as const;
const refused = (name: string, file: string, mime: string, codec: string) =>
  audio(name, file, mime, [...short, '-c:a', codec], { refused: true, seconds: 120 });

/** Every form that recordings come in, and some that broke; what is made of another file stands after it. */
export const recordings: readonly Recording[] = [
  audio('WAV, 16 bit', 'pcm.wav', 'audio/wav', ['-c:a', 'copy']),
  audio('MP3, constant bit rate', 'cbr.mp3', 'audio/mpeg', [...mp3, '-b:a', '48k']),
  audio('MP3, variable, Xing header', 'xing.mp3', 'audio/mpeg', [...mp3, '-q:a', '4']),
  audio('MP3, variable, no header (LAME)', 'lame.mp3', 'audio/mpeg', encodeByLame),
  audio('M4A (AAC)', 'aac.m4a', 'audio/mp4', ['-c:a', 'aac', '-b:a', '48k']),
  audio('Opus in WebM', 'opus.webm', 'audio/webm', ['-c:a', 'libopus', '-b:a', '32k']),
  audio('Opus in Ogg', 'opus.ogg', 'audio/ogg', ['-c:a', 'libopus', '-b:a', '32k']),
  audio('FLAC', 'sound.flac', 'audio/flac', ['-c:a', 'flac']),
  audio('AAC without container (ADTS)', 'adts.aac', 'audio/aac', ['-c:a', 'aac', '-b:a', '48k']),
  // Written to a pipe, as a recorder does: neither length nor cues can be filled in afterwards.
  audio('WebM of a recorder (no length, no cues)', 'live.webm', 'audio/webm', ({ source, to }) =>
    pipeTo(to, ['-i', source, '-c:a', 'libopus', '-b:a', '32k', '-f', 'webm', 'pipe:1']),
  ),
  audio('WAV, A-law', 'alaw.wav', 'audio/wav', ['-ar', '8000', '-c:a', 'pcm_alaw']),
  audio('WAV, mu-law', 'mulaw.wav', 'audio/wav', ['-ar', '8000', '-c:a', 'pcm_mulaw']),
  audio('WAV, 24 bit', 's24.wav', 'audio/wav', ['-ar', '8000', '-c:a', 'pcm_s24le']),
  audio('WAV, float', 'float.wav', 'audio/wav', ['-ar', '8000', '-c:a', 'pcm_f32le']),
  {
    ...audio('MP4 video, sound starts 1.5 s late', 'late.mp4', 'video/mp4', ({ source, to }) =>
      // The sound of before 1.5 s is cut off and the rest put where it was, so that every second still tells itself.
      ffmpeg([
        ...[
          '-f',
          'lavfi',
          '-i',
          'color=c=gray:s=64x36:r=1:d=3600',
          '-ss',
          '1.5',
          '-itsoffset',
          '1.5',
          '-i',
          source,
        ],
        ...[
          '-map',
          '0:v',
          '-map',
          '1:a',
          '-c:v',
          'libx264',
          '-preset',
          'ultrafast',
          '-c:a',
          'aac',
          '-b:a',
          '48k',
        ],
        to,
      ]),
    ),
    kind: 'video',
  },
  audio(
    'MP3, variable, cut off after 2,000 s',
    'cut.mp3',
    'audio/mpeg',
    ({ of, to }) => {
      const whole = readFileSync(of('xing.mp3'));
      const end = readFileSync(of('first.mp3')).length;
      writeFileSync(to, whole.subarray(0, Math.min(whole.length, end)));
    },
    { seconds: 2000 },
  ),
  audio('MP3, variable, junk before its frames', 'junk.mp3', 'audio/mpeg', ({ of, to }) => {
    const text = "This recording was exported by somebody's program. ".repeat(200);
    writeFileSync(to, Buffer.concat([Buffer.from(text), readFileSync(of('xing.mp3'))]));
  }),
  audio('MP3, variable, two files glued', 'glued.mp3', 'audio/mpeg', ({ of, to }) => {
    writeFileSync(to, Buffer.concat([readFileSync(of('first.mp3')), readFileSync(of('second.mp3'))]));
  }),
  audio('MP3, variable, Xing counts half the frames', 'count.mp3', 'audio/mpeg', ({ of, to }) => {
    const bytes = Buffer.from(readFileSync(of('xing.mp3')));
    const at = bytes.indexOf('Xing');
    bytes.writeUInt32BE(bytes.readUInt32BE(at + 8) >>> 1, at + 8);
    writeFileSync(to, bytes);
  }),
  audio('MP3, variable, 2 MB picture in ID3', 'picture.mp3', 'audio/mpeg', ({ of, to }) => {
    writeFileSync(to, Buffer.concat([pictureTag(2_000_000), readFileSync(of('xing.mp3'))]));
  }),
  refused('WAV, GSM 6.10', 'gsm.wav', 'audio/wav', 'libgsm_ms'),
  refused('WAV, IMA ADPCM', 'ima.wav', 'audio/wav', 'adpcm_ima_wav'),
  refused('WAV, MS ADPCM', 'ms.wav', 'audio/wav', 'adpcm_ms'),
  refused('WAV, G.722', 'g722.wav', 'audio/wav', 'g722'),
  refused('WAV, G.726', 'g726.wav', 'audio/wav', 'g726'),
  refused('M4A (ALAC)', 'alac.m4a', 'audio/mp4', 'alac'),
  refused('Speex in Ogg', 'speex.ogg', 'audio/ogg', 'libspeex'),
  refused('WMA', 'sound.wma', 'audio/x-ms-wma', 'wmav2'),
];

/** Encodings of a part that others are made of; nobody hands them out. */
const parts: readonly Pick<Recording, 'file' | 'make'>[] = [
  { file: 'first.mp3', make: ['-t', '2000', ...mp3, '-q:a', '4'] },
  { file: 'second.mp3', make: ['-ss', '2000', ...mp3, '-q:a', '4'] },
];

/** Makes the recordings that are not in `dir` yet. Rejects where ffmpeg is not installed. */
export async function makeRecordings(
  dir: string,
  wanted: readonly Recording[],
  say: (text: string) => void,
): Promise<void> {
  const of = (file: string) => join(dir, file);
  const source = of('source.wav');
  if (!existsSync(source)) writeSource(source, 3600);
  const make = async ({ file, make }: Pick<Recording, 'file' | 'make'>) => {
    if (existsSync(of(file))) return;
    say(`making ${file}`);
    // Under another name until it is whole: the file of a run that was ended must not be taken for one.
    const to = of(`new-${file}`);
    if (typeof make === 'function') await make({ source, to, of });
    else
      await ffmpeg([
        ...(make[0] === '-ss' ? make.slice(0, 2) : []),
        '-i',
        source,
        ...(make[0] === '-ss' ? make.slice(2) : make),
        ...codecRate(file),
        to,
      ]);
    renameSync(to, of(file));
  };
  const needed = [...parts, ...recordings.filter((one) => one.file === 'xing.mp3' || wanted.includes(one))];
  const byProgram = needed.filter((one) => typeof one.make !== 'function');
  const byUs = needed.filter((one) => typeof one.make === 'function');
  await Promise.all(
    [0, 1].map(async (half) => {
      for (const one of byProgram.filter((_, at) => at % 2 === half)) await make(one);
    }),
  );
  for (const one of byUs) await make(one);
}

/** What telephones speak has their rate. */
const codecRate = (file: string) => (/^(gsm|g726|speex)/.test(file) ? ['-ar', '8000'] : []);

async function ffmpeg(args: readonly string[]): Promise<void> {
  await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...args]);
}

async function pipeTo(to: string, args: readonly string[]): Promise<void> {
  const { stdout } = await run('ffmpeg', ['-hide_banner', '-loglevel', 'error', ...args], {
    encoding: 'buffer',
    maxBuffer: 2 ** 28,
  });
  writeFileSync(to, stdout);
}

/** LAME alone writes frames and nothing else: no Xing header. */
async function encodeByLame({ source, to }: Files): Promise<void> {
  const encoder = await createMp3Encoder();
  encoder.configure({ sampleRate: soundRate, channels: 1, vbrQuality: 4 });
  const pcm = readFileSync(source).subarray(44);
  const file = openSync(to, 'w');
  for (let at = 0; at < pcm.length; at += 2 * soundRate * 10) {
    const samples = Math.min(soundRate * 10, (pcm.length - at) / 2);
    writeSync(
      file,
      encoder.encode([
        Float32Array.from({ length: samples }, (_, n) => pcm.readInt16LE(at + 2 * n) / 32_768),
      ]),
    );
  }
  writeSync(file, encoder.finalize());
  closeSync(file);
}

function writeSource(to: string, seconds: number): void {
  const bytes = 2 * soundRate * seconds;
  const head = Buffer.alloc(44);
  head.write('RIFF', 0, 'latin1');
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8, 'latin1');
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(soundRate, 24);
  head.writeUInt32LE(2 * soundRate, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36, 'latin1');
  head.writeUInt32LE(bytes, 40);
  const file = openSync(`${to}.new`, 'w');
  writeSync(file, head);
  for (let sec = 0; sec < seconds; sec += 60) {
    const { buffer } = toldSound(seconds, sec * soundRate, Math.min(seconds, sec + 60) * soundRate);
    writeSync(file, new Uint8Array(buffer));
  }
  closeSync(file);
  renameSync(`${to}.new`, to);
}

/** An ID3 tag with a picture of so many bytes. */
function pictureTag(size: number): Buffer {
  const mime = Buffer.from('\0image/png\0\u0003\0', 'latin1');
  const frame = Buffer.alloc(10);
  frame.write('APIC', 0, 'latin1');
  frame.writeUInt32BE(mime.length + size, 4);
  const body = 10 + mime.length + size;
  const head = Buffer.from([
    0x49,
    0x44,
    0x33,
    3,
    0,
    0,
    ...[21, 14, 7, 0].map((bits) => (body >> bits) & 0x7f),
  ]);
  return Buffer.concat([head, frame, mime, Buffer.alloc(size, 0x5a)]);
}

/** Size of a made recording in bytes. */
export const sizeOf = (dir: string, { file }: Recording): number => statSync(join(dir, file)).size;
