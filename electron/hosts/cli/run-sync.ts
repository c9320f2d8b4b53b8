import type { Bridge } from '../../contract/bridge.ts';
import { EarshotError } from '../../contract/errors.ts';
import type { SyncStatus } from '../../contract/sync.ts';
import { jsonText, type Terminal } from './output.ts';
import { timesOf } from './where.ts';

interface SyncOutput {
  readonly json: boolean;
  /** Prints nothing but a progress bar on a terminal. */
  readonly quiet: boolean;
  readonly signal: AbortSignal;
}

/** A wait longer than this (the daily share is used up) ends the command instead of holding a cron job for hours. */
const longestWaitMs = 15 * 60_000;

/** Starts a sync and follows it to its end. Rejects with what stopped it, or 'cli/interrupted'. */
export async function runSync(bridge: Bridge, terminal: Terminal, output: SyncOutput): Promise<SyncStatus> {
  const show = shower(terminal, output);
  const ended = new Promise<SyncStatus>((resolve, reject) => {
    let started = false;
    const look = (status: SyncStatus) => {
      // What a former run left behind is no news of this one.
      if (!started) return;
      show(status);
      if (status.state === 'failed') reject(new EarshotError(status.error ?? unknownFailure));
      else if (status.state === 'idle') resolve(status);
      else if (status.state === 'waiting' && (status.resumeAtMs ?? 0) - Date.now() > longestWaitMs) {
        timesOf(bridge).then((time) => reject(tooLong(time(status.resumeAtMs ?? 0))), reject);
      }
    };
    bridge.on('sync/status', look);
    output.signal.addEventListener('abort', () => reject(interrupted()), { once: true });
    bridge.request('sync/start', {}).then((status) => {
      started = true;
      look(status);
    }, reject);
  });
  try {
    return await ended;
  } catch (error) {
    await bridge.request('sync/cancel', {}).catch(() => {});
    throw error;
  } finally {
    if (terminal.live) terminal.progress('');
  }
}

function shower(terminal: Terminal, output: SyncOutput): (status: SyncStatus) => void {
  if (output.json) return (status) => terminal.out(jsonText({ event: 'status', ...status }));
  if (terminal.live) return (status) => terminal.progress(progressLine(status, terminal.columns));
  let phase = '';
  return (status) => {
    if (output.quiet || status.phase === phase || status.phase === 'idle') return;
    phase = status.phase;
    terminal.err(`${phaseNames[status.phase]}…\n`);
  };
}

const phaseNames: Readonly<Record<SyncStatus['phase'], string>> = {
  idle: 'Done',
  settings: 'Reading people and trackers',
  calls: 'Reading calls',
  transcripts: 'Reading transcripts',
  reviews: 'Reading scorecards and the library',
  finishing: 'Finishing',
};

/** One line: phase, bar, counts, rate and time left. */
export function progressLine(status: SyncStatus, columns: number): string {
  const head = status.state === 'waiting' ? 'Waiting for Gong' : phaseNames[status.phase];
  const counts = status.total === null ? `${status.done}` : `${status.done}/${status.total}`;
  const rate = status.rate > 0 ? `  ${Math.round(status.rate)}/s` : '';
  const left = status.etaSeconds === null ? '' : `  ${Math.ceil(status.etaSeconds)} s left`;
  const tail = `  ${counts}${rate}${left}  ${status.requestsToday} requests today`;
  const room = Math.min(30, columns - head.length - tail.length - 5);
  const share = status.total ? Math.min(1, status.done / status.total) : 0;
  const filled = Math.round(share * room);
  const bar = room >= 5 ? `  [${'#'.repeat(filled)}${'.'.repeat(room - filled)}]` : '';
  return `${head}${bar}${tail}`.slice(0, Math.max(10, columns - 1));
}

const unknownFailure = {
  code: 'sync/failed',
  message: 'The sync failed.',
  nextStep: 'Try again.',
  retryable: true,
};

function tooLong(at: string): EarshotError {
  return new EarshotError({
    code: 'gong/daily-limit',
    message: `Gong, or the daily share set for Earshot, allows no more requests until ${at}.`,
    nextStep: 'Run the sync again after that; it goes on where it stopped.',
    retryable: true,
  });
}

function interrupted(): EarshotError {
  return new EarshotError({
    code: 'cli/interrupted',
    message: 'Stopped.',
    nextStep: 'The next sync goes on where this one stopped.',
    retryable: true,
  });
}
