import { createEffect, createMemo, createRoot, createSignal } from 'solid-js';
import { createStore } from 'solid-js/store';
import type { CallDetail, MediaState, Transcript } from '../../../electron/contract/call.ts';
import { bridge } from '../../bridge/bridge.ts';
import { info } from '../../data/app.ts';
import { asError } from '../../data/query.ts';
import { viewPreference } from '../../data/view-preference.ts';
import { setCaptions } from './captions.ts';
import { createHeard } from './heard.ts';
import { merge, type SilenceStrength, type Stretch, silenceStrengths, skipFrom, speech } from './turns.ts';
import { waveformOf } from './waveform.ts';
import { soundOf } from './waveform-silence.ts';

interface Loaded {
  callId: string;
  title: string;
  durationSec: number;
  media: MediaState | null;
  kind: 'audio' | 'video';
}

/** Texts of the loaded call. Not part of the store: its proxies would make each of ten thousand sentences dear. */
interface Content {
  readonly callId: string;
  readonly call: CallDetail | null;
  readonly transcript: Transcript | null;
}

interface PlayerState {
  loaded: Loaded | null;
  status: 'idle' | 'loading' | 'ready' | 'failed';
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
const [content, setContent] = createRoot(() => createSignal<Content | null>(null));

/** What the player does; `position` is the second it stands at. */
export { content as playerContent, position, state as player };

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
/** End of a snippet that plays: playing pauses there once. Anybody who moves in the recording wants to hear on. */
let stopAt: { readonly callId: string; readonly sec: number } | null = null;
/** Where to go once the recording can be sought, and whether to play there. */
let wanted: { sec: number; play: boolean } | null = null;
/** One renewal per failure: set by an error, cleared when playback went on. */
let renewed = false;
let round = 0;
let lastSec = 0;

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

/** Loads a call's recording without playing it. Keeps what is loaded when it is the same call. */
export async function loadCall(
  callId: string,
  known?: { call?: CallDetail; transcript?: Transcript; title?: string },
): Promise<void> {
  if (state.loaded?.callId === callId && state.status !== 'failed') return;
  const mine = ++round;
  heard.flush(lastSec);
  detach();
  renewed = false;
  setState({
    loaded: {
      callId,
      title: known?.call?.title ?? known?.title ?? '',
      durationSec: known?.call?.durationSec ?? 0,
      media: null,
      kind: 'audio',
    },
    status: 'loading',
    message: null,
    playing: false,
    savedSec: 0,
    customerOnly: false,
    heard: [],
  });
  setPosition(0);
  setContent({ callId, call: known?.call ?? null, transcript: known?.transcript ?? null });
  try {
    const [call, transcript, media] = await Promise.all([
      known?.call ?? bridge.request('call/get', { id: callId }),
      known?.transcript ?? bridge.request('call/transcript', { id: callId }).catch(() => null),
      bridge.request('media/state', { id: callId }),
    ]);
    if (mine !== round) return;
    const kind = media.videoUrl ? 'video' : 'audio';
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
      wanted = { sec: resume > 0 && resume < call.durationSec - 5 ? resume : 0, play: false };
    }
    useMedia(media);
    setCaptions(element, transcript, state.captions);
    announce(call);
  } catch (error) {
    if (mine !== round) return;
    const { message, nextStep } = asError(error);
    setState({ status: 'failed', message: `${message} ${nextStep}`.trim() });
  }
}

/** Takes the recording away: what it still had to say (that it is ready, that it failed) must not reach the next one. */
function detach(): void {
  element.pause();
  element.removeAttribute('src');
  element.load();
}

function useMedia(media: MediaState): void {
  const url = media.videoUrl ?? media.audioUrl;
  if (!url) {
    if (wanted) setPosition(wanted.sec);
    detach();
    setState({ status: 'failed', message: media.message, playing: false });
    return;
  }
  setState({ status: 'loading', message: null });
  element.src = url;
  element.load();
}

/** Plays a call from a second on, to `endSec` if that is given: the one thing every chip, mark and hit does. */
export function playMoment(callId: string, startSec: number, title?: string, endSec?: number): void {
  stopAt = endSec !== undefined && endSec > startSec ? { callId, sec: endSec } : null;
  wanted = { sec: startSec, play: true };
  if (state.loaded?.callId === callId && state.status === 'ready') return goWanted();
  setPosition(startSec);
  if (state.loaded?.callId === callId && state.status === 'loading') return;
  void loadCall(callId, title === undefined ? {} : { title });
}

/** Moves to a second of the loaded call; plays on if it played. */
export function seek(sec: number): void {
  stopAt = null;
  moveTo(sec);
}

