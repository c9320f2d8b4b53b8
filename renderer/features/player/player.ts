import { createEffect, createMemo, createRoot, createSignal, untrack } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { CallDetail, MediaState, RecordingFacts, Transcript } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { covered, info } from '../../data/app.ts';
import { asError } from '../../data/query.ts';
import { viewPreference } from '../../data/view-preference.ts';
import { setCaptions } from './captions.ts';
import { createHeard } from './heard.ts';
import { endsEarly, recordingLength } from './length.ts';
import { announce, forget, tellPosition } from './system.ts';
import { merge, type SilenceStrength, type Stretch, silenceStrengths, skipFrom, speech } from './turns.ts';
import { waveformOf } from './waveform.ts';
import { soundOf } from './waveform-silence.ts';

interface Loaded {
  callId: string;
  title: string;
  durationSec: number;
  media: MediaState | null;
  kind: 'audio' | 'video';
  /** What the recording's bytes say of it; null until the core has told. */
  facts: RecordingFacts | null;
  /** What is said of a picture that cannot be shown here; null while nothing is against it. */
  withoutPicture: string | null;
}

/** Texts of the loaded call. Not part of the store: its proxies would make each of ten thousand sentences dear. */
interface Content {
  readonly callId: string;
  readonly call: CallDetail | null;
  readonly transcript: Transcript | null;
}

interface Snippet {
  readonly callId: string;
  readonly from: number;
  readonly to: number;
  readonly then: (() => void) | undefined;
}

interface PlayerState {
  loaded: Loaded | null;
  /**
   * refused: no browser plays what it is encoded with, so nothing is tried again; partway: it stopped where another file begins that is
   * glued on, and the rest plays once the recording has been loaded.
   */
  status: 'idle' | 'loading' | 'ready' | 'failed' | 'refused' | 'partway';
  /** Why it cannot play, for people. */
  message: string | null;
  playing: boolean;
  speed: number;
  silence: SilenceStrength;
  customerOnly: boolean;
  captions: boolean;
  /** Seconds that skipping saved since the call was loaded. */
  savedSec: number;
  /** Stretches of the loaded call that were heard, before and now. */
  heard: readonly (readonly [number, number])[];
}

const chosen = {
  speed: viewPreference('player.speed', 1),
  silence: viewPreference<SilenceStrength>('player.silence', 'off'),
  captions: viewPreference('player.captions', false),
};

const [state, setState] = createStore<PlayerState>({
  loaded: null,
  status: 'idle',
  message: null,
  playing: false,
  speed: 1,
  silence: 'off',
  customerOnly: false,
  captions: false,
  savedSec: 0,
  heard: [],
});
const [position, setPosition] = createRoot(() => createSignal(0));
/** Length in seconds as the browser has it: NaN before, Infinity for a recording that does not tell. */
const [browserSec, setBrowserSec] = createRoot(() => createSignal(Number.NaN));
/** How often somebody has moved in a recording. */
const [moves, setMoves] = createRoot(() => createSignal(0));
const [content, setContent] = createRoot(() => createSignal<Content | null>(null));

/** What the player does; `position` is the second it stands at, `moves` changes whenever somebody goes to another one. */
export { content as playerContent, moves, position, state as player };

/** The one element that plays, audio and video alike; the dock and the call page show it. */
export const element: HTMLVideoElement = document.createElement('video');
element.preload = 'auto';
element.playsInline = true;
element.preservesPitch = true;
element.setAttribute('aria-label', 'Recording');

