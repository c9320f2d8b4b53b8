import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { levelOf, peaksPerSecond, readWaveform, stepsOf } from '../../contract/levels.ts';
import { startNodeProcess } from '../app/processes.ts';
import { levelsOf } from './levels.ts';
import { createLevelsProcess } from './levels-process.ts';
import { soundDecoder } from './sound-decoders.ts';

/** Levels of a recording that is played as it is. */
async function levels(path: string, heads: Parameters<typeof levelsOf>[0]['heads'] = []) {
  const answer = await levelsOf({ path, bytes: statSync(path).size, heads });
  return answer === 'browser' ? answer : readWaveform(answer).channels;
}

/** A second of nothing, a second of a tone of -12 dB on the first channel, -24 dB on the second. */
const tone = (channel: number, sec: number) =>
  sec < 1 ? 0 : 10 ** ((channel === 0 ? -12 : -24) / 20) * Math.sin(2 * Math.PI * 440 * sec);

interface Form {
  readonly tag: number;
  readonly bits: number;
  write(view: DataView, at: number, value: number): void;
}
const whole = (bits: number, value: number) => Math.round(value * (2 ** (bits - 1) - 1));
const forms: Readonly<Record<string, Form>> = {
  'unsigned, 8 bit': { tag: 1, bits: 8, write: (view, at, v) => view.setUint8(at, 128 + whole(8, v)) },
  '16 bit': { tag: 1, bits: 16, write: (view, at, v) => view.setInt16(at, whole(16, v), true) },
  '24 bit': {
    tag: 1,
    bits: 24,
    write(view, at, v) {
      view.setUint16(at, whole(24, v) & 0xffff, true);
      view.setInt8(at + 2, whole(24, v) >> 16);
    },
  },
  '32 bit': { tag: 1, bits: 32, write: (view, at, v) => view.setInt32(at, whole(32, v), true) },
  float: { tag: 3, bits: 32, write: (view, at, v) => view.setFloat32(at, v, true) },
};

function wav({ tag, bits, write }: Form, rate: number): Uint8Array {
  const size = (2 * bits) / 8;
  const view = new DataView(new ArrayBuffer(44 + 2 * rate * size));
  const text = (at: number, letters: string) => new Uint8Array(view.buffer).set(Buffer.from(letters), at);
  text(0, 'RIFF');
  view.setUint32(4, view.byteLength - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * size, true);
  view.setUint16(32, size, true);
  view.setUint16(34, bits, true);
  text(36, 'data');
  view.setUint32(40, view.byteLength - 44, true);
  for (let sample = 0; sample < 2 * rate; sample++)
    for (let channel = 0; channel < 2; channel++)
      write(view, 44 + sample * size + (channel * bits) / 8, tone(channel, sample / rate));
  return new Uint8Array(view.buffer);
}

describe.each(Object.entries(forms))('a WAV of plain sound, %s', (_, form) => {
  test.each([8000, 44_100])(
    '%i Hz: nothing is level 0, a tone has its own level on its own channel',
    async (rate) => {
      const path = join(testFolder(), 'tone.wav');
      writeFileSync(path, wav(form, rate));
      const found = await levels(path);
      expect(found).toHaveLength(2);
      for (const [channel, decibels] of [-12, -24].entries()) {
        const one = [...(found[channel] as Uint8Array)];
        expect(one).toHaveLength(2 * peaksPerSecond);
        expect(Math.max(...one.slice(0, peaksPerSecond - 1))).toBe(0);
        for (const level of one.slice(peaksPerSecond + 1))
          expect(Math.abs(level - levelOf(10 ** (decibels / 20)))).toBeLessThan(stepsOf(0.7));
      }
    },
  );
});

// Table of ITU-T G.711, in parts of 32,768.
test.each([
  ['alaw', { 85: -8, 213: 8, 42: -32_256, 170: 32_256, 0: -5504, 128: 5504 }],
  ['ulaw', { 255: 0, 127: 0, 0: -32_124, 128: 32_124, 112: -120, 240: 120 }],
])('%s has the values of its table', async (codec, values) => {
  const decoder = await soundDecoder({ codec, sampleRate: 8000, channels: 1 });
  const bytes = Object.keys(values).map(Number);
  const decoded = decoder?.decode([Uint8Array.from(bytes)]).channels[0] ?? [];
  expect([...decoded].map((value) => Math.round(value * 32_768) + 0)).toEqual(
    bytes.map((byte) => values[byte as never]),
  );
});

test('speech in Opus is louder than its pauses, and as long as it is', async () => {
  const sample = join(import.meta.dirname, '../../gong/emulator/media/sample/5907196348553269032.audio.webm');
  const found = await levels(sample);
  const [first] = found as readonly Uint8Array[];
  const sorted = [...(first as Uint8Array)].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))] as number;
  expect(sorted.length / peaksPerSecond).toBeGreaterThan(60);
  expect(at(0.9) - at(0.02)).toBeGreaterThan(stepsOf(25));
});

test('the real process answers, of low priority in each of its threads, and ends', async () => {
  const sample = join(import.meta.dirname, '../../gong/emulator/media/sample/5907196348553269032.audio.webm');
  const priorities: string[] = [];
  const levels = createLevelsProcess((entry, env) => {
    expect(env).toEqual({});
    const child = startNodeProcess(entry, env);
    return {
      ...child,
      onMessage: (listener) =>
        child.onMessage((message) => {
          for (const pid of childrenOf(process.pid, entry)) priorities.push(...threadPriorities(pid));
          listener(message);
        }),
    };
  });
  const question = { path: sample, bytes: statSync(sample).size, heads: [] };
  const [first, second] = [levels.ask(question), levels.ask(question)];
  expect(second).toBe(first);
  expect(await first).toMatchObject({ channels: 1 });
  if (process.platform === 'linux') {
    expect(priorities.length).toBeGreaterThan(3);
    expect(new Set(priorities)).toEqual(new Set(['10']));
  }
  levels.close();
  await expect(levels.ask(question)).rejects.toThrow('closed');
});

/** Processes of Linux that a process started with this entry. */
const childrenOf = (parent: number, entry: string) =>
  process.platform !== 'linux'
    ? []
    : readdirSync('/proc').filter((name) => {
        if (!/^\d+$/.test(name)) return false;
        try {
          const ofParent = readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1];
          return ofParent === String(parent) && readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(entry);
        } catch {
          return false;
        }
      });
const threadPriorities = (pid: string) =>
  readdirSync(`/proc/${pid}/task`).map(
    (thread) => readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8').split(') ')[1]?.split(' ')[16] ?? '',
  );

test('what has no decoder here is left to the browser, and what is no recording too', async () => {
  const path = join(testFolder(), 'other.bin');
  writeFileSync(path, 'not a recording');
  expect(await levels(path)).toBe('browser');
  const sample = join(import.meta.dirname, '../../gong/emulator/media/sample/5907196348553269032.audio.webm');
  const renamed = Buffer.from(readFileSync(sample));
  renamed.write('A_OPUZ', renamed.indexOf('A_OPUS'));
  writeFileSync(path, renamed);
  expect(await levels(path)).toBe('browser');
});
