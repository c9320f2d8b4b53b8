import type { Locator } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import type { MediaTrack } from '../../electron/gong/emulator/media.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';
import { expectAccessible, picture } from './app.ts';
import { type OwnGong, startOwnGong } from './gong.ts';

const speech = '1289968119210253771';
/** A call of a minute with a channel for each side: our side, theirs, ours again, and then silence to the end. */
const apart = '7000000000000000001';
/** The same call, encoded with what no browser plays. */
const refused = '7000000000000000002';
const said = [
  { speakerId: '11', from: 1, to: 8, text: 'How do you record your calls today?' },
  { speakerId: '22', from: 8.5, to: 14, text: 'Each of us on a channel of our own.' },
  { speakerId: '11', from: 20, to: 27, text: 'Then you will see both of us apart.' },
] as const;

/** A WAV file of the call in 8 kHz stereo: a tone for each sentence, on the channel of its side. */
function sidesApart(): Uint8Array {
  const rate = 8000;
  const length = 60 * rate;
  const bytes = Buffer.alloc(44 + 4 * length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(36 + 4 * length, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(2, 22);
  bytes.writeUInt32LE(rate, 24);
  bytes.writeUInt32LE(4 * rate, 28);
  bytes.writeUInt16LE(4, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(4 * length, 40);
  for (const { speakerId, from, to } of said)
    for (let at = from * rate; at < to * rate; at++)
      bytes.writeInt16LE(
        Math.round(9000 * Math.sin((2 * Math.PI * 300 * at) / rate)),
        44 + 4 * at + (speakerId === '11' ? 0 : 2),
      );
  return bytes;
}

/** The head of a WAV file in GSM 6.10 (format 49), as telephone systems write it, and frames of nothing. */
function gsm(): Uint8Array {
  const frames = 65 * 1500;
  const bytes = Buffer.alloc(60 + frames);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(52 + frames, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(20, 16);
  bytes.writeUInt16LE(49, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(8000, 24);
  bytes.writeUInt32LE(1625, 28);
  bytes.writeUInt16LE(65, 32);
  bytes.writeUInt16LE(2, 36);
  bytes.writeUInt16LE(320, 38);
  bytes.write('fact', 40, 'latin1');
  bytes.writeUInt32LE(4, 44);
  bytes.writeUInt32LE(320 * 1500, 48);
  bytes.write('data', 52, 'latin1');
  bytes.writeUInt32LE(frames, 56);
  return bytes;
}

const callOf = (id: string, title: string): CallData => ({
  metaData: {
    id,
    url: `https://app.gong.io/call?id=${id}`,
    title,
    started: '2026-06-10T09:00:00+02:00',
    scheduled: '2026-06-10T09:00:00+02:00',
    duration: 60,
  },
  parties: [
    { id: '1', name: 'Ada Ours', speakerId: '11', affiliation: 'Internal' },
    { id: '2', name: 'Bo Theirs', speakerId: '22', affiliation: 'External' },
  ],
});
function corpus(): LiveCorpus {
  const sample = loadSampleCorpus();
  return new LiveCorpus({
    calls: [
      sample.call(speech) as CallData,
      callOf(apart, 'Each on a channel'),
      callOf(refused, 'By telephone'),
    ],
    transcript: (id) =>
      id === speech
        ? sample.transcript(id)
        : {
            callId: id,
            transcript: said.map(({ speakerId, from, to, text }) => ({
              speakerId,
              topic: null,
              sentences: [{ start: 1000 * from, end: 1000 * to, text }],
            })),
          },
    users: sample.users(),
  });
}
const wav = (bytes: Uint8Array): MediaTrack => ({
  mime: 'audio/wav',
  size: bytes.length,
  read: (start, end) => bytes.subarray(start, end + 1),
});

let gong: OwnGong;
test.beforeAll(async ({ browser }) => {
  const [stereo, telephone] = [wav(sidesApart()), wav(gsm())];
  gong = await startOwnGong(browser, corpus(), (source) => ({
    audio: (id) => (id === apart ? stereo : id === refused ? telephone : source.audio(id)),
    video: source.video,
  }));
});
test.afterAll(async () => gong.stop());

/** How many pixels of each colour there are in the rows of a canvas, transparent ones left out. */
const coloursOf = (canvas: Locator, from: number, to: number) =>
  canvas.evaluate(
    (element, [first, last]) => {
      const picture = element as HTMLCanvasElement;
      const scale = picture.height / picture.clientHeight;
      const context = picture.getContext('2d');
      const colours: Record<string, number> = {};
      if (!context) return colours;
      const { data } = context.getImageData(0, first * scale, picture.width, (last - first) * scale);
      for (let at = 0; at < data.length; at += 4) {
        if ((data[at + 3] ?? 0) < 255) continue;
        const name = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        colours[name] = (colours[name] ?? 0) + 1;
      }
      return colours;
    },
    [from, to] as const,
  );

for (const scheme of ['light', 'dark'] as const)
  test(`a kept call has a waveform, ${scheme}`, async () => {
    const { page, origin } = gong;
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(`${origin}/#/call/${speech}`);
    const box = page.locator('.timeline-box');
    await expect(box).toBeVisible();
    await gong.rpc('media/keep', { ids: [speech] });
    await expect(box).toHaveAttribute('data-waveform', 'one');

    const peaks = await gong.rpc<{ channels: number; levels: string }>('media/peaks', { id: speech });
    const levels = Buffer.from(peaks.levels, 'base64');
    // 343 s as ffprobe tells, 20 a second; the speech was rendered with a peak of -5 dB.
    expect(peaks.channels).toBe(1);
    expect(Math.abs(levels.length - 343 * 20)).toBeLessThan(4);
    expect(Math.max(...levels)).toBeGreaterThan(225);

    const side = await page.evaluate(() => {
      const probe = document.body.appendChild(document.createElement('span'));
      probe.style.color = 'var(--unknown)';
      const colour = getComputedStyle(probe).color.match(/\d+/g)?.join(',') ?? '';
      probe.remove();
      return colour;
    });
    // Below the axis (16) and the speakers' lane (18).
    await expect
      .poll(async () => (await coloursOf(box.locator('canvas'), 36, 66))[side] ?? 0)
      .toBeGreaterThan(2000);
    await expect(page.locator('.scrub-wave canvas')).toHaveCount(2);
  });

test('a kept call with a speaker a channel has each side on its half, says what is silent, and nothing moves when the waveform comes', async () => {
  const { page, origin } = gong;
  let arrive = () => {};
  const held = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  await page.route('**/rpc', async (route) => {
    if ((route.request().postDataJSON() as { method: string }).method === 'media/makePeaks') await held;
    await route.fallback();
  });
  await page.goto(`${origin}/#/call/${apart}`);
  const box = page.locator('.timeline-box');
  await expect(box).toBeVisible();
  await gong.rpc('media/keep', { ids: [apart] });
  const dock = page.getByRole('region', { name: 'Player' });
  await expect(dock.getByRole('button', { name: /^Offline/ })).toBeVisible();
  const heights = async () => [(await box.boundingBox())?.height, (await dock.boundingBox())?.height];
  const before = await heights();
  await expect(box).not.toHaveAttribute('data-waveform');
  arrive();
  await expect(box).toHaveAttribute('data-waveform', 'sides');
  await page.unrouteAll();
  expect(await heights()).toEqual(before);

  // Below the axis (16) and the speakers' lane (18), 17 for each side: ours says 14 s of the minute, they 5.5.
  const sides = await page.evaluate(() =>
    ['--company', '--customer'].map((name) => {
      const probe = document.body.appendChild(document.createElement('span'));
      probe.style.color = `var(${name})`;
      const colour = getComputedStyle(probe).color.match(/\d+/g)?.join(',') ?? '';
      probe.remove();
      return colour;
    }),
  );
  const [ours = '', theirs = ''] = sides;
  await expect
    .poll(async () => (await coloursOf(box.locator('canvas'), 35, 50))[ours] ?? 0)
    .toBeGreaterThan(1000);
  const above = await coloursOf(box.locator('canvas'), 35, 50);
  const below = await coloursOf(box.locator('canvas'), 52, 67);
  expect(above[theirs] ?? 0).toBe(0);
  expect(below[ours] ?? 0).toBe(0);
  expect((above[ours] ?? 0) / (below[theirs] ?? 1)).toBeGreaterThan(2);
  // 6 s between and 33 s at the end, in whole minutes.
  await expect(dock.getByRole('img', { name: 'Waveform, the sides apart, 1 min of silence' })).toBeVisible();
  await expectAccessible(page, 'a call with its waveform');
  await picture(page, 'waveform-sides');
});

test('silence at the end of a recording is skipped, to its end', async () => {
  const { page, origin } = gong;
  await gong.rpc('media/keep', { ids: [apart] });
  await page.goto(`${origin}/#/call/${apart}?t=26`);
  const dock = page.getByRole('region', { name: 'Player' });
  await expect(dock.getByRole('img', { name: /^Waveform/ })).toBeVisible();
  await dock.getByRole('combobox', { name: 'Silence' }).selectOption('normal');
  await dock.getByRole('button', { name: 'Play', exact: true }).click();
  await expect(dock).toContainText('1 min of silence skipped');
  await expect(dock.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await expect(dock.locator('.dock-time')).toHaveText(/^(0:59|1:00) \/ 1:00$/);
  await dock.getByRole('combobox', { name: 'Silence' }).selectOption('off');
});

test('a recording that no browser plays is named, in a dock that is accessible', async () => {
  const { page, origin } = gong;
  await page.goto(`${origin}/#/call/${refused}`);
  const dock = page.getByRole('region', { name: 'Player' });
  await expect(dock.getByRole('alert')).toContainText('GSM');
  await expect(dock.getByRole('link', { name: 'Save the recording' })).toBeVisible();
  await expectAccessible(page, 'a refused recording', '.dock');
  await picture(page, 'dock-refused');
});
