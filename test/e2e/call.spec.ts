import type { Page } from '@playwright/test';
import type { Transcript } from '../../electron/contract/call.ts';
import { signPath } from '../../electron/contract/transport/session-key.ts';
import { answered, expect, expectAccessible, keyOf, nowhere, picture, rpc, test } from './app.ts';

test.use({ start: nowhere });

const clock = '5907196348553269032';
const tone = '2363974057376326059';

async function open(page: Page, callId: string, search = ''): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/call/${callId}${search}`);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
}
const player = (page: Page) => page.getByRole('region', { name: 'Player' });
const ready = (page: Page) =>
  page.waitForFunction(() => {
    const media = document.querySelector('video') ?? (window as { media?: HTMLVideoElement }).media;
    return media ? media.readyState >= 3 : false;
  });
/** The second that the picture shows: the frame number is written into its bottom row in binary, two frames a second. */
const shownSecond = (page: Page) =>
  page.evaluate(() => {
    const video = document.querySelector('video');
    if (!video) throw new Error('no video');
    const canvas = document.createElement('canvas');
    canvas.width = 320;
    canvas.height = 180;
    const context = canvas.getContext('2d');
    if (!context) throw new Error('no canvas');
    context.drawImage(video, 0, 0, 320, 180);
    let frame = 0;
    for (let bit = 0; bit < 16; bit++) {
      const [grey = 0] = context.getImageData(bit * 20 + 10, 170, 1, 1).data;
      frame = frame * 2 + (grey > 128 ? 1 : 0);
    }
    return frame / 2;
  });
const settled = (page: Page) =>
  page.waitForFunction(() => {
    const video = document.querySelector('video');
    return video && !video.seeking && video.readyState >= 2;
  });

test('seeking lands on the second asked, as the burned-in clock shows', async ({ sample: page }) => {
  await open(page, clock);
  await ready(page);
  for (const sec of [0, 17, 120, 349.5, 612, 33.5, 600]) {
    await page.goto(`${new URL(page.url()).origin}/#/call/${clock}?t=${sec}`);
    await settled(page);
    await expect.poll(async () => Math.abs((await shownSecond(page)) - sec)).toBeLessThanOrEqual(0.25);
  }
});

test('seeking in a computed recording lands on the tone of the turn', async ({ sample: page }) => {
  // Onsets after a real pause, from the transcript that the page itself plays by.
  const result = await rpc<Transcript>(page, 'call/transcript', { id: tone });
  const spoken = result.monologues.flatMap((monologue) => monologue.sentences);
  const pauses = spoken
    .map((sentence, at) => ({
      at: sentence.startMs / 1000,
      gap: (sentence.startMs - (spoken[at - 1]?.endMs ?? 0)) / 1000,
    }))
    .filter(({ at, gap }) => at > 5 && gap > 0.25);
  const third = Math.ceil(pauses.length / 3);
  const wanted = [0, 1, 2].flatMap((part) =>
    pauses
      .slice(part * third, (part + 1) * third)
      .sort((a, b) => b.gap - a.gap)
      .slice(0, 1),
  );
  expect(wanted.length).toBe(3);
  const heard = await page.evaluate(
    async ({ src, onsets }) => {
      const media = document.createElement('audio');
      media.src = src;
      const context = new AudioContext();
      const meter = context.createAnalyser();
      meter.fftSize = 256;
      context.createMediaElementSource(media).connect(meter);
      const samples = new Float32Array(256);
      const loud = () => {
        meter.getFloatTimeDomainData(samples);
        return samples.some((value) => Math.abs(value) > 0.1);
      };
      const found: number[] = [];
      for (const { at, gap } of onsets) {
        media.pause();
        media.currentTime = at - gap * 0.7;
        await new Promise((resolve) => media.addEventListener('seeked', resolve, { once: true }));
        await media.play();
        found.push(
          await new Promise<number>((resolve) => {
            let quiet = false;
            const listen = () => {
              quiet ||= !loud();
              if (quiet && loud()) resolve(media.currentTime);
              else if (media.currentTime > at + 3) resolve(Number.NaN);
              else setTimeout(listen, 5);
            };
            listen();
          }),
        );
      }
      media.pause();
      media.removeAttribute('src');
      await context.close();
      return found;
    },
    { src: await signPath(await keyOf(page), `/media/${tone}/audio`, Date.now()), onsets: wanted },
  );
  heard.forEach((sec, at) => {
    expect(Math.abs(sec - (wanted[at]?.at ?? Number.NaN))).toBeLessThanOrEqual(0.25);
  });
});