/** Stretches of the loaded call that nobody skips: what sounds, as far as there is a waveform, else what is said. */
const sounding = createRoot(() => {
  const transcript = createMemo(() => content()?.transcript ?? null);
  const said = createMemo(() => speech(transcript()));
  const waveform = createMemo(() => {
    const callId = state.loaded?.callId;
    return state.loaded?.media?.state === 'offline' && callId !== undefined ? waveformOf(callId) : null;
  });
  const all = createMemo(() => {
    const known = waveform();
    return known ? soundOf(known, said()) : said();
  });
  return { all, customer: createMemo(() => speech(transcript(), 'customer', 0.3)) };
});
/** A snippet that plays: playing pauses at its end, once, and what comes `then` follows. */
let snippet: Snippet | null = null;
/** Where to go in a call once its recording can be sought, and whether to play there. */
let wanted: { readonly callId: string; readonly sec: number; readonly play: boolean } | null = null;
/** What the core says of the loaded recording, once it has been asked. */
let described: Promise<void> = Promise.resolve();
/** Second at which a failure was met with a fresh address, until playback has gone past it: one renewal per failure. */
let renewedAt: number | null = null;
let round = 0;
let lastSec = 0;
/** The part of the recording that is loaded. */
let part = 0;

const heard = createHeard((callId, positionSec, stretches) => {
  if (state.loaded?.callId === callId)
    setState('heard', (before) =>
      merge([...before, ...stretches].map(([from, to]) => ({ from, to }))).map(
        ({ from, to }) => [from, to] as const,
      ),
    );
  void bridge
    .request('personal/progress', { id: callId, positionSec, heard: stretches })
    .catch(() => undefined);
});

/**
 * Loads a call's recording without playing it, at `sec` or where it was left. Keeps what is loaded when it is the same call. What was
 * wanted of another call ends with that: it must not start this one.
 */
export async function loadCall(
  callId: string,
  known?: { call?: CallDetail; transcript?: Transcript; title?: string; sec?: number },
): Promise<void> {
  if (state.loaded?.callId === callId && state.status !== 'failed') return;
  const mine = ++round;
  heard.flush(lastSec);
  detach();
  renewedAt = null;
  lastSec = 0;
  if (wanted?.callId !== callId) wanted = null;
  if (snippet?.callId !== callId) snippet = null;
  if (known?.sec !== undefined) wanted = { callId, sec: known.sec, play: wanted?.play ?? false };
  setState({
    loaded: {
      callId,
      title: known?.call?.title ?? known?.title ?? '',
      durationSec: known?.call?.durationSec ?? 0,
      media: null,
      kind: 'audio',
      facts: null,
      withoutPicture: null,
    },
    status: 'loading',
    message: null,
    playing: false,
    savedSec: 0,
    customerOnly: false,
    heard: [],
  });
  setPosition(wanted?.sec ?? 0);
  setContent({ callId, call: known?.call ?? null, transcript: known?.transcript ?? null });
  try {
    const [call, transcript, media] = await Promise.all([
      known?.call ?? bridge.request('call/get', { id: callId }),
      known?.transcript ?? bridge.request('call/transcript', { id: callId }).catch(() => null),
      bridge.request('media/state', { id: callId }),
    ]);
    if (mine !== round) return;
    const kind = kindOf(media);
    setState('loaded', {
      callId,
      title: call.title,
      durationSec: call.durationSec,
      media,
      kind,
    });
    setContent({ callId, call, transcript });
    setState('heard', call.mine.heard);
    heard.start(callId);
    if (wanted === null) {
      const resume = call.mine.positionSec;
      wanted = { callId, sec: resume > 0 && resume < call.durationSec - 5 ? resume : 0, play: false };
    }
    useMedia(media);
    described = askFacts(mine);
    setCaptions(element, transcript, state.captions);
    if (!covered()) announce(call, controls);
  } catch (error) {
    if (mine === round) fail(sayOf(error));
  }
}

/** One line for people of anything thrown. */
export const sayOf = (error: unknown): string => {
  const { message, nextStep } = asError(error);
  return `${message} ${nextStep}`.trim();
};

/**
 * Says why nothing plays. The second stays, the wish to play ends: it must not come true in another call or an hour later. What is only to
 * be loaded goes on by itself then.
 */
function fail(message: string | null, status: 'failed' | 'refused' | 'partway' = 'failed'): void {
  if (wanted) {
    setPosition(wanted.sec);
    wanted = { ...wanted, play: status === 'partway' && wanted.play };
  }
  setState({ status, message, playing: false });
}

