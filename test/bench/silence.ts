/**
 * What skipping silence by the waveform takes away: speech under noise, on a telephone, half of its turns faint, with typing or music in
 * its pauses. The speech is the sample meetings', and recordings of people where `--speech` names a folder of WAV files.
 *   npm run -s bench:silence [-- --speech DIR]
 * Needs ffmpeg. For each: seconds skipped, the loudest moment of speech in them, in dB below the speech of the call (a faint turn's: below its own), and seconds of typing or music that are. The last line is JSON.
 */
import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createPeaks } from '../../electron/contract/peaks.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import { merge, type Stretch, silenceStrengths, skipFrom } from '../../renderer/features/player/turns.ts';
import { soundOf } from '../../renderer/features/player/waveform-silence.ts';
import { table } from './support/table.ts';

const { values: options } = parseArgs({ options: { speech: { type: 'string' } } });
const rate = 16_000;
/** Length of a moment in samples: 50 ms. */
const moment = rate / 20;

interface Spoken {
  readonly name: string;
  /** Speech alone. */
  readonly clean: Float32Array<ArrayBuffer>;
  readonly sentences: readonly Stretch[];
}

function decode(path: string): Float32Array<ArrayBuffer> {
  const out = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-ac', '1', '-ar', String(rate), '-f', 'f32le', '-'],
    { maxBuffer: 2 ** 29 },
  );
  return Float32Array.from({ length: out.length / 4 }, (_, at) => out.readFloatLE(4 * at));
}

function meeting(id: string): Spoken {
  const clean = decode(
    join(import.meta.dirname, `../../electron/gong/emulator/media/sample/${id}.audio.webm`),
  );
  const sentences = (loadSampleCorpus().transcript(id)?.transcript ?? []).flatMap((monologue) =>
    (monologue.sentences ?? []).map(({ start, end }) => ({
      from: (start ?? 0) / 1000,
      to: (end ?? 0) / 1000,
    })),
  );
  return { name: `meeting ${id}`, clean, sentences: merge(sentences) };
}

/** Numbers from 0 to 1, the same in every run. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const loudness = (samples: Float32Array, from: number, to: number) => {
  let most = 0;
  for (let at = Math.max(0, Math.floor(from)); at < Math.min(samples.length, to); at++)
    most = Math.max(most, Math.abs(samples[at] as number));
  return most;
};
const decibels = (peak: number) => 20 * Math.log10(Math.max(peak, 1e-9));

/** Recordings of people one after the other, equally loud, with pauses of digital silence between. What each holds is its sentence. */
function conversation(dir: string): Spoken {
  const random = createRandom(7);
  const parts: Float32Array[] = [];
  const sentences: Stretch[] = [];
  let length = 0;
  for (const file of readdirSync(dir).sort()) {
    const samples = decode(join(dir, file));
    const gain = 0.4 / loudness(samples, 0, samples.length);
    parts.push(samples.map((sample) => sample * gain));
    sentences.push({ from: length / rate, to: (length + samples.length) / rate });
    const pause = Math.round(rate * (0.4 + 6 * random()));
    parts.push(new Float32Array(pause));
    length += samples.length + pause;
  }
  const clean = new Float32Array(length);
  let at = 0;
  for (const part of parts) {
    clean.set(part, at);
    at += part.length;
  }
  return { name: 'recorded speech', clean, sentences };
}

/** Pauses between sentences. */
function gapsOf({ sentences, clean }: Spoken): Stretch[] {
  const gaps: Stretch[] = [];
  let end = 0;
  for (const { from, to } of [...sentences, { from: clean.length / rate, to: clean.length / rate }]) {
    if (from > end) gaps.push({ from: end, to: from });
    end = Math.max(end, to);
  }
  return gaps;
}

type Change = (clean: Float32Array<ArrayBuffer>, spoken: Spoken) => Float32Array<ArrayBuffer>;
const amplitude = (db: number) => 10 ** (db / 20);

const noise =
  (db: number): Change =>
  (clean) => {
    const random = createRandom(3);
    return clean.map((sample) => sample + 2 * amplitude(db) * (random() - 0.5));
  };
const telephone: Change = (clean) =>
  noise(-58)(clean, {} as Spoken).map((sample) => {
    const size = Math.log1p(255 * Math.min(1, Math.abs(sample))) / Math.log(256);
    return (Math.sign(sample) * (256 ** (Math.round(size * 127) / 127) - 1)) / 255;
  });
const faint: Change = (clean, { sentences }) => {
  const soft = clean.slice();
  for (const [nth, { from, to }] of sentences.entries())
    if (nth % 2 === 1)
      for (let at = Math.floor(from * rate); at < to * rate; at++)
        soft[at] = (soft[at] ?? 0) * amplitude(-23);
  return noise(-66)(soft, {} as Spoken);
};
/** Something in every pause, from 0.3 s after speech to 0.3 s before. */
const inGaps =
  (sound: (sec: number, random: () => number) => number): Change =>
  (clean, spoken) => {
    const mixed = noise(-66)(clean, spoken);
    const random = createRandom(5);
    for (const { from, to } of gapsOf(spoken))
      for (let at = Math.ceil((from + 0.3) * rate); at < (to - 0.3) * rate; at++)
        mixed[at] = (mixed[at] as number) + sound(at / rate, random);
    return mixed;
  };
