import Captions from 'lucide-solid/icons/captions';
import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import Pause from 'lucide-solid/icons/pause';
import PictureInPicture from 'lucide-solid/icons/picture-in-picture';
import Play from 'lucide-solid/icons/play';
import RotateCcw from 'lucide-solid/icons/rotate-ccw';
import RotateCw from 'lucide-solid/icons/rotate-cw';
import UserRound from 'lucide-solid/icons/user-round';
import X from 'lucide-solid/icons/x';
import { createMemo, For, type JSX, onCleanup, onMount, Show } from 'solid-js';
import { Button, IconButton, IconSwitch, Select } from '../../ui/form.tsx';
import { bytes, clock, duration as length } from '../../ui/format.ts';
import { typing } from '../../ui/keys.tsx';
import { toast } from '../../ui/kit.tsx';
import { isKept, KeepButton, offlineStatus } from './keep.tsx';
import { closePlaylist, playlist, reopenPlaylist } from './playlist.ts';
import { PlaylistBar } from './playlist-bar.tsx';
import './player.css';
import {
  customerStretches,
  duration,
  element,
  inexact,
  player,
  playerContent,
  position,
  retry,
  seek,
  setCaptionsOn,
  setCustomerOnly,
  setSilence,
  setSpeed,
  soundingStretches,
  toggle,
  unload,
} from './player.ts';
import { reading, readThrough, stopReading } from './reading.ts';
import { playerLanes, setStepLane, stepBy, stepLane } from './stepping.ts';
import { type SilenceStrength, savedBySkipping, shareHeard, silenceStrengths } from './turns.ts';
import { VideoSlot } from './video-slot.tsx';
import { followKept } from './waveform-making.ts';
import { ScrubWaveform } from './waveform-view.tsx';

/** The player at the foot of every place. Shows nothing until a call was loaded. */
export function PlayerDock(): JSX.Element {
  onMount(() => onCleanup(followKept()));
  // Asked before a call is opened: then the room for its waveform is there from the start.
  onMount(offlineStatus);
  return (
    <Show when={player.loaded}>
      {(loaded) => (
        <section class="dock" aria-label="Player" onKeyDown={dockKey}>
          <PlaylistBar />
          <Show when={!nothingToPlay()}>
            <Scrubber />
          </Show>
          <div class="row dock-row">
            <Show when={loaded().kind === 'video'}>
              <VideoSlot place="dock" />
            </Show>
            <div class="dock-title medium">
              <a class="ellipsis title" dir="auto" href={`#/call/${encodeURIComponent(loaded().callId)}`}>
                {loaded().title || 'Loading…'}
              </a>
              <Status />
            </div>
            <Show when={!nothingToPlay()}>
              <Transport />
              <Inexact />
              <Steps />
              <Settings />
            </Show>
            <IconButton icon={X} size={16} class="quiet" label="Close the player" onClick={close} />
            <Hindrance />
          </div>
        </section>
      )}
    </Show>
  );
}

/** The player goes, and a playlist with it; hits that were kept can be had back, with their list. */
function close(): void {
  const left = playlist.now;
  closePlaylist();
  unload();
  const kept = left?.kept.length ?? 0;
  if (left && kept > 0)
    toast(`The player is closed, with a list of ${kept} kept ${kept === 1 ? 'hit' : 'hits'}`, () =>
      reopenPlaylist(left),
    );
}

function dockKey(event: KeyboardEvent): void {
  if (event.key === ' ' && !typing(event) && !(event.target as Element).closest('button, a')) {
    event.preventDefault();
    toggle();
  }
}

/** Gong has no recording, the reader wants none, or no browser plays it: no failure that could be tried again. */
const nothingToPlay = () =>
  player.status === 'refused' ||
  (player.status === 'failed' && ['none', 'off', 'gone'].includes(player.loaded?.media?.state ?? ''));

/** Second that is shown: what plays may be a little longer than the call. */
const shownPosition = () => Math.min(position(), duration() || position());

