import { screen, waitFor, within } from '@testing-library/dom';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { MediaState, RecordingFacts } from '../../../electron/contract/call.ts';
import { type Answers, first, type MountedPage, mountPage } from '../../../test/support/view/page.ts';

const speech = '1289968119210253771';
const other = '3028586868772267367';

/** What the element of the player would do with a recording; tests say when it has come. */
const media = {
  paused: true,
  sec: 0,
  duration: Number.NaN,
  error: null as { code: number } | null,
  refused: false,
};
let element: HTMLVideoElement;
const tell = (...events: string[]) => {
  for (const event of events) element.dispatchEvent(new Event(event));
};

beforeEach(() => {
  // The page itself asks whether a recording's bytes come.
  vi.stubGlobal('fetch', async () => new Response('a', { status: media.refused ? 502 : 206 }));
  Object.assign(media, { refused: false, paused: true, sec: 0, duration: Number.NaN, error: null });
  const property = (name: string, get: () => unknown, set?: (value: never) => void) =>
    vi.spyOn(HTMLMediaElement.prototype, name as never, 'get').mockImplementation(get as never) &&
    set &&
    vi.spyOn(HTMLMediaElement.prototype, name as never, 'set' as never).mockImplementation(set as never);
  property('paused', () => media.paused);
  property('duration', () => media.duration);
  property('error', () => media.error);
  property('seeking', () => false);
  property(
    'currentTime',
    () => media.sec,
    (sec: number) => {
      if (!Number.isFinite(sec)) throw new TypeError('The provided double value is non-finite.');
      media.sec = sec;
    },
  );
  vi.spyOn(HTMLMediaElement.prototype, 'load').mockImplementation(() => {
    Object.assign(media, { paused: true, sec: 0, duration: Number.NaN, error: null });
  });
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockImplementation(async () => {
    media.paused = false;
    tell('playing');
  });
  vi.spyOn(HTMLMediaElement.prototype, 'pause').mockImplementation(() => {
    if (media.paused) return;
    media.paused = true;
    tell('pause');
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

const streamable = (callId: string, query = ''): MediaState => ({
  callId,
  state: 'streamable',
  message: 'Streamed from Gong.',
  audioUrl: `/media/${callId}/audio${query}`,
  originalUrl: `/media/${callId}/audio?original`,
  videoUrl: null,
  offlineBytes: 0,
});
const facts = (callId: string, over: Partial<RecordingFacts> = {}): RecordingFacts => ({
  callId,
  kind: 'audio',
  format: 'MP3',
  playable: true,
  seeking: 'exact',
  durationSec: null,
  message: null,
  picture: null,
  ...over,
});

const sources = () => element.getAttribute('src');
const dock = () => screen.findByRole('region', { name: 'Player' });
const button = async (name: string | RegExp) => within(await dock()).findByRole('button', { name });

/** The view at a route, with a player that has every recording. */
async function open(route: string, answers: Answers = {}): Promise<MountedPage> {
  const page = await mountPage(route, {
    'media/state': async ({ id }) => streamable(id),
    'media/renew': async ({ id }) => streamable(id),
    'media/describe': async ({ id }) => facts(id),
    'personal/progress': async () => ({ ok: true }),
    ...answers,
  });
  ({ element } = await import('./player.ts'));
  return page;
}
/** The recording of a call arrives. */
async function arrives(callId: string, duration = 300): Promise<void> {
  await waitFor(() => expect(sources()).toContain(callId));
  media.duration = duration;
  tell('durationchange', 'loadedmetadata');
}
/** The page of another call is there as a whole. */
async function pageOf(callId: string, asked: MountedPage['asked']): Promise<void> {
  await waitFor(() =>
    expect(JSON.stringify(asked.filter(({ name }) => name === 'call/get'))).toContain(callId),
  );
  await waitFor(() => expect(document.querySelector(`.call-page #facts`)).toBeNull());
  await first('.call-page #facts');
}
const plays = () => !media.paused;
/** Plays on to a second, as the element would say it. */
function hear(sec: number): void {
  media.sec = sec;
  tell('timeupdate');
}

test('a playback that failed starts no other call, whatever is opened afterwards', async () => {
  const { user, go } = await open(`/call/${speech}`, {
    'media/state': async ({ id }) =>
      id === speech
        ? { ...streamable(id), state: 'unreachable', message: 'Gong did not answer in time.', audioUrl: null }
        : streamable(id),
  });
  await waitFor(async () => expect((await dock()).textContent).toContain('Gong did not answer in time.'));
  await user.click((await screen.findAllByRole('button', { name: /^Play from/ }))[2] as HTMLElement);
  await waitFor(async () => expect((await dock()).textContent).toContain('Gong did not answer in time.'));
  go(`/call/${other}`);
  await arrives(other);
  await waitFor(async () => expect((await dock()).textContent).toContain('/ 5:00'));
  expect(plays()).toBe(false);
  expect(media.sec).toBe(0);
});

test('what is about to play is not taken away by the page of another call, and does not lend it its second', async () => {
  const { user, go, asked } = await open(`/call/${speech}`);
  await waitFor(() => expect(sources()).toContain(speech));
  await user.click((await screen.findAllByRole('button', { name: /^Play from/ }))[3] as HTMLElement);
  go(`/call/${other}?t=77`);
  await pageOf(other, asked);
  expect(sources()).toContain(speech);
  await arrives(speech);
  expect(plays()).toBe(true);
  // And once it was paused, the other page plays its own.
  media.sec = 30;
  await user.click(await button('Pause'));
  const moment = (await screen.findAllByRole('button', { name: /^Play from/ }))[0] as HTMLElement;
  await user.click(moment);
  await arrives(other);
  expect(plays()).toBe(true);
  const [, minutes, seconds] = /(\d+):(\d\d)/.exec(moment.textContent ?? '') ?? [];
  expect(Math.floor(media.sec)).toBe(60 * Number(minutes) + Number(seconds));
});

test('a covered window is silent, also to the media keys, and stands where it stood when it is uncovered', async () => {
  const { core, bridge } = await open('/library');
  const { loadCall, toggle } = await import('./player.ts');
  void loadCall(speech, { sec: 30 });
  await arrives(speech);
  toggle();
  expect(plays()).toBe(true);
  const info = await core.request('app/info', {});
  bridge.emit('app/info', { ...info, cover: { on: true, by: 'unlock' } });
  expect(plays()).toBe(false);
  toggle();
  expect(plays()).toBe(false);
  bridge.emit('app/info', { ...info, cover: { on: false, by: 'unlock' } });
  expect(plays()).toBe(false);
  toggle();
  expect([plays(), media.sec]).toEqual([true, 30]);
});

test('the end of a snippet stops no call that is played later, nor the same one', async () => {
  await open('/library');
  const { loadCall, playMoment, toggle } = await import('./player.ts');
  playMoment(speech, 30, undefined, 32);
  await arrives(speech);
  expect(plays()).toBe(true);
  void loadCall(other);
  await arrives(other);
  toggle();
  hear(31);
  hear(33);
  expect(plays()).toBe(true);
  media.paused = true;
  void loadCall(speech, { sec: 30 });
  await arrives(speech);
  toggle();
  hear(31);
  hear(33);
  expect(plays()).toBe(true);
});

test('one click closes the player and its playlist, and what was kept can be had back with the list', async () => {
  const { user } = await open('/library');
  const { playStops, playlist, keep } = await import('./playlist.ts');
  const stop = (callId: string, startSec: number) => ({
    ...{ callId, startSec, title: 'A call', startedMs: 0, text: 'Words', speaker: null, tags: [] },
  });
  playStops('words', [stop(speech, 100), stop(other, 50)], 20);
  await arrives(speech, 300);
  keep();
  await arrives(other);
  await user.click(await button('Close the player'));
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Player' })).toBeNull());
  expect(playlist.now).toBeNull();
  const { toasts } = await import('../../ui/toasts.ts');
  expect(toasts.list().map(({ text }) => text)).toEqual(['The player is closed, with a list of 1 kept hit']);
  toasts.undo();
  const list = await screen.findByRole('textbox', { name: 'List of what was kept' });
  expect((list as HTMLTextAreaElement).value).toContain(`earshot://call/${speech}?t=100`);
  expect(plays()).toBe(false);
});

test('a playlist tells finite numbers only and ends each hit within its recording, however long the browser takes it to be', async () => {
  await open('/library');
  const { playStops, playlist } = await import('./playlist.ts');
  const stop = (callId: string, startSec: number) => ({
    ...{ callId, startSec, title: 'A call', startedMs: 0, text: 'Words', speaker: null, tags: [] },
  });
  const player = async () => (await dock()).textContent ?? '';
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
      ),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      async (duration, startSec) => {
        playStops('words', [stop(speech, startSec), stop(speech, 10)], 20);
        await arrives(speech, duration);
        expect(Number.isFinite(media.sec)).toBe(true);
        expect(await player()).not.toMatch(/NaN|Infinity|undefined/);
        // Its end is reached, by playing or by the end of the recording: the next one follows.
        media.paused = true;
        tell('pause', 'ended');
        await waitFor(() => expect(playlist.now?.at).toBe(1));
        expect(media.sec).toBeLessThanOrEqual(7);
      },
    ),
    { numRuns: 20 },
  );
});

test('hits that play one after the other go on at the end of a recording too, and not after a failure', async () => {
  await open('/library');
  const [{ playStops, playlist }, { seek }] = await Promise.all([
    import('./playlist.ts'),
    import('./player.ts'),
  ]);
  const stop = (callId: string, startSec: number) => ({
    ...{ callId, startSec, title: 'A call', startedMs: 0, text: 'Words', speaker: null, tags: [] },
  });
  playStops('words', [stop(speech, 100), stop(speech, 295), stop(other, 50), stop(other, 200)], 20);
  await arrives(speech, 300);
  expect(media.sec).toBe(97);
  hear(117.1);
  await waitFor(() => expect(media.sec).toBe(292));
  expect(plays()).toBe(true);
  // The recording ends before the twenty seconds do.
  media.paused = true;
  tell('pause', 'ended');
  await arrives(other);
  expect(playlist.now?.at).toBe(2);
  expect(plays()).toBe(true);
  // Who goes elsewhere hears on there.
  seek(300);
  hear(301);
  expect(playlist.now?.at).toBe(2);
  seek(50);
  hear(70);
  expect(playlist.now?.at).toBe(2);
  media.error = { code: 4 };
  tell('error');
  await arrives(other);
  media.error = { code: 4 };
  tell('error');
  await waitFor(async () => expect((await dock()).textContent).toMatch(/cannot play this recording/));
  expect(playlist.now?.at).toBe(2);
});

test('a call that is done in the inbox is heard no longer; moving among the others stops nothing', async () => {
  const { user } = await open('/inbox');
  await user.click(await screen.findByRole('button', { name: 'Play' }));
  await waitFor(() => expect(sources()).not.toBeNull());
  await arrives((sources() ?? '').split('/')[2] as string);
  expect(plays()).toBe(true);
  await user.keyboard('j');
  expect(plays()).toBe(true);
  await user.keyboard('e');
  expect(plays()).toBe(true);
  await user.keyboard('k');
  await user.keyboard('e');
  expect(plays()).toBe(false);
  expect(screen.queryByRole('button', { name: 'Pause' })).toBeNull();
});

test('pages, filters and the palette stop nothing that plays', async () => {
  const { user, go } = await open(`/call/${speech}`);
  await arrives(speech);
  await user.click((await screen.findAllByRole('button', { name: /^Play from/ }))[0] as HTMLElement);
  for (const route of [
    '/library',
    '/library?q=battery',
    '/inbox',
    `/call/${other}`,
    `/call/${other}?t=9`,
    '/settings',
  ]) {
    go(route);
    await waitFor(() => expect(document.querySelector('main')?.textContent).not.toBe(''));
    expect(plays()).toBe(true);
  }
  await user.keyboard('{Control>}k{/Control}');
  await screen.findByRole('dialog');
  await user.keyboard('{Escape}');
  expect(plays()).toBe(true);
  expect(sources()).toContain(speech);
});

test('what cannot be played says why and where it can be; nothing is tried again', async () => {
  const message = 'GSM 6.10 is not played by browsers. Open the call in Gong, or save the recording.';
  const { asked } = await open(`/call/${speech}`, {
    'call/get': async (_, real) => ({ ...(await real()), url: 'https://app.gong.io/call?id=1' }),
    'media/describe': async ({ id }) => facts(id, { format: 'WAV, GSM 6.10', playable: false, message }),
  });
  const player = await dock();
  await waitFor(() => expect(player.textContent).toContain(message));
  const link = (name: string) => within(player).getByRole('link', { name });
  expect(link('Open in Gong').getAttribute('href')).toBe('https://app.gong.io/call?id=1');
  expect(link('Save the recording').getAttribute('href')).toBe(`/media/${speech}/audio?original`);
  expect(link('Save the recording').hasAttribute('download')).toBe(true);
  expect(within(player).queryByRole('button', { name: 'Try again' })).toBeNull();
  expect(sources()).toBeNull();
  expect(asked.some(({ name }) => name === 'media/renew')).toBe(false);
  // The transcript is there as ever.
  await waitFor(() =>
    expect(
      Number.parseInt((document.querySelector('.lines-all') as HTMLElement).style.height, 10),
    ).toBeGreaterThan(300),
  );
});

test('a codec that only the browser refuses is met with one fresh address and then named', async () => {
  const { asked } = await open(`/call/${speech}`, {
    'media/describe': async ({ id }) => facts(id, { format: 'MP4, AC-3' }),
  });
  for (let nth = 0; nth < 2; nth++) {
    await waitFor(() => expect(sources()).toContain(speech));
    media.error = { code: 4 };
    tell('error');
    if (nth === 0)
      await waitFor(() => expect(asked.filter(({ name }) => name === 'media/renew')).toHaveLength(1));
  }
  const player = await dock();
  await waitFor(() => expect(player.textContent).toMatch(/cannot play this recording \(MP4, AC-3\)/));
  expect(within(player).getByRole('link', { name: 'Save the recording' })).toBeTruthy();
  expect(within(player).queryByRole('button', { name: 'Try again' })).toBeNull();
  expect(asked.filter(({ name }) => name === 'media/renew')).toHaveLength(1);
});

test('a recording that is refused twice is not said to be one that no browser plays', async () => {
  await open(`/call/${speech}`, { 'media/describe': async ({ id }) => facts(id, { format: 'WAV, 8 bit' }) });
  media.refused = true;
  for (let nth = 0; nth < 2; nth++) {
    await waitFor(() => expect(sources()).toContain(speech));
    media.error = { code: 4 };
    tell('error');
    await new Promise((resolve) => setTimeout(resolve));
  }
  const player = await dock();
  await waitFor(() => expect(player.textContent).toMatch(/could not be played, also with a fresh address/));
  expect(within(player).getByRole('button', { name: 'Try again' })).toBeTruthy();
});

test('a call that is kept while it is open says so and goes on with what plays', async () => {
  let kept = false;
  const { bridge } = await open(`/call/${speech}`, {
    'media/state': async ({ id }) =>
      kept
        ? { ...streamable(id), state: 'offline', message: 'On this laptop: plays without a network.' }
        : streamable(id),
  });
  await arrives(speech, 340);
  const before = sources();
  kept = true;
  const item = { callId: speech, title: 'x', state: 'done', bytes: 9, totalBytes: 9, error: null } as const;
  bridge.emit('media/offline', { budgetBytes: 99, usedBytes: 9, items: [item] });
  const player = await dock();
  await waitFor(() => expect(player.textContent).toContain('On this laptop'));
  expect(sources()).toEqual(before);
});

const note = 'Seeks may be some seconds off until it is loaded';

test('a streamed MP3 of variable bit rate says that seeks may be off, and goes on exactly once it was loaded', async () => {
  let load: (media: MediaState) => void = () => {};
  let exact = false;
  const { user, bridge } = await open(`/call/${speech}`, {
    'media/describe': async ({ id }) =>
      facts(
        id,
        exact ? { durationSec: 320.5 } : { format: 'MP3, variable bit rate', seeking: 'approximate' },
      ),
    'media/load': () =>
      new Promise((resolve) => {
        load = resolve;
      }),
  });
  await arrives(speech, 340);
  const player = await dock();
  await waitFor(() => expect(player.textContent).toContain(note));
  await user.click(await button('Play'));
  await user.click(await button('Load it'));
  bridge.emit('media/loading', { callId: other, kind: 'audio', bytes: 900, totalBytes: 1000 });
  bridge.emit('media/loading', { callId: speech, kind: 'audio', bytes: 340, totalBytes: 1000 });
  await waitFor(() => expect(player.textContent).toContain('34 %'));
  hear(123.4);
  exact = true;
  load(streamable(speech, '?exact'));
  await waitFor(() => expect(sources()).toBe(`/media/${speech}/audio?exact`));
  await arrives(speech, 320);
  expect(media.sec).toBe(123.4);
  expect(plays()).toBe(true);
  await waitFor(() => expect(player.textContent).not.toContain(note));
  expect(player.textContent).toContain('/ 5:20');
});

test('a streamed recording of glued files that stops at the first change says so, and goes on there once it was loaded', async () => {
  let loaded = false;
  const parts = (id: string) =>
    [0, 120].map((startSec, nth) => ({ startSec, url: `/media/${id}/part${nth}` }));
  const whole = (id: string): MediaState => ({ ...streamable(id, '?mp4=abc'), parts: parts(id) });
  const { user, asked } = await open(`/call/${speech}`, {
    'media/describe': async ({ id }) =>
      facts(id, loaded ? { durationSec: 300 } : { format: 'MP3, variable bit rate', seeking: 'firstPart' }),
    'media/load': async ({ id }) => {
      loaded = true;
      return whole(id);
    },
  });
  await arrives(speech, 340);
  const player = await dock();
  await waitFor(() => expect(player.textContent).toContain('Only its first part plays until it is loaded'));
  await user.click(await button('Play'));
  hear(119.8);
  const stops = async () => {
    media.error = { code: 3 };
    tell('error');
    await waitFor(() =>
      expect(player.textContent).toContain('It stops here: the rest plays once it is loaded'),
    );
  };
  await stops();
  // An address that was refused would be renewed: this is another matter.
  expect(asked.some(({ name }) => name === 'media/renew')).toBe(false);
  expect((await button('Play')).matches(':disabled')).toBe(true);
  // What was before it plays as ever, up to there.
  const { seek } = await import('./player.ts');
  seek(100);
  await arrives(speech, 340);
  expect([media.sec, plays()]).toEqual([100, true]);
  hear(119.9);
  await stops();
  await user.click(await button('Load it'));
  await waitFor(() => expect(sources()).toBe(`/media/${speech}/part0`));
  await arrives(speech, 120);
  expect([media.sec, plays()]).toEqual([119.9, true]);
  await waitFor(() => expect(player.textContent).not.toContain('loaded'));
});

test.each(['ended', 'error'] as const)(
  'a recording that stops early (%s) goes on by itself where all its bytes have passed meanwhile',
  async (how) => {
    let passed = false;
    await open(`/call/${speech}`, {
      'media/state': async ({ id }) => streamable(id, passed ? '?mp4=abc' : ''),
      'media/describe': async ({ id }) => facts(id, { seeking: passed ? 'exact' : 'approximate' }),
    });
    await arrives(speech, 340);
    const player = await dock();
    await waitFor(() => expect(player.textContent).toContain(note));
    await import('./player.ts').then(({ toggle }) => toggle());
    passed = true;
    hear(60);
    if (how === 'ended') tell('pause');
    else media.error = { code: 3 };
    tell(how);
    // Where somebody goes meanwhile, it goes on.
    if (how === 'error') await import('./player.ts').then(({ seek }) => seek(70));
    await waitFor(() => expect(sources()).toBe(`/media/${speech}/audio?mp4=abc`));
    await arrives(speech, 340);
    expect([media.sec, plays()]).toEqual([how === 'error' ? 70 : 60, true]);
    await waitFor(() => expect(player.textContent).not.toContain(note));
  },
);

test('play that is pressed while a paused recording turns out to stop there is not lost', async () => {
  let answer: (facts: RecordingFacts) => void = () => {};
  let asked = 0;
  await open(`/call/${speech}`, {
    'media/describe': async ({ id }) =>
      ++asked === 2
        ? new Promise((resolve) => {
            answer = resolve;
          })
        : facts(id, { seeking: asked === 1 ? 'approximate' : 'exact' }),
  });
  await arrives(speech, 340);
  const player = await dock();
  await waitFor(() => expect(player.textContent).toContain(note));
  media.error = { code: 3 };
  tell('error');
  await waitFor(() => expect(asked).toBe(2));
  await import('./player.ts').then(({ toggle }) => toggle());
  answer(facts(speech));
  await waitFor(() => expect(asked).toBe(3));
  await arrives(speech, 340);
  expect(plays()).toBe(true);
});

test('a recording of which only a part plays says so, and where all of it can be had', async () => {
  await open(`/call/${speech}`, {
    'media/describe': async ({ id }) => facts(id, { message: 'The sound is ALAC, which no browser plays.' }),
  });
  await arrives(speech);
  const player = await dock();
  await waitFor(() => expect(player.textContent).toContain('The sound is ALAC'));
  expect(player.textContent).toContain('Save the recording');
  await button('Play');
});

test.each([
  [
    'of a call whose sound Gong has too, that sound',
    true,
    false,
    /Only the sound plays. H.265 video: this system/,
  ],
  [
    'of one that has its sound in the same file, that',
    false,
    false,
    /Only the sound plays. H.265 video: this system/,
  ],
  ['nothing of one without sound', false, true, /^((?!sound).)*H.265 video: this system cannot play it/],
] as const)(
  'a picture that this system cannot show is named, and there plays %s',
  async (_, apart, alone, says) => {
    vi.spyOn(HTMLMediaElement.prototype, 'canPlayType').mockImplementation((type) =>
      /hvc1/.test(type) ? '' : 'probably',
    );
    const picture = {
      type: 'video/mp4; codecs="hvc1.1"',
      alone,
      message: 'H.265 video: this system cannot play it.',
    };
    await open(`/call/${speech}`, {
      'media/state': async ({ id }) => ({
        ...streamable(id),
        audioUrl: apart ? `/media/${id}/audio` : null,
        videoUrl: `/media/${id}/video`,
      }),
      'media/describe': async ({ id, kind }) =>
        facts(id, { kind, format: 'MP4, H.265', picture: kind === 'video' ? picture : null }),
    });
    const player = await dock();
    await waitFor(() => expect(player.textContent).toMatch(says));
    expect(within(player).getByRole('link', { name: 'Save the recording' })).toBeTruthy();
    expect(sources()).toBe(alone ? null : `/media/${speech}/${apart ? 'audio' : 'video'}`);
    for (const slot of document.querySelectorAll<HTMLElement>('.video-slot')) expect(slot.hidden).toBe(true);
    if (alone) return;
    await arrives(speech);
    await import('./player.ts').then(({ toggle }) => toggle());
    expect(plays()).toBe(true);
  },
);

test('what browsers play only with its index is offered to be loaded, and plays then', async () => {
  let loaded = false;
  const { user } = await open(`/call/${speech}`, {
    'media/describe': async ({ id }) =>
      facts(
        id,
        loaded ? {} : { playable: false, seeking: 'approximate', message: 'Load it, or keep it offline.' },
      ),
    'media/load': async ({ id }) => {
      loaded = true;
      return streamable(id, '?exact');
    },
  });
  await user.click(await button('Load it'));
  await waitFor(() => expect(sources()).toBe(`/media/${speech}/audio?exact`));
  await arrives(speech);
  await user.click(await button('Play'));
  expect(plays()).toBe(true);
});

test('parts of a recording are loaded one by one: by a second that is sought, and where one ends', async () => {
  const url = (id: string, nth: number) => `/media/${id}/audio?mp4=abc&part=${nth}`;
  await open(`/call/${speech}`, {
    'media/state': async ({ id }) => ({
      ...streamable(id, '?mp4=abc'),
      parts: [
        { startSec: 0, url: url(id, 0) },
        { startSec: 120, url: url(id, 1) },
        { startSec: 200, url: url(id, 2) },
      ],
    }),
    'media/describe': async ({ id }) => facts(id, { durationSec: 300 }),
  });
  await arrives(speech, 120);
  const { seek, duration } = await import('./player.ts');
  await waitFor(() => expect(duration()).toBe(300));
  expect(sources()).toBe(url(speech, 0));
  seek(250);
  expect(sources()).toBe(url(speech, 2));
  await arrives(speech, 300);
  expect([media.sec, plays()]).toEqual([250, false]);
  seek(30);
  expect(sources()).toBe(url(speech, 0));
  // Another second before it has come.
  seek(130);
  await arrives(speech, 120);
  expect(sources()).toBe(url(speech, 1));
  await arrives(speech, 200);
  expect(media.sec).toBe(130);
  await import('./player.ts').then(({ toggle }) => toggle());
  hear(199.9);
  media.paused = true;
  tell('pause', 'ended');
  expect(sources()).toBe(url(speech, 2));
  await arrives(speech, 300);
  expect([media.sec, plays()]).toEqual([200, true]);
  media.paused = true;
  tell('pause', 'ended');
  expect([sources(), plays()]).toEqual([url(speech, 2), false]);
});

test('while a second that was sought has not come, the picture of another one is not shown', async () => {
  await open(`/call/${speech}`);
  await arrives(speech);
  const seeking = vi.spyOn(HTMLMediaElement.prototype, 'seeking', 'get').mockReturnValue(true);
  tell('seeking');
  expect(element.hasAttribute('data-seeking')).toBe(true);
  seeking.mockReturnValue(false);
  tell('seeked');
  expect(element.hasAttribute('data-seeking')).toBe(false);
});

test('loading can be ended and can fail; a paused recording stays paused', async () => {
  const signals: string[] = [];
  let answer: () => Promise<MediaState> = () => new Promise(() => {});
  const { user } = await open(`/call/${speech}`, {
    'media/describe': async ({ id }) => facts(id, { seeking: 'approximate' }),
    'media/load': () => {
      signals.push('asked');
      return answer();
    },
  });
  await arrives(speech);
  await user.click(await button('Load it'));
  await user.click(await button('Cancel'));
  const player = await dock();
  await waitFor(() => expect(player.textContent).toContain(note));
  answer = async () => {
    throw new Error('The download broke off.');
  };
  await user.click(await button('Load it'));
  await waitFor(() => expect(player.textContent).toContain('could not be loaded'));
  answer = async () => streamable(speech, '?exact');
  hear(61);
  await user.click(await button('Load it again'));
  await arrives(speech);
  expect(media.sec).toBe(61);
  expect(plays()).toBe(false);
  expect(signals).toHaveLength(3);
});

test('a constant bit rate is said nothing of', async () => {
  await open(`/call/${speech}`);
  await arrives(speech);
  await waitFor(async () => expect((await dock()).textContent).toContain('/ 5:00'));
  expect((await dock()).textContent).not.toContain(note);
});

test('whatever length the browser tells, every number that is shown is finite and within the call', async () => {
  const { asked } = await open(`/call/${speech}`);
  await arrives(speech);
  const call = asked.find(({ name }) => name === 'media/state');
  expect(call).toBeDefined();
  const player = await dock();
  const states: MediaPositionState[] = [];
  if ('mediaSession' in navigator)
    vi.spyOn(navigator.mediaSession, 'setPositionState').mockImplementation((state) => {
      if (state) states.push(state);
    });
  const { playerContent, seek } = await import('./player.ts');
  const gongSec = playerContent()?.call?.durationSec ?? 0;
  expect(gongSec).toBeGreaterThan(0);
  const longest = gongSec * 1.02 + 2;
  const slider = within(player).getByRole('slider', { name: 'Position' });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, 0, gongSec / 2, gongSec * 2),
        fc.double({ min: 0, max: 1e7, noNaN: true }),
      ),
      fc.double({ min: 0, max: 1e5, noNaN: true }),
      (duration, sec) => {
        media.duration = duration;
        tell('durationchange');
        seek(sec);
        tell('seeked');
        const text = player.textContent ?? '';
        expect(text).not.toMatch(/NaN|Infinity|undefined/);
        const max = Number(slider.getAttribute('max'));
        expect(max).toBeGreaterThan(0);
        expect(max).toBeLessThanOrEqual(longest);
        expect(media.sec).toBeLessThanOrEqual(max);
        for (const box of player.querySelectorAll<HTMLElement>('.scrub-heat span'))
          expect(Number.parseFloat(box.style.left)).toBeLessThanOrEqual(100);
      },
    ),
    { numRuns: 60 },
  );
  for (const { duration = 0, position = 0 } of states) {
    expect(Number.isFinite(duration)).toBe(true);
    expect(position).toBeLessThanOrEqual(duration);
  }
});