/** Asks what the loaded recording is: how long, how exactly it can be sought, whether it can be played at all. */
async function askFacts(mine: number): Promise<void> {
  const { callId, kind, media } = state.loaded as Loaded;
  if (!media?.audioUrl && !media?.videoUrl) return;
  // Without an answer the browser finds out by itself whether it can play it.
  const told = await bridge.request('media/describe', { id: callId, kind }).catch(() => null);
  if (mine !== round || !told) return;
  const { picture } = told;
  const dark = picture && element.canPlayType(picture.type) === '';
  const facts = dark ? { ...told, playable: !picture.alone, message: picture.message } : told;
  setState('loaded', 'facts', facts);
  if (kind === 'video' && (dark || !facts.playable)) {
    const sounds = facts.playable || media.audioUrl;
    setState('loaded', 'withoutPicture', `${sounds ? 'Only the sound plays. ' : ''}${facts.message}`);
    // Gong's own file of the sound, of a codec of its own.
    if (media.audioUrl) return takeForm(media);
  }
  if (!facts.playable) refuse(facts);
}

/** Which track of a recording is played: the sound alone where there is one and the picture cannot be shown. */
const kindOf = ({ audioUrl, videoUrl }: MediaState): 'audio' | 'video' =>
  videoUrl && !(audioUrl && state.loaded?.withoutPicture) ? 'video' : 'audio';

/** Of MediaError. Not supported: an address without an answer, or a form that the browser does not know. */
const undecodable = 3;
const unknownForm = 4;

/** Gives up on a recording that no browser plays. */
function refuse(facts: RecordingFacts): void {
  detach();
  fail(
    facts.message ?? `${facts.format ?? 'What this recording is encoded with'} cannot be played here.`,
    'refused',
  );
}

/** Notes where the loaded recording is now, without a break in what plays. */
export const noteMedia = (media: MediaState): void => setState('loaded', 'media', media);

/** Takes another form of the loaded recording, and goes on at the same second, playing or not as it was. */
export function takeForm(media: MediaState): void {
  if (state.loaded?.callId !== media.callId) return;
  heard.break(position());
  wanted ??= { callId: media.callId, sec: position(), play: !element.paused };
  renewedAt = null;
  setState('playing', false);
  setState('loaded', { media, kind: kindOf(media) });
  useMedia(media);
  described = askFacts(round);
}

/** Takes the recording away: what it still had to say (that it is ready, that it failed) must not reach the next one. */
function detach(): void {
  element.pause();
  element.removeAttribute('src');
  element.load();
}

function useMedia(media: MediaState): void {
  const url = media[`${kindOf(media)}Url`];
  if (!url) {
    detach();
    fail(media.message);
    return;
  }
  part = partAt(media, wanted?.sec ?? 0);
  setState({ status: 'loading', message: null });
  element.src = media.parts?.[part]?.url ?? url;
  element.load();
}

/** Which part of a recording holds a second; 0 where one file plays all. */
const partAt = (media: MediaState | null, sec: number): number =>
  Math.max(0, media?.parts?.findLastIndex(({ startSec }) => startSec <= sec) ?? 0);

/** Takes the part of the loaded recording that holds a second, and goes there. */
function takePart(media: MediaState, callId: string, sec: number, thenPlay: boolean): void {
  heard.break(position());
  wanted = { callId, sec, play: thenPlay };
  setState('playing', false);
  useMedia(media);
}

/**
 * Plays a call from a second on, to `endSec` if that is given: the one thing every chip, mark and hit does. `then` is called when that
 * end, or the recording's, is reached by playing.
 */