/** Where the recording comes from and how much of it was heard. */
function Status(): JSX.Element {
  const heardShare = () =>
    Math.round(100 * shareHeard(player.heard, player.loaded?.durationSec || duration()));
  return (
    <Show when={!player.message}>
      <span class="muted small ellipsis">
        {player.status === 'loading' ? 'Loading…' : player.loaded?.media?.message}
        {player.savedSec >= 1 ? ` · ${length(player.savedSec)} of silence skipped` : ''}
        {heardShare() > 0 ? ` · ${heardShare()} % heard` : ''}
      </span>
    </Show>
  );
}

/** Why it does not play, or only in part, and what to do: a line of its own below the controls. */
function Hindrance(): JSX.Element {
  return (
    <Show
      when={player.message}
      fallback={
        <Show when={player.loaded?.withoutPicture ?? player.loaded?.facts?.message}>
          {(inPart) => (
            <span class="dock-hindrance small dim" role="status">
              {inPart()} <Elsewhere />
            </span>
          )}
        </Show>
      }
    >
      <span class={`dock-hindrance small ${nothingToPlay() ? 'dim' : 'problem'}`} role="alert">
        {player.message}{' '}
        <Show when={player.status === 'failed' && !nothingToPlay()}>
          <Button class="small" text="Try again" onClick={() => void retry()} />
        </Show>
        <Show when={player.status === 'refused'}>
          <Inexact /> <Elsewhere />
        </Show>
      </span>
    </Show>
  );
}

/** Where a recording that cannot be played here can be: at Gong, and in another program. */
function Elsewhere(): JSX.Element {
  const gong = () => {
    const url = playerContent()?.call?.url ?? '';
    return url.startsWith('https://') ? url : null;
  };
  const file = () => player.loaded?.media?.originalUrl;
  return (
    <>
      <Show when={gong()}>
        {(url) => (
          <a class="nowrap" href={url()} target="_blank" rel="noreferrer noopener">
            Open in Gong
          </a>
        )}
      </Show>{' '}
      <Show when={file()}>
        {(path) => (
          <a class="nowrap" href={path()} download="">
            Save the recording
          </a>
        )}
      </Show>
    </>
  );
}

/** What a recording that is not loaded does not do. */
function lack(): string {
  if (player.status === 'refused') return '';
  if (player.status === 'partway') return 'It stops here: the rest plays once it is loaded ';
  return player.loaded?.facts?.seeking === 'firstPart'
    ? 'Only its first part plays until it is loaded '
    : 'Seeks may be some seconds off until it is loaded ';
}

/** Says what is missing of a recording that is not loaded, and offers what mends it. */
function Inexact(): JSX.Element {
  const percent = () => {
    const far = reading()?.far;
    return far?.totalBytes
      ? `${Math.floor((100 * far.bytes) / far.totalBytes)} %`
      : far
        ? bytes(far.bytes)
        : '';
  };
  return (
    <Show when={inexact()}>
      <span class="dock-inexact small" classList={{ muted: player.status !== 'partway' }} role="status">
        <Show
          when={reading()}
          fallback={
            <>
              {lack()}
              <Button class="small" text="Load it" onClick={() => void readThrough()} />
            </>
          }
        >
          {(now) => (
            <Show
              when={now().error}
              fallback={
                <>
                  Loading the recording… <span aria-hidden="true">{percent()}</span>{' '}
                  <Button class="small" text="Cancel" onClick={stopReading} />
                </>
              }
            >
              <span class="problem">It could not be loaded. {now().error}</span>{' '}
              <Button class="small" text="Load it again" onClick={() => void readThrough()} />
            </Show>
          )}
        </Show>
      </span>
    </Show>
  );
}

function Transport(): JSX.Element {
  return (
    <div class="row tight dock-transport">
      <IconButton
        icon={RotateCcw}
        size={16}
        class="quiet"
        label="Back 15 seconds"
        onClick={() => seek(position() - 15)}
      />
      <IconButton
        icon={player.playing ? Pause : Play}
        size={18}
        class="primary dock-play"
        label={player.playing ? 'Pause' : 'Play'}
        disabled={player.status === 'failed' || player.status === 'partway'}
        onClick={toggle}
      />
      <IconButton
        icon={RotateCw}
        size={16}
        class="quiet"
        label="Forward 15 seconds"
        onClick={() => seek(position() + 15)}
      />
      <span class="dock-time">
        {clock(shownPosition())} <span class="muted">/ {clock(duration())}</span>
      </span>
    </div>
  );
}

