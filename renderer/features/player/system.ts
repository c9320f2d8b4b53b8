import type { CallDetail } from '../../../electron/contract/call.ts';

/** What the system's media keys do. */
interface Controls {
  play(): void;
  pause(): void;
  seek(sec: number): void;
  position(): number;
}

const session = 'mediaSession' in navigator ? navigator.mediaSession : null;

/** Names to the system what plays, and takes its media keys. */
export function announce(call: CallDetail, { play, pause, seek, position }: Controls): void {
  if (!session) return;
  session.metadata = new MediaMetadata({
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
    session.setActionHandler(name as MediaSessionAction, handler as MediaSessionActionHandler);
}

/** Nothing is loaded any more. */
export function forget(): void {
  if (!session) return;
  session.metadata = null;
  session.setPositionState?.();
}

/** Tells the system where it plays; nothing while the length is not known, because it takes no other than finite numbers. */
export function tellPosition(
  durationSec: number,
  { currentTime, playbackRate }: Pick<HTMLMediaElement, 'currentTime' | 'playbackRate'>,
): void {
  if (durationSec > 0)
    session?.setPositionState?.({
      duration: durationSec,
      position: Math.min(currentTime, durationSec),
      playbackRate,
    });
  else session?.setPositionState?.();
}