export function playMoment(
  callId: string,
  startSec: number,
  title?: string,
  endSec?: number,
  then?: () => void,
): void {
  snippet = endSec !== undefined && endSec > startSec ? { callId, from: startSec, to: endSec, then } : null;
  wanted = { callId, sec: startSec, play: true };
  const here = state.loaded?.callId === callId;
  if (here && (state.status === 'ready' || state.status === 'partway')) goWanted();
  else if (here && state.status === 'refused') wanted = null;
  else if (here && state.status === 'loading') setPosition(startSec);
  else void loadCall(callId, title === undefined ? {} : { title });
  setMoves((count) => count + 1);
}

/** Moves the end of the snippet that plays, for one that goes on afterwards. */
export function setSnippetEnd(sec: number): void {
  if (snippet?.then) snippet = { ...snippet, to: sec };
}

/** Whether something plays, or will as soon as it has come. */
export const playsOrWill = (): boolean => state.playing || wanted?.play === true;

/** Moves to a second of the loaded call; plays on if it played. */
export function seek(sec: number): void {
  if (!state.loaded || !Number.isFinite(sec)) return;
  // Who moves in the recording wants to hear on past a snippet; hits that play one after the other go on from within.
  if (!snippet?.then || sec < snippet.from || sec >= snippet.to) snippet = null;
  moveTo(sec);
  setMoves((count) => count + 1);
}

function moveTo(sec: number): void {
  const { loaded, status } = state;
  if (!loaded) return;
  const end = duration();
  const to = Math.max(0, status === 'ready' && end > 0 ? Math.min(sec, end - 0.05) : sec);
  heard.break(position());
  setPosition(to);
  lastSec = to;
  const { media, callId } = loaded;
  if (media && (status === 'partway' || (status === 'ready' && partAt(media, to) !== part)))
    takePart(media, callId, to, (wanted?.play ?? false) || !element.paused);
  else if (status === 'ready') element.currentTime = to;
  else wanted = { callId: loaded.callId, sec: to, play: wanted?.play ?? false };
}

function goWanted(): void {
  const goal = wanted;
  wanted = null;
  if (!goal) return;
  moveTo(goal.sec);
  if (goal.play) play();
}

/** Length of the loaded recording in seconds, always finite (of the call until the recording is known); 0 when nobody knows. */
export const duration = (): number =>
  // What the browser knows of is a part.
  recordingLength(
    state.loaded?.media?.parts ? Number.NaN : browserSec(),
    state.loaded?.facts?.durationSec ?? null,
    state.loaded?.durationSec ?? 0,
  );

function play(): void {
  const { loaded, status } = state;
  // Media keys reach it past the cover.
  if (!loaded || status === 'refused' || status === 'partway' || covered()) return;
  if (status === 'loading') {
    wanted = { callId: loaded.callId, sec: wanted?.sec ?? position(), play: true };
    return;
  }
  const mine = round;
  element.play().catch((error: unknown) => {
    // A recording that cannot be had is told of by its own event.
    if (mine !== round || !(error instanceof DOMException) || error.name !== 'NotAllowedError') return;
    setState('message', 'The browser did not start playing; press play.');
  });
}
export const pause = (): void => {
  if (wanted) wanted = { ...wanted, play: false };
  element.pause();
};
export const toggle = (): void => (state.playing ? pause() : play());

const controls = { play, pause, seek, position };

/** Sets the speed: 0.5 to 3 in steps of 0.1. */
export function setSpeed(value: number): void {
  const speed = Math.min(3, Math.max(0.5, Math.round(value * 10) / 10));
  setState('speed', speed);
  chosen.speed.set(speed);
  element.defaultPlaybackRate = speed;
  element.playbackRate = speed;
}
export function setSilence(silence: SilenceStrength): void {
  setState('silence', silence);
  chosen.silence.set(silence);
}
export const setCustomerOnly = (on: boolean): void => setState('customerOnly', on);
export function setCaptionsOn(on: boolean): void {
  setState('captions', on);
  chosen.captions.set(on);
  setCaptions(element, content()?.transcript ?? null, on);
}

/** Ends playback and empties the dock. */
export function unload(): void {
  heard.flush(lastSec);
  round++;
  wanted = null;
  snippet = null;
  detach();
  forget();
  setState({ loaded: null, status: 'idle', message: null, playing: false });
  setContent(null);
}