function Scrubber(): JSX.Element {
  const heat = createMemo(() => {
    const total = duration();
    if (total <= 0) return [];
    return player.heard
      .filter(([from]) => from < total)
      .map(([from, to]) => ({
        left: `${(100 * from) / total}%`,
        width: `${Math.max(0.1, (100 * (Math.min(to, total) - from)) / total)}%`,
      }));
  });
  return (
    <div class="scrub" classList={{ banded: isKept(player.loaded?.callId ?? '') }}>
      <div class="scrub-heat" aria-hidden="true">
        <For each={heat()}>{(box) => <span style={{ left: box.left, width: box.width }} />}</For>
      </div>
      <ScrubWaveform />
      <input
        type="range"
        min="0"
        max={Math.max(1, duration())}
        step="0.1"
        aria-label="Position"
        style={{ '--played': Math.min(1, shownPosition() / Math.max(1, duration())) }}
        aria-valuetext={`${clock(shownPosition())} of ${clock(duration())}`}
        value={shownPosition()}
        onInput={(event) => seek(Number(event.currentTarget.value))}
      />
    </div>
  );
}

function Steps(): JSX.Element {
  return (
    <Show when={playerLanes().length > 0}>
      <div class="row dock-steps">
        <IconButton icon={ChevronLeft} size={16} label="Previous one" onClick={() => stepBy(-1)} />
        <Select
          class="select small dock-select"
          aria-label="Step by"
          of={playerLanes().map((lane) => [lane.id, `by ${lane.one}`] as const)}
          value={stepLane()}
          onPick={setStepLane}
        />
        <IconButton icon={ChevronRight} size={16} label="Next one" onClick={() => stepBy(1)} />
      </div>
    </Show>
  );
}

const speeds = Array.from({ length: 26 }, (_, at) => (at + 5) / 10).map(
  (speed) => [String(speed), `${speed.toFixed(1)}×`] as const,
);

function Settings(): JSX.Element {
  const saved = (strength: SilenceStrength) =>
    savedBySkipping(soundingStretches(), duration(), silenceStrengths[strength]);
  const label = (strength: SilenceStrength) => {
    if (strength === 'off') return 'Silence: play';
    return `Skip silence: ${strength}${saved(strength) >= 1 ? ` (saves ${length(saved(strength))})` : ''}`;
  };
  const hasCustomer = () => Boolean(playerContent()?.transcript) && customerStretches().length > 0;
  return (
    <div class="row dock-settings">
      <Select
        class="select small dock-select dock-speed"
        aria-label="Speed"
        of={speeds}
        value={String(player.speed)}
        onPick={(speed) => setSpeed(Number(speed))}
      />
      <Show when={playerContent()?.transcript}>
        <Select
          class="select small dock-select"
          aria-label="Silence"
          of={(Object.keys(silenceStrengths) as SilenceStrength[]).map((one) => [one, label(one)] as const)}
          value={player.silence}
          onPick={setSilence}
        />
      </Show>
      <Show when={hasCustomer()}>
        <IconSwitch
          icon={UserRound}
          label="Hear only the customer"
          on={player.customerOnly}
          onSwitch={setCustomerOnly}
        />
      </Show>
      <Show
        when={playerContent()?.transcript && player.loaded?.kind === 'video' && !player.loaded.withoutPicture}
      >
        <IconSwitch
          icon={Captions}
          label="Captions"
          title="Captions from the transcript"
          on={player.captions}
          onSwitch={setCaptionsOn}
        />
        <PictureButton />
      </Show>
      <KeepButton compact ids={() => (player.loaded ? [player.loaded.callId] : [])} />
    </div>
  );
}

function PictureButton(): JSX.Element {
  async function open(): Promise<void> {
    try {
      if (document.pictureInPictureElement) await document.exitPictureInPicture();
      else await element.requestPictureInPicture();
    } catch {
      toast('Picture-in-picture is not available in this window.');
    }
  }
  return (
    <Show when={document.pictureInPictureEnabled}>
      <IconButton
        icon={PictureInPicture}
        class="small"
        label="Picture in picture"
        onClick={() => void open()}
      />
    </Show>
  );
}
