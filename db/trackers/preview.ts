import type { PreviewHit, TrackerDefinition, TrackerPreview } from '../../electron/contract/trackers.ts';
import { sideName } from '../store/codes.ts';
import type { Db } from '../store/open.ts';
import { prepared } from '../store/statements.ts';
import { storedText } from '../text/text.ts';
import { linesAt } from '../transcripts/line-at.ts';
import { Candidates, type Remembered } from './candidates.ts';
import { callToHear, type Hit, hitsAt } from './hits.ts';
import { PhraseMatcher, phraseAt } from './matcher.ts';

/** Time for looking through calls while the user types. */
const budgetMs = 60;
/** As long as nothing was found: an answer without any hit helps nobody, and on a busy machine the above is soon gone. */
const patientMs = 300;
/** And for counting those that could not be looked through in that time. */
const countingMs = 25;
/** Part of the time for asking the index: without a look at some calls there is nothing to show. */
const askingShare = 0.6;
const shownHits = 20;

const remembered = new WeakMap<Db, Remembered>();

type Row = [id: number, generation: number, language: string | null];

/** What a definition would find: all of it, or as much as a moment allows, newest calls first. */
export function previewTracker(db: Db, definition: TrackerDefinition, budget = budgetMs): TrackerPreview {
  const begin = performance.now();
  const end = begin + budget;
  const asking = begin + budget * askingShare;
  const matcher = new PhraseMatcher(definition);
  const candidates = new Candidates(db, remembered.get(db) ?? null);
  const found = new Map<number, readonly Hit[]>();
  let complete = true;
  // Calls left that may have a hit; null when even counting them takes too long.
  let left: number | null = 0;
  try {
    const rows = prepared(
      db,
      `SELECT id, generation, language FROM call
       WHERE hidden = 0 AND has_transcript = 1 ORDER BY started_ms DESC, id DESC`,
    )
      .raw()
      .iterate() as IterableIterator<Row>;
    let looked = 0;
    let counted = 0;
    for (const [id, generation, language] of rows) {
      const now = performance.now();
      const inTime = now < end || (found.size === 0 && now < begin + patientMs);
      const phrases = matcher.of(language);
      if (performance.now() < asking)
        for (const _ of candidates.prepare(phrases)) if (performance.now() >= asking) break;
      const where = candidates.of(id, generation, phrases);
      if (!where) continue;
      // However little time there is, something is looked at.
      if (inTime || looked === 0) {
        looked++;
        const call = callToHear(db, id);
        const hits = call ? hitsAt(db, call, matcher, where) : [];
        if (hits.length > 0) found.set(id, hits);
        continue;
      }
      complete = false;
      left++;
      if (++counted % 1000 === 0 && performance.now() >= end + countingMs) {
        left = null;
        break;
      }
    }
  } finally {
    // While phrases are typed one after the other, all but one are the same as a moment ago.
    const next = candidates.remember();
    if (next) remembered.set(db, next);
    candidates.close();
  }
  const byPhrase = new Map<string, number>();
  let mentions = 0;
  for (const hits of found.values())
    for (const { phrase } of hits) {
      mentions++;
      byPhrase.set(phrase, (byPhrase.get(phrase) ?? 0) + 1);
    }
  const phrases = [...new Set(definition.languages.flatMap((group) => group.phrases))];
  return {
    calls: found.size,
    callsAtMost: left === null ? null : found.size + left,
    mentions,
    byPhrase: phrases.map((phrase) => ({ phrase, mentions: byPhrase.get(phrase) ?? 0 })),
    hits: newest(db, found),
    complete,
    ms: performance.now() - begin,
  };
}

/** The first hits of the newest calls, at most a few per call so that several calls are seen. */
function newest(db: Db, found: ReadonlyMap<number, readonly Hit[]>): PreviewHit[] {
  const calls = prepared(
    db,
    `SELECT id, gong_id AS gongId, title, started_ms AS startedMs, language FROM call
     WHERE id IN (SELECT value FROM json_each(?)) ORDER BY started_ms DESC, id DESC LIMIT ?`,
  ).all(JSON.stringify([...found.keys()]), shownHits) as {
    id: number;
    gongId: string;
    title: string | null;
    startedMs: number;
    language: string | null;
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
      const line = lines[at] ?? '';
      out.push({
        callId: call.gongId,
        title: storedText(call.title ?? 'Untitled call'),
        startedMs: call.startedMs,
        startMs: hit.startMs,
        side: sideName(hit.side),
        speaker: hit.speakerId
          ? ((names.get(call.id, hit.speakerId) as string | null | undefined) ?? null)
          : null,
        phrase: hit.phrase,
        line,
        phraseAt: phraseAt(line, hit.phrase, call.language),
      });
    });
  }
  return out;
}
