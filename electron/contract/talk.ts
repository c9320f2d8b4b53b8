import type { CallDetail, CallParty } from './call.ts';

/** Why a call without a transcript has no shares of talk time. */
export const noTalkShares = 'No transcript: Gong lists talk time of its own users only.';

/** Why a call whose transcript has no lengths has no shares of talk time. */
const noLengths = 'No shares of talk time: no sentence of the transcript has a length.';

/** What the participants' shares of talk time do not say: why there are none, or how much nobody is known to have spoken. */
export function talkNote(call: CallDetail): string | null {
  if (call.speechSec === null) return call.hasTranscript ? noLengths : noTalkShares;
  const known = call.parties.reduce((sum, { talkTimeSec }) => sum + (talkTimeSec ?? 0), 0);
  const percent = Math.round(100 * (1 - known / call.speechSec));
  return percent > 0 ? `${percent} % of the speech has no speaker in the transcript.` : null;
}

/** Share from 0 to 1 of all speech that a participant speaks; null for nobody who speaks in a transcript. */
export function talkShare(party: CallParty, speechSec: number | null): number | null {
  return party.talkTimeSec && speechSec ? party.talkTimeSec / speechSec : null;
}

/** How long a participant spoke, in words: by the transcript with the share, else what Gong measured and that it did. */
export function talkWords(
  party: CallParty,
  speechSec: number | null,
  clock: (sec: number) => string,
): string | null {
  const share = talkShare(party, speechSec);
  if (share !== null) {
    const percent = share < 0.005 ? '< 1' : String(Math.round(100 * share));
    return `spoke ${clock(party.talkTimeSec ?? 0)} (${percent} %)`;
  }
  if (speechSec !== null || !party.gongTalkTimeSec) return null;
  return `spoke ${clock(party.gongTalkTimeSec)} by Gong’s count`;
}
