/**
 * Renders the showcase recordings in `sample/` from the transcripts. Run once by hand when a transcript changes:
 *   node electron/gong/emulator/media/render-speech.ts
 * Needs espeak-ng and ffmpeg on the PATH; the running product needs neither.
 *
 * Every sentence is spoken inside its own slot of the transcript, faster where it would not fit, so that seeking to a
 * sentence lands on its words. Each speaker has a voice. The video shows a clock and, in its bottom row, the same half
 * seconds as a binary number, so that a test can read the second that is really on the screen.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSampleCorpus } from '../sample-corpus.ts';
import { clockFrame, clockHeight, clockWidth } from './clock.ts';
import { showcaseAudio, showcaseVideo } from './showcase.ts';
import { slotsOf } from './timing.ts';

const rate = 22_050;
const voices = [
  'en-gb+m3',
  'en-us+f2',
  'en-gb-scotland+m7',
  'en-gb-x-rp+f4',
  'en-us+m1',
  'en-gb+f3',
  'en-us+m5',
];
const target = join(import.meta.dirname, 'sample');
const work = mkdtempSync(join(tmpdir(), 'earshot-speech-'));

function run(program: string, args: readonly string[], input?: Buffer): Buffer {
  const { status, stdout, stderr } = spawnSync(program, args, { input, maxBuffer: 1 << 30 });
  if (status !== 0) throw new Error(`${program} failed: ${stderr.toString().slice(-500)}`);
  return stdout;
}

/** Samples of a text spoken at a speed (words a minute), without the silence around it. */
function speak(text: string, voice: string, speed: number): Int16Array {
  const wav = join(work, 'line.wav');
  run('espeak-ng', ['-v', voice, '-s', String(speed), '-w', wav, '--', text]);
  const bytes = readFileSync(wav);
  const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset + 44, bytes.byteOffset + bytes.length));
  let from = 0;
  let to = samples.length;
  while (from < to && Math.abs(samples[from] as number) < 200) from++;
  while (to > from && Math.abs(samples[to - 1] as number) < 200) to--;
  return samples.subarray(from, to);
}

/** The whole call as 16-bit mono samples. */
function renderCall(id: string): { pcm: Int16Array; seconds: number } {
  const corpus = loadSampleCorpus();
  const seconds = corpus.call(id)?.metaData.duration ?? 0;
  const pcm = new Int16Array(seconds * rate);
  for (const slot of slotsOf(corpus.transcript(id))) {
    const text = slot.text.replace(/[<>&]/g, ' ').trim();
    if (text === '') continue;
    const voice = voices[slot.speaker % voices.length] as string;
    const room = Math.floor(((slot.endMs - slot.startMs) * rate) / 1000);
    let line = speak(text, voice, 165);
    if (line.length > room)
      line = speak(text, voice, Math.min(420, Math.ceil((165 * 1.04 * line.length) / room)));
    const length = Math.min(line.length, room);
    const at = Math.floor((slot.startMs * rate) / 1000);
    const fade = Math.min(400, length);
    for (let i = 0; i < length && at + i < pcm.length; i++) {
      const gain = Math.min(1, (length - i) / fade) * 0.8;
      pcm[at + i] = Math.max(-32_768, Math.min(32_767, (pcm[at + i] as number) + (line[i] as number) * gain));
    }
  }
  return { pcm, seconds };
}

const raw = ['-f', 's16le', '-ar', String(rate), '-ac', '1'];
const opus = ['-c:a', 'libopus', '-b:a', '12k', '-application', 'voip', '-frame_duration', '60'];
const reproducible = [
  '-fflags',
  '+bitexact',
  '-flags:a',
  '+bitexact',
  '-map_metadata',
  '-1',
  '-cues_to_front',
  '1',
];

for (const id of showcaseAudio) {
  const { pcm, seconds } = renderCall(id);
  const input = join(work, 'call.pcm');
  writeFileSync(input, Buffer.from(pcm.buffer));
  const audio = join(target, `${id}.audio.webm`);
  run('ffmpeg', ['-y', '-loglevel', 'error', ...raw, '-i', input, ...opus, ...reproducible, audio]);
  console.log(audio, seconds, statSync(audio).size);
  if (!showcaseVideo.includes(id)) continue;
  const framesPerSecond = 2;
  const frames = Buffer.concat(
    Array.from({ length: seconds * framesPerSecond }, (_, at) => clockFrame(at, framesPerSecond)),
  );
  const video = join(target, `${id}.video.webm`);
  run(
    'ffmpeg',
    [
      '-y',
      '-loglevel',
      'error',
      '-f',
      'rawvideo',
      '-pix_fmt',
      'gray',
      '-s',
      `${clockWidth}x${clockHeight}`,
      '-r',
      String(framesPerSecond),
      '-i',
      '-',
      '-i',
      audio,
      '-map',
      '0:v',
      '-map',
      '1:a',
      '-c:a',
      'copy',
      '-c:v',
      'libvpx-vp9',
      '-pix_fmt',
      'yuv420p',
      '-b:v',
      '0',
      '-crf',
      '40',
      '-g',
      '10',
      '-keyint_min',
      '10',
      '-deadline',
      'good',
      '-cpu-used',
      '2',
      ...reproducible,
      video,
    ],
    frames,
  );
  console.log(video, seconds, statSync(video).size);
}
rmSync(work, { recursive: true });
