import type { PreviewHit, TrackerDefinition, TrackerPreview } from '../../electron/contract/trackers.ts';
import { sideName } from '../codes.ts';
import type { Db } from '../open.ts';
import { linesAt } from '../read/line-at.ts';
import { prepared } from '../statements.ts';
import { unsegment } from '../text.ts';
import { candidatePassages, type Hit, HitFinder } from './hits.ts';
import { PhraseMatcher } from './matcher.ts';

/** Time for looking through passages while the user types. */
const budgetMs = 60;
const chunk = 200;
const shownHits = 20;

/** What a definition would find: all of it, or as much as a moment allows. */
export function previewTracker(db: Db, definition: TrackerDefinition, budget = budgetMs): TrackerPreview {
  const begin = performance.now();
  const matcher = new PhraseMatcher(definition);
  const match = matcher.candidates();
  const ids = match === null ? new Int32Array(0) : candidatePassages(db, match);
  const finder = new HitFinder(db, matcher, { visibleOnly: true });
  let done = 0;
  // The newest passages have the highest ids but for the first sync, which went backwards: both ends have recent calls.
  while (done < ids.length && (done === 0 || performance.now() - begin < budget)) {
    const next = Math.min(ids.length, done + chunk);
    finder.look(ids.subarray(done, next));
    done = next;
  }
  const byPhrase = new Map<string, number>();
  let mentions = 0;
  for (const hits of finder.found.values())
    for (const { phrase } of hits) {
      mentions++;
      byPhrase.set(phrase, (byPhrase.get(phrase) ?? 0) + 1);
    }
  const phrases = [...new Set(definition.languages.flatMap((group) => group.phrases))];
  return {
    calls: finder.found.size,
    mentions,
    byPhrase: phrases.map((phrase) => ({ phrase, mentions: byPhrase.get(phrase) ?? 0 })),
    hits: newest(db, finder.found),
    complete: done === ids.length,
    ms: performance.now() - begin,
  };
}

/** The first hits of the newest calls, at most a few per call so that several calls are seen. */
function newest(db: Db, found: ReadonlyMap<number, readonly Hit[]>): PreviewHit[] {
  const calls = prepared(
    db,
    `SELECT id, gong_id AS gongId, title, started_ms AS startedMs FROM call
     WHERE id IN (SELECT value FROM json_each(?)) ORDER BY started_ms DESC, id DESC LIMIT ?`,
  ).all(JSON.stringify([...found.keys()]), shownHits) as {
    id: number;
    gongId: string;
    title: string | null;
    startedMs: number;
  }[];
  const names = prepared(
    db,
    'SELECT coalesce(name, email) FROM party WHERE call_id = ? AND speaker_id = ?',
  ).pluck();
  const out: PreviewHit[] = [];
  for (const call of calls) {
    const hits = (found.get(call.id) ?? []).toSorted((a, b) => a.startMs - b.startMs).slice(0, 3);
    const lines = linesAt(
      db,
      { callId: call.id, gongId: call.gongId },
      hits.map((hit) => hit.startMs),
    );
    hits.forEach((hit, at) => {
      if (out.length >= shownHits) return;
      out.push({
        callId: call.gongId,
        title: unsegment(call.title ?? 'Untitled call'),
        startedMs: call.startedMs,
        startMs: hit.startMs,
        side: sideName(hit.side),
        speaker: hit.speakerId
          ? ((names.get(call.id, hit.speakerId) as string | null | undefined) ?? null)
          : null,
        phrase: hit.phrase,
        line: lines[at] ?? '',
      });
    });
  }
  return out;
}
