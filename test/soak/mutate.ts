import type { LiveCorpus } from '../../electron/gong/emulator/corpus.ts';
import type { CallData } from '../../electron/gong/schema/call.ts';

type Change = (call: CallData, random: () => number) => CallData;

/** What happens to a call at Gong after it was recorded. */
const changes: readonly Change[] = [
  (call, random) => ({
    ...call,
    content: {
      ...call.content,
      brief: `Rewritten ${Math.floor(random() * 1e6)}. ${call.content?.brief ?? ''}`,
    },
  }),
  (call) => ({ ...call, content: { ...call.content, brief: null } }),
  (call, random) => ({
    ...call,
    content: { ...call.content, keyPoints: [{ text: `Point ${Math.floor(random() * 1e6)}` }] },
  }),
  (call) => ({ ...call, metaData: { ...call.metaData, isPrivate: !call.metaData.isPrivate } }),
  (call, random) => ({
    ...call,
    metaData: { ...call.metaData, title: `Renamed ${Math.floor(random() * 1e6)}\u0000 \u202e` },
  }),
  (call, random) => ({
    ...call,
    collaboration: {
      publicComments: [
        ...(call.collaboration?.publicComments ?? []),
        {
          id: String(Math.floor(random() * 1e15)),
          audioStartTime: Math.floor(random() * 600),
          audioEndTime: null,
          commenterUserId: call.metaData.primaryUserId ?? null,
          comment: 'Please follow up',
          posted: '2026-09-09T10:00:00.123456Z',
          inReplyTo: null,
          duringCall: false,
        },
      ],
    },
  }),
  (call) => ({ ...call, content: { ...call.content, trackers: call.content?.trackers?.slice(1) ?? null } }),
  (call) => ({ ...call, parties: call.parties?.slice(0, -1) ?? null }),
  (call) => ({
    ...call,
    content: { ...call.content, callOutcome: { id: '7', category: 'CONNECTED', name: 'A new outcome' } },
  }),
  (call) => ({ ...call, context: call.context?.slice(0, 0) ?? null }),
];

/** Calls out of sight, by corpus: processed still, and to be revealed by a later round. */
const hidden = new WeakMap<LiveCorpus, string[]>();

const day = 86_400_000;

/**
 * Gives a call other times: start and schedule apart by up to an hour, or both by up to two months. (Starts far from their
 * schedules make lists that are entered in their middle be read twice, which the requests here do not allow for;
 * test/sync/real-answers.test.ts has them.)
 */
function move(corpus: LiveCorpus, id: string, random: () => number): void {
  const apart = random() < 0.5;
  const by = (random() - 0.5) * (apart ? day / 24 : 120 * day);
  const which = apart ? Math.floor(random() * 2) : 2;
  const moved = (text: string | null | undefined) =>
    new Date(Date.parse((text ?? '').replace(/(\.\d{3})\d+/, '$1')) + by).toISOString();
  corpus.edit(id, (call) => ({
    ...call,
    metaData: {
      ...call.metaData,
      ...(which !== 1 ? { started: moved(call.metaData.started ?? call.metaData.scheduled) } : {}),
      ...(which !== 0 ? { scheduled: moved(call.metaData.scheduled ?? call.metaData.started) } : {}),
    },
  }));
}

/** Edits, moves, deletes, hides, reveals and adds so many calls. Returns how many it touched. */
export function mutate(corpus: LiveCorpus, random: () => number, count: number, salt: number): number {
  const away = hidden.get(corpus) ?? [];
  hidden.set(corpus, away);
  let touched = 0;
  for (let at = 0; at < count; at++) {
    const heads = corpus.heads();
    const head = heads[Math.floor(random() * heads.length)];
    if (!head) break;
    const dice = random();
    touched++;
    if (dice < 0.75) {
      const change = changes[Math.floor(random() * changes.length)] as Change;
      corpus.edit(head.id, (call) => change(call, random));
    } else if (dice < 0.79) move(corpus, head.id, random);
    else if (dice < 0.83) corpus.remove(head.id);
    else if (dice < 0.88) {
      corpus.hide(head.id);
      away.push(head.id);
    } else if (dice < 0.94 && away.length > 0) corpus.reveal(away.pop() as string);
    else {
      const call = corpus.call(head.id) as CallData;
      const imported = random() < 0.1 ? -400 * day : 0;
      const id = String(2_000_000_000_000_000_000n + BigInt(salt) * 1_000_000n + BigInt(at));
      const transcript = corpus.transcript(head.id);
      corpus.put(
        {
          ...call,
          metaData: {
            ...call.metaData,
            id,
            // Some are imported long after they took place.
            scheduled: new Date(head.scheduledMs + imported + 3_600_000).toISOString(),
            started: new Date(head.startedMs + imported + 3_500_000).toISOString(),
          },
        },
        transcript && { ...transcript, callId: id },
      );
    }
  }
  return touched;
}