/** Tells the player what the loaded call looks like now: a note was added, a comment arrived. */
export function updateContent(call: CallDetail, transcript: Transcript | undefined): void {
  const before = content();
  if (before?.callId !== call.id) return;
  if (before.call === call && before.transcript === (transcript ?? before.transcript)) return;
  setContent({ callId: call.id, call, transcript: transcript ?? before.transcript });
}

/** Stretches in which the customer speaks; empty when the transcript tells no sides. */
export const customerStretches = (): readonly Stretch[] => sounding.customer();
/** Stretches that skipping silence leaves. */
export const soundingStretches = (): readonly Stretch[] => sounding.all();

/** Tries again after a failure, with a fresh address, from the same second on. */
export async function retry(sec = position(), thenPlay = true): Promise<void> {
  const loaded = state.loaded;
  if (!loaded) return;
  const mine = round;
  wanted = { callId: loaded.callId, sec, play: thenPlay };
  try {
    const media = await bridge.request('media/renew', { id: loaded.callId });
    if (mine !== round) return;
    setState('loaded', 'media', media);
    useMedia(media);
    // What was only approximate may be known by now.
    if (loaded.facts?.seeking !== 'exact') described = askFacts(mine);
  } catch (error) {
    if (mine === round) fail(sayOf(error));
  }
}

/** The end of a snippet, or of the recording in it, was reached by playing. */
function endSnippet(): void {
  const then = snippet?.then;
  snippet = null;
  pause();
  then?.();
}

function step(): void {
  const now = element.currentTime;
  setPosition(now);
  if (!element.seeking && state.playing) {
    heard.at(now);
    if (renewedAt !== null && Math.abs(now - renewedAt) > 2) renewedAt = null;
    const end = snippet?.to ?? null;
    if (end !== null && now >= end) {
      lastSec = now;
      return endSnippet();
    }
    const length = duration();
    const jump = state.customerOnly
      ? skipFrom(sounding.customer(), now, 0.5, length)
      : skipFrom(sounding.all(), now, silenceStrengths[state.silence], length);
    if (jump !== null && end !== null && jump >= end) {
      return endSnippet();
    } else if (jump !== null) {
      setState('savedSec', (saved) => saved + jump - now);
      moveTo(jump);
    }
  }
  lastSec = now;
}

let frame = 0;
let following = 0;
function follow(at: number): void {
  if (!state.playing) return;
  // Ten times a second is as fine as the view shows.
  if (at - frame > 95) {
    frame = at;
    step();
  }
  following = requestAnimationFrame(follow);
}

// What was chosen in earlier windows holds from when the core has told it; later choices of other windows are theirs.
createRoot((dispose) =>
  createEffect(() => {
    if (!info()) return;
    dispose();
    const silence = chosen.silence.get();
    setSpeed(Number(chosen.speed.get()) || 1);
    setSilence(Object.hasOwn(silenceStrengths, silence) ? silence : 'off');
    setCaptionsOn(chosen.captions.get() === true);
  }),
);

// A covered window tells of no call: not aloud, not where the system shows what plays, not in a picture beside it.
createRoot(() =>
  createEffect(() => {
    if (covered()) {
      pause();
      forget();
      if (document.pictureInPictureElement) void document.exitPictureInPicture().catch(() => undefined);
      return;
    }
    const call = untrack(content)?.call;
    if (call) announce(call, controls);
  }),
);

