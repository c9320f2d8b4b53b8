import { createStore } from 'solid-js/store';
import type { CallHit } from '../../../electron/contract/library.ts';
import { bridge } from '../../bridge/bridge.ts';
import { where } from '../../data/app.ts';
import { makeEdit } from '../../data/edits.ts';
import { asError } from '../../data/query.ts';
import { clock, plain } from '../../ui/format.ts';
import { toast } from '../../ui/kit.tsx';
import { localDay } from '../../ui/local-time.ts';
import { loadCall, pause, playMoment, setSnippetEnd } from './player.ts';

/** One stop of a playlist: a passage that matched the query. */
export interface Stop {
  readonly callId: string;
  readonly title: string;
  readonly startedMs: number;
  readonly startSec: number;
  readonly text: string;
  readonly speaker: string | null;
  readonly tags: readonly string[];
}

interface Playlist {
  q: string;
  stops: readonly Stop[];
  /** Calls that matched but have no moment to play. */
  untimed: number;
  at: number;
  seconds: number;
  kept: readonly number[];
}

const [playlist, setPlaylist] = createStore<{ now: Playlist | null; listOpen: boolean }>({
  now: null,
  listOpen: false,
});

export { playlist };

/** What is played before the hit itself, to get into the sentence. */
const runUp = 3;
const mostCalls = 200;

/** Moments of search results, call by call in their order and by time within a call. */
function stopsOf(hits: readonly CallHit[]): Stop[] {
  return hits.flatMap((hit) =>
    hit.passages
      .filter((passage) => passage.startSec !== null)
      .toSorted((a, b) => (a.startSec ?? 0) - (b.startSec ?? 0))
      .map((passage) => ({
        callId: hit.id,
        title: plain(hit.title),
        startedMs: hit.startedMs,
        startSec: passage.startSec ?? 0,
        text: plain(passage.text),
        speaker: passage.speaker,
        tags: hit.tags,
      })),
  );
}

/** Plays some seconds around every hit of a query, one call after the other. */
export async function startPlaylist(q: string, seconds = 20): Promise<void> {
  try {
    const result = await bridge.request('library/search', {
      q,
      limit: mostCalls,
      facets: false,
      typing: false,
      ...where(),
    });
    const stops = stopsOf(result.hits);
    if (stops.length === 0) {
      toast('Nothing to play: no hit of this search has a moment in a recording.');
      return;
    }
    const untimed = result.hits.filter(
      (hit) => !hit.passages.some((passage) => passage.startSec !== null),
    ).length;
    setPlaylist('now', { q, stops, untimed, at: 0, seconds, kept: [] });
    go(0);
  } catch (error) {
    toast(asError(error).message);
  }
}

/** Plays some seconds around each of the given moments; `title` says what they are. */
export function playStops(title: string, stops: readonly Stop[], seconds = 20): void {
  if (stops.length === 0) {
    toast('Nothing to play here.');
    return;
  }
  setPlaylist('now', { q: title, stops, untimed: 0, at: 0, seconds, kept: [] });
  go(0);
}

/** Goes to a stop; past the last one the list of what was kept opens. */
function go(at: number): void {
  const now = playlist.now;
  if (!now) return;
  const stop = now.stops[at];
  if (!stop) {
    pause();
    setPlaylist('listOpen', true);
    return;
  }
  setPlaylist('now', 'at', at);
  playMoment(stop.callId, Math.max(0, stop.startSec - runUp), undefined, endOf(stop, now.seconds), () => {
    if (playlist.now?.stops[playlist.now.at] === stop && !playlist.listOpen) next();
  });
}
const endOf = (stop: Stop, seconds: number) => stop.startSec - runUp + seconds;
export const next = (): void => go((playlist.now?.at ?? 0) + 1);
export const previous = (): void => go(Math.max(0, (playlist.now?.at ?? 0) - 1));

/** Puts the current stop on the list (or takes it off) and goes on. */
export function keep(): void {
  const now = playlist.now;
  if (!now) return;
  const has = now.kept.includes(now.at);
  setPlaylist(
    'now',
    'kept',
    has ? now.kept.filter((at) => at !== now.at) : [...now.kept, now.at].sort((a, b) => a - b),
  );
  if (!has) next();
}

/** Tags the call of the current stop. */
export async function tag(text: string): Promise<void> {
  const stop = playlist.now?.stops[playlist.now.at];
  if (!stop || text.trim() === '') return;
  await makeEdit(bridge.request('personal/tag', { id: stop.callId, tag: text, on: true }));
}

export function setSeconds(seconds: number): void {
  setPlaylist('now', 'seconds', seconds);
  const stop = playlist.now?.stops[playlist.now.at];
  if (stop) setSnippetEnd(endOf(stop, seconds));
}
export const showList = (open: boolean): void => setPlaylist('listOpen', open);
export function endPlaylist(): void {
  pause();
  if (playlist.now && playlist.now.kept.length > 0) setPlaylist('listOpen', true);
  else setPlaylist('now', null);
}
/** Comes back to a playlist that was closed, with the list of what was kept. */
export function reopenPlaylist(left: Playlist): void {
  setPlaylist({ now: left, listOpen: true });
  const stop = left.stops[left.at];
  if (stop) void loadCall(stop.callId, { title: stop.title, sec: Math.max(0, stop.startSec - runUp) });
}
export const closePlaylist = (): void => setPlaylist({ now: null, listOpen: false });

/** What was kept, as Markdown. */
export function keptList(now: Playlist): string {
  const lines = now.kept.map((at) => {
    const stop = now.stops[at] as Stop;
    const when = localDay(stop.startedMs, where().tz);
    const who = stop.speaker ? `${stop.speaker}: ` : '';
    return `- ${who}“${stop.text}”\n  ${stop.title} (${when}), at ${clock(stop.startSec)}, earshot://call/${stop.callId}?t=${Math.floor(stop.startSec)}`;
  });
  return `# Kept from “${now.q}”\n\n${now.kept.length} of ${now.stops.length} moments.\n\n${lines.join('\n')}\n`;
}