test('every way to a moment plays it: outline, receipt, transcript line, timeline', async ({
  sample: page,
}) => {
  await open(page, clock);
  await ready(page);
  const position = () => page.evaluate(() => document.querySelector('video')?.currentTime ?? -1);
  const seconds = (label: string) => {
    const [m = 0, s = 0] = (/(\d+):(\d+)/.exec(label) ?? []).slice(1).map(Number);
    return m * 60 + s;
  };
  for (const place of ['#outline', '#brief', '#key-points']) {
    const chip = page.locator(`${place} .moment`).first();
    const sec = seconds((await chip.textContent()) ?? '');
    await chip.click();
    await expect.poll(position).toBeGreaterThanOrEqual(sec - 0.25);
    expect(await position()).toBeLessThan(sec + 4);
  }
  // The transcript follows what plays, so a line is named by its time, not by its place on the screen.
  await expect(async () => {
    const label = (await page.locator('.line-time').nth(3).textContent()) ?? '';
    const sec = seconds(label);
    await page.locator('.line-time').getByText(label, { exact: true }).first().click({ timeout: 1000 });
    await expect.poll(position, { timeout: 1500 }).toBeGreaterThanOrEqual(sec - 0.25);
    expect(await position()).toBeLessThan(sec + 4);
  }).toPass();
  await expect(player(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.getByRole('listbox', { name: /^Timeline/ }).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  await expect(page.locator('.timeline [role=option][aria-selected=true]')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
});

/** The last three words of a sentence and the first three of the next one, said in a row, and the second of the former. */
function acrossSentences(monologues: Transcript['monologues']) {
  for (const { sentences } of monologues)
    for (const [at, { text, startMs }] of sentences.entries()) {
      const before = /(?:^| )((?:[a-z]{4,} ){2}[a-z]{4,})[.?!]$/.exec(text)?.[1];
      const after = /^[A-Z][a-z]{1,} (?:[a-z]{2,} )?[a-z]{2,}(?= )/.exec(sentences[at + 1]?.text ?? '')?.[0];
      if (before && after && startMs > 20_000) return { before, after, sec: startMs / 1000 };
    }
  throw new Error('No two sentences of one speaker are like this.');
}

test('finding in the call steps through its hits, and a search lands on them', async ({ sample: page }) => {
  await open(page, clock, '?q=remote%20control');
  await expect(page.getByText(/^1 of \d+ for “remote control”/)).toBeVisible();
  await expect(page.locator('.sentence.stop mark').first()).toBeVisible();
  await page.keyboard.press('Control+f');
  await page.getByRole('searchbox', { name: 'Find in this call' }).fill('the');
  await expect(page.getByText(/^1 of \d+$/)).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^2 of \d+$/)).toBeVisible();
  await expect(page.locator('.sentence.stop')).toBeInViewport();
  // What is typed is the beginning of a word; a phrase goes over the end of a sentence.
  await page.getByRole('searchbox', { name: 'Find in this call' }).fill('contro');
  await expect(page.locator('.sentence.stop mark').first()).toHaveText(/^control/i);
  const { monologues } = await rpc<Transcript>(page, 'call/transcript', { id: clock });
  const { before, after, sec } = acrossSentences(monologues);
  await page.getByRole('searchbox', { name: 'Find in this call' }).fill(`"${before} ${after}"`);
  await expect(page.getByText(/^1 of 1$/)).toBeVisible();
  await expect(page.locator('.sentence.stop mark')).toHaveText([before]);
  await expect(page.locator('.sentence.stop + .sentence mark')).toHaveText([after]);
  await page.getByRole('button', { name: 'Play this hit' }).click();
  await expect.poll(() => shownSecond(page)).toBeGreaterThanOrEqual(Math.floor(sec));
  expect(await shownSecond(page)).toBeLessThan(sec + 5);
});

test('a transcript of 10,000 sentences opens at a second, scrolls evenly and to its ends, and keeps what is selected', async ({
  sample: page,
}) => {
  const said = Array.from({ length: 1000 }, (_, at) =>
    Array.from({ length: 10 }, (__, number) => ({
      startMs: (at * 10 + number) * 60,
      endMs: (at * 10 + number) * 60 + 50,
      text: `Sentence ${at * 10 + number}${' goes on'.repeat((at * 7 + number) % 9)}.`,
    })),
  );
  await answered(page, 'call/transcript', (transcript: Transcript) => ({
    result: {
      ...transcript,
      monologues: said.map((sentences, at) => ({
        ...transcript.monologues[0],
        speakerId: transcript.speakers[at % 2]?.speakerId ?? null,
        sentences,
      })),
    },
  }));
  await open(page, clock, '?t=300');
  const lines = page.getByRole('group', { name: 'Lines of the transcript' });
  const sentence = (number: number) => lines.getByText(new RegExp(`^Sentence ${number}\\b`));
  await expect(sentence(5000)).toBeInViewport();
  expect(await lines.getByRole('button', { name: /^Play from/ }).count()).toBeLessThan(40);

  // What is selected stays so while its line is drawn, and the wheel moves what is read by as much as it turns.
  await sentence(5000).selectText();
  const top = async () => (await sentence(5000).boundingBox())?.y ?? Number.NaN;
  const before = await top();
  await lines.hover();
  for (let turn = 0; turn < 2; turn++) await page.mouse.wheel(0, 50);
  await expect.poll(async () => Math.round(before - (await top()))).toBe(100);
  expect(await page.evaluate(() => getSelection()?.toString().trim())).toMatch(/^Sentence 5000\b/);

  // As on a slow machine, where rows find their heights on the way.
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: 12 });
  await lines.focus();
  await page.keyboard.press('End');
  await expect(sentence(9999)).toBeInViewport();
  await page.keyboard.press('Home');
  await expect(sentence(0)).toBeInViewport();
});