element.addEventListener('loadedmetadata', () => {
  element.playbackRate = state.speed;
  setState({ status: 'ready', message: null });
  goWanted();
});
element.addEventListener('playing', () => {
  setState({ playing: true, message: null });
  tellPosition(duration(), element);
  // One at a time: a recording says so after every jump.
  cancelAnimationFrame(following);
  following = requestAnimationFrame(follow);
});
element.addEventListener('pause', () => {
  setState('playing', false);
  if (element.hasAttribute('src')) heard.flush(element.currentTime);
});
element.addEventListener('ended', () => {
  const { media, callId } = state.loaded ?? {};
  const next = media?.parts?.[part + 1];
  if (media && callId !== undefined && next) return takePart(media, callId, next.startSec, true);
  setState('playing', false);
  if (snippet) endSnippet();
  else if (inexact() && endsEarly(element.currentTime, state.loaded?.durationSec ?? 0)) {
    interrupt(element.currentTime, true);
    void goOnOrSay();
  }
});
element.addEventListener('durationchange', () => setBrowserSec(element.duration));
element.addEventListener('timeupdate', step);
element.addEventListener('seeked', step);
// Until then it shows the second it was at, beside the time it goes to: the first one where a call is opened in its middle.
for (const event of ['seeking', 'seeked', 'emptied'])
  element.addEventListener(event, () => element.toggleAttribute('data-seeking', element.seeking));
for (const event of ['durationchange', 'seeked', 'ratechange', 'pause'])
  element.addEventListener(event, () => tellPosition(duration(), element));
element.addEventListener('error', () => {
  if (!state.loaded || !element.hasAttribute('src')) return;
  // Also when play was pressed and nothing was heard yet.
  const wasPlaying = state.playing || !element.paused;
  interrupt(wanted?.sec ?? lastSec, wasPlaying || (wanted?.play ?? false));
  void recover(element.error?.code);
});

/** Until it goes on, what is pressed meanwhile changes where and whether it does. */
function interrupt(sec: number, thenPlay: boolean): void {
  wanted = { callId: (state.loaded as Loaded).callId, sec, play: thenPlay };
  setState({ status: 'loading', playing: false });
}

/**
 * Whether a second that is asked for may be missed, or a decoder take no more though there is more: of a streamed recording that was not
 * read through yet.
 */
export const inexact = (): boolean => (state.loaded?.facts?.seeking ?? 'exact') !== 'exact';

/**
 * A recording that is not loaded stopped where a decoder takes no more. Its other form goes on at that second where it is known by now: all
 * bytes have passed. Else it is said that the rest plays once it is loaded.
 */
async function goOnOrSay(): Promise<void> {
  const mine = round;
  const { kind, callId: id } = state.loaded as Loaded;
  const now = await bridge.request('media/describe', { id, kind }).catch(() => null);
  const media =
    now?.seeking === 'exact' ? await bridge.request('media/state', { id }).catch(() => null) : null;
  if (mine !== round) return;
  if (media?.videoUrl || media?.audioUrl) takeForm(media);
  else fail(null, 'partway');
}

/** Whether a recording's bytes can be had: a browser says the same of one that is refused and of one that it cannot play. */
async function hasBytes(path: string): Promise<boolean> {
  const ended = new AbortController();
  try {
    return (await fetch(path, { headers: { range: 'bytes=0-0' }, signal: ended.signal })).ok;
  } catch {
    return false;
  } finally {
    ended.abort();
  }
}

/** Tries once with a fresh address, unless it is the recording that the browser cannot play. */
async function recover(code: number | undefined): Promise<void> {
  const mine = round;
  const again = renewedAt !== null;
  const unknownToBrowser = code === unknownForm;
  renewedAt = wanted?.sec ?? null;
  if (unknownToBrowser || code === undecodable) await described;
  // It was refused, or another call came, while the core looked at it.
  if (mine !== round || state.status === 'refused') return;
  if (code === undecodable && inexact()) return goOnOrSay();
  if (!again) return retry(wanted?.sec, wanted?.play);
  const format = state.loaded?.facts?.format;
  const has = unknownToBrowser && format ? await hasBytes(element.src) : false;
  if (mine !== round) return;
  if (has) {
    detach();
    return fail(
      `The browser cannot play this recording (${format}). Open the call in Gong, or save the recording and open it with another program.`,
      'refused',
    );
  }
  fail('The recording could not be played, also with a fresh address. Try again later.');
}
window.addEventListener('pagehide', () => heard.flush(lastSec));