function moveTo(sec: number): void {
  const end = duration();
  const to = Math.max(0, end > 0 ? Math.min(sec, end - 0.05) : sec);
  heard.break(position());
  setPosition(to);
  lastSec = to;
  if (state.status === 'ready') element.currentTime = to;
  else wanted = { sec: to, play: wanted?.play ?? false };
}

function goWanted(): void {
  const goal = wanted;
  wanted = null;
  if (!goal) return;
  moveTo(goal.sec);
  if (goal.play) play();
}

/** Length of the recording in seconds (of the call until the recording is known). */
export function duration(): number {
  return Number.isFinite(element.duration) && element.duration > 0
    ? element.duration
    : (state.loaded?.durationSec ?? 0);
}

function play(): void {
  if (state.status === 'loading') {
    wanted = { sec: wanted?.sec ?? position(), play: true };
    return;
  }
  element.play().catch((error: unknown) => {
    if (error instanceof DOMException && error.name === 'AbortError') return;
    setState('message', 'The browser did not start playing; press play.');
  });
}
export const pause = (): void => {
  if (wanted) wanted = { ...wanted, play: false };
  element.pause();
};
export const toggle = (): void => (state.playing ? pause() : play());

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
  detach();
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
  wanted = { sec, play: thenPlay };
  try {
    const media = await bridge.request('media/renew', { id: loaded.callId });
    if (mine !== round) return;
    setState('loaded', 'media', media);
    useMedia(media);
  } catch (error) {
    if (mine === round) setState({ status: 'failed', message: asError(error).message });
  }
}

function step(): void {
  const now = element.currentTime;
  setPosition(now);
  if (!element.seeking && state.playing) {
    heard.at(now);
    const end = stopAt?.callId === state.loaded?.callId ? (stopAt?.sec ?? null) : null;
    if (end !== null && now >= end) {
      stopAt = null;
      pause();
      lastSec = now;
      return;
    }
    const length = duration();
    const jump = state.customerOnly
      ? skipFrom(sounding.customer(), now, 0.5, length)
      : skipFrom(sounding.all(), now, silenceStrengths[state.silence], length);
    if (jump !== null && end !== null && jump >= end) {
      stopAt = null;
      pause();
    } else if (jump !== null) {
      setState('savedSec', (saved) => saved + jump - now);
      moveTo(jump);
    }
  }
  lastSec = now;
}

let frame = 0;
function follow(at: number): void {
  if (!state.playing) return;
  // Ten times a second is as fine as the view shows.
  if (at - frame > 95) {
    frame = at;
    step();
  }
  requestAnimationFrame(follow);
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

element.addEventListener('loadedmetadata', () => {
  element.playbackRate = state.speed;
  setState({ status: 'ready', message: null });
  goWanted();
});
element.addEventListener('playing', () => {
  renewed = false;
  setState({ playing: true, message: null });
  requestAnimationFrame(follow);
});
element.addEventListener('pause', () => {
  setState('playing', false);
  if (element.hasAttribute('src')) heard.flush(element.currentTime);
});
element.addEventListener('ended', () => setState('playing', false));
element.addEventListener('timeupdate', step);
element.addEventListener('seeked', step);
element.addEventListener('error', () => {
  if (!state.loaded || !element.hasAttribute('src')) return;
  // Also when play was pressed and nothing was heard yet.
  const wasPlaying = state.playing || !element.paused;
  const at = wanted?.sec ?? lastSec;
  setState('playing', false);
  if (renewed) {
    wanted = { sec: at, play: false };
    setState({
      status: 'failed',
      message: 'The recording could not be played, also with a fresh address. Try again later.',
    });
    return;
  }
  renewed = true;
  void retry(at, wasPlaying || (wanted?.play ?? false));
});
window.addEventListener('pagehide', () => heard.flush(lastSec));

function announce(call: CallDetail): void {
  if (!('mediaSession' in navigator)) return;
  navigator.mediaSession.metadata = new MediaMetadata({
    title: call.title,
    artist: call.host ?? '',
    album: call.account ?? 'Earshot',
  });
  const actions: Partial<Record<MediaSessionAction, MediaSessionActionHandler>> = {
    play,
    pause,
    seekbackward: (details) => seek(position() - (details.seekOffset ?? 15)),
    seekforward: (details) => seek(position() + (details.seekOffset ?? 15)),
    seekto: (details) => details.seekTime !== undefined && seek(details.seekTime),
  };
  for (const [name, handler] of Object.entries(actions))
    navigator.mediaSession.setActionHandler(name as MediaSessionAction, handler as MediaSessionActionHandler);
}