test('a kept call plays and seeks with Gong out of reach', async ({ sample: page }) => {
  await open(page, clock);
  await page.locator('.call-head').getByRole('button', { name: 'Keep offline' }).click();
  await expect(page.locator('.call-head').getByRole('button', { name: /^Offline/ })).toBeVisible({
    timeout: 30_000,
  });
  try {
    await rpc(page, 'sample/setOnline', { online: false });
    await page.reload();
    await expect(player(page)).toContainText('On this laptop');
    await ready(page);
    // Everything of the page is here, not only the recording.
    await expect(page.locator('#brief .proof').first()).toBeVisible();
    await expect(page.locator('.line').first()).toBeVisible();
    for (const part of ['#key-points', '#outline', '#trackers', '#people', '#crm'])
      await expect(page.locator(part)).toBeAttached();
    await page.keyboard.press('r');
    await expect(page.getByRole('dialog', { name: 'Raw record' })).toContainText('"metaData"');
    await page.keyboard.press('Escape');
    await page.goto(`${new URL(page.url()).origin}/#/call/${clock}?t=400`);
    await settled(page);
    await expect.poll(async () => Math.abs((await shownSecond(page)) - 400)).toBeLessThanOrEqual(0.25);
    await page.keyboard.press('k');
    await expect
      .poll(() => page.evaluate(() => document.querySelector('video')?.currentTime ?? 0))
      .toBeGreaterThan(400.5);
  } finally {
    await rpc(page, 'sample/setOnline', { online: true });
  }
});

test('the call page is accessible and fits both sizes', async ({ sample: page }) => {
  await open(page, clock, '?t=120&q=remote%20control');
  await expect(page.locator('.line').first()).toBeVisible();
  await expectAccessible(page, 'call');
  await picture(page, 'call');
  await page.setViewportSize({ width: 1024, height: 700 });
  await expectAccessible(page, 'call, small');
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('button', { name: 'Keys of this page' }).click();
  const keysOfPage = page.getByRole('dialog', { name: 'Keys of this page' });
  for (const key of ['F3', 'Space', 'r', 'e', 'Ctrl+F', 'Ctrl+Z'])
    await expect(keysOfPage.getByText(key, { exact: true })).toBeVisible();
  await expectAccessible(page, 'keys dialog');
});