/** Strokes of 8 ms, about five a second. */
const typing = (db: number) => {
  let next = 0;
  return inGaps((sec, random) => {
    if (sec < next - 1 || sec > next + 0.008) next = sec + 0.08 + 0.28 * random();
    return sec >= next && sec < next + 0.008 ? amplitude(db) * (2 * random() - 1) : 0;
  });
};
const music = (db: number) =>
  inGaps((sec) => {
    const note = 220 * 2 ** ((Math.floor(sec * 2) % 5) / 5);
    const swell = 0.6 + 0.4 * Math.sin(2 * Math.PI * 2 * sec);
    return (
      (amplitude(db) / 2) * swell * (Math.sin(2 * Math.PI * note * sec) + Math.sin(3 * Math.PI * note * sec))
    );
  });
const situations: readonly { name: string; change: Change; added: boolean }[] = [
  { name: 'noise -70 dB', change: noise(-70), added: false },
  { name: 'noise -50 dB', change: noise(-50), added: false },
  { name: 'noise -40 dB', change: noise(-40), added: false },
  { name: 'noise -30 dB', change: noise(-30), added: false },
  { name: 'telephone, comfort noise', change: telephone, added: false },
  { name: 'half of the turns 23 dB fainter', change: faint, added: false },
  { name: 'typing -30 dB', change: typing(-30), added: true },
  { name: 'typing -40 dB', change: typing(-40), added: true },
  { name: 'music -20 dB', change: music(-20), added: true },
  { name: 'music -35 dB', change: music(-35), added: true },
];

/** What is skipped when a recording is played from its start. */
function skipped(stretches: readonly Stretch[], shortest: number, durationSec: number): Stretch[] {
  const all: Stretch[] = [];
  for (let sec = 0; sec < durationSec; sec += 0.1) {
    const to = skipFrom(stretches, sec, shortest, durationSec);
    if (to === null) continue;
    all.push({ from: sec, to });
    sec = to;
  }
  return all;
}

const speeches = [
  meeting('1289968119210253771'),
  meeting('5907196348553269032'),
  ...(options.speech ? [conversation(options.speech)] : []),
];
const results: Record<string, string | number | null>[] = [];
for (const spoken of speeches) {
  const durationSec = spoken.clean.length / rate;
  const moments = spoken.sentences
    .flatMap(({ from, to }) =>
      Array.from({ length: Math.floor((to - from) * 20) }, (_, nth) =>
        loudness(
          spoken.clean,
          Math.floor(from * rate) + nth * moment,
          Math.floor(from * rate) + (nth + 1) * moment,
        ),
      ),
    )
    .sort((a, b) => a - b);
  const usual = decibels(moments[Math.floor(0.95 * moments.length)] ?? 1);
  const gaps = gapsOf(spoken);
  for (const { name, change, added } of situations) {
    const heard = change(spoken.clean, spoken);
    const peaks = createPeaks();
    peaks.add(
      { length: heard.length, sampleRate: rate, numberOfChannels: 1, getChannelData: () => heard },
      durationSec,
    );
    const waveform = peaks.waveform();
    if (!waveform) throw new Error('no waveform');
    const sound = soundOf(waveform, spoken.sentences);
    for (const strength of ['gentle', 'normal', 'strong'] as const) {
      const gone = skipped(sound, silenceStrengths[strength], durationSec);
      const total = gone.reduce((sum, { from, to }) => sum + to - from, 0);
      const loudest = Math.max(
        0,
        ...gone.map(({ from, to }) => loudness(spoken.clean, from * rate, to * rate)),
      );
      const inPauses = gone.reduce(
        (sum, one) =>
          sum +
          gaps.reduce(
            (part, { from, to }) =>
              part + Math.max(0, Math.min(one.to, to - 0.3) - Math.max(one.from, from + 0.3)),
            0,
          ),
        0,
      );
      results.push({
        speech: spoken.name,
        situation: name,
        strength,
        skippedSec: Number(total.toFixed(1)),
        loudestSpeech: loudest === 0 ? null : Number((decibels(loudest) - usual).toFixed(0)),
        addedSec: added ? Number(inPauses.toFixed(1)) : null,
      });
    }
  }
}
console.log(
  table(
    ['speech', 'situation', 'strength', 'skipped s', 'speech in it, dB', 'typing or music s'],
    results.map((row) => Object.values(row).map((cell) => `${cell ?? '–'}`)),
  ),
);
console.log(JSON.stringify({ bench: 'silence', results }));