test('the hits of a search play one after the other, and what was kept becomes a list', async ({
  sample: page,
}) => {
  await open(page, clock, '?q=battery');
  await page.getByRole('button', { name: 'Play hits' }).click();
  const bar = page.getByRole('group', { name: 'Playing the hits of a search' });
  await expect(bar).toContainText(/^1 of \d+/);
  await expect(player(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await page.keyboard.press('y');
  await expect(bar).toContainText(/^2 of \d+/);
  await page.keyboard.press('n');
  await expect(bar).toContainText(/^3 of \d+/);
  await expectAccessible(page, 'playlist');
  await bar.getByRole('button', { name: 'Done (1 kept)' }).click();
  const list = page.getByRole('textbox', { name: 'List of what was kept' });
  await expect(list).toHaveValue(/battery/i);
  await expect(list).toHaveValue(/earshot:\/\/call\/\d+\?t=\d+/);
  await expectAccessible(page, 'kept list');
});

test('a recording that becomes ready late does not take the moment asked of the next one', async ({
  sample: page,
}) => {
  let arrived = () => {};
  const former = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  await page.route(`**/media/${clock}/*`, async (route) => {
    await former;
    await route.continue();
  });
  await page.route('**/rpc', async (route) => {
    const body = route.request().postData() ?? '';
    if (body.includes('"media/state"') && !body.includes(clock)) {
      arrived();
      await page.waitForTimeout(800);
    }
    await route.continue();
  });
  await open(page, clock, '?q=battery');
  await page.getByRole('button', { name: 'Play hits' }).click();
  await expect(player(page).getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect
    .poll(async () => Number(await player(page).getByRole('slider', { name: 'Position' }).inputValue()))
    .toBeGreaterThan(10);
  await page.unrouteAll();
});

test('my trackers stand beside Gong’s: listed, on the timeline, played, exported', async ({
  sample: page,
}) => {
  const ask = <T>(method: string, input: object) => rpc<T>(page, method, input);
  const definition = {
    languages: [{ language: null, phrases: ['remote control', 'battery'], relatedForms: true }],
    saidBy: 'anyone',
    onlyQuestions: false,
    saidAt: null,
  };
  await open(page, clock);
  const { tracker } = (await ask('trackers/save', { name: 'What runs it', definition })) as {
    tracker: { id: number };
  };
  try {
    // The open page follows as soon as the hits are there.
    const row = page.locator('#trackers details').filter({ hasText: 'What runs it' });
    await expect(row.getByText('mine', { exact: true })).toBeVisible();
    await expect(page.locator('.timeline-labels')).toContainText('My trackers');
    await row.locator('summary').click();
    // Its hits change under the reader's eyes; what is open stays open.
    await ask('trackers/save', {
      id: tracker.id,
      name: 'What runs it',
      definition: {
        ...definition,
        languages: [{ language: null, phrases: ['remote control'], relatedForms: true }],
      },
    });
    await expect(row.locator('.badge').nth(1)).toHaveText('4×');
    await expect(row).toHaveAttribute('open');
    await ask('trackers/save', { id: tracker.id, name: 'What runs it', definition });
    await expect(row.locator('.badge').nth(1)).toHaveText('8×');
    await expect(row).toHaveAttribute('open');
    const chip = row.getByRole('button', { name: /What runs it/ }).nth(1);
    const sec = (await chip.textContent()) ?? '';
    await chip.click();
    const [minutes = 0, seconds = 0] = sec.trim().split(':').map(Number);
    await settled(page);
    await expect
      .poll(async () => Math.abs((await shownSecond(page)) - minutes * 60 - seconds))
      .toBeLessThanOrEqual(3);
    const total = (await row.locator('.badge').nth(1).textContent()) ?? '';
    const { content } = (await ask('export/calls', { id: clock, format: 'markdown' })) as { content: string };
    expect(content).toContain(`- What runs it (mine): ${total.replace('×', '')} (`);
    await row.scrollIntoViewIfNeeded();
    await expectAccessible(page, 'call with my trackers', '#trackers');
    await picture(page, 'call-my-trackers');
    await row.getByRole('link', { name: 'What it looks for' }).click();
    await expect(page.getByRole('textbox', { name: 'Name' })).toHaveValue('What runs it');
  } finally {
    await ask('trackers/remove', { id: tracker.id });
  }
});
