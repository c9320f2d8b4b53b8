import { isolate } from '../../../electron/contract/direction.ts';
import type { Bucket, ScoreFigures, ScorePoint, ScoresReport } from '../../../electron/contract/trends.ts';
import { fold } from '../../../electron/contract/words/fold.ts';
import { memo } from '../../index/arrays/memo.ts';
import type { ColumnStore, Columns } from '../../index/columns/columns.ts';
import { dayText, nextBucket } from '../../index/columns/local-days.ts';
import { objects, word } from '../../store/json.ts';
import type { Db } from '../../store/open.ts';
import { prepared } from '../../store/statements.ts';
import { axisOf } from '../axis.ts';
import { and, type Base, dateClauses, valueClause, withoutDates, written } from '../base.ts';
import { mentioningMask } from '../occurrences.ts';
import { type OneSeries, openOne } from '../series.ts';
import { smallSample } from '../tally.ts';
import { namesake, number, tableOf } from './cells.ts';
import type { Part } from './part.ts';

interface ScoresInput extends OneSeries {
  readonly bucket: Bucket;
  /** Name of a scorecard the figures are about; null: all. */
  readonly scorecard: string | null;
}

/** A review of a call that is shown. */
interface Review {
  readonly slot: number;
  readonly score: number | null;
}

/** Reviews with scorecards that a query cannot tell apart (case, accents); the first name by the alphabet stands for all. */
interface Scorecard {
  name: string;
  readonly spellings: Set<string>;
  readonly ids: Set<string>;
  readonly reviews: Review[];
}

/** All reviews by their scorecard's folded name; read once per state of the store. */
const scorecardsOf = ({ db, columns }: Base): ReadonlyMap<string, Scorecard> => scorecardsIn(columns, db);

const scorecardsIn = memo((columns: Columns, db: Db): ReadonlyMap<string, Scorecard> => {
  const made = new Map<string, Scorecard>();
  const rows = prepared(
    db,
    `SELECT c.id, a.name, a.scorecard_id, a.score FROM answered_scorecard a JOIN call c ON c.gong_id = a.call_gong_id
     WHERE a.hidden = 0`,
  )
    .raw()
    .iterate() as IterableIterator<[number, string, string | null, number | null]>;
  for (const [rowid, name, id, score] of rows) {
    const slot = columns.slotOf(rowid);
    if (slot < 0) continue;
    const key = fold(name);
    let scorecard = made.get(key);
    if (!scorecard) {
      scorecard = { name, spellings: new Set(), ids: new Set(), reviews: [] };
      made.set(key, scorecard);
    }
    if (name < scorecard.name) scorecard.name = name;
    scorecard.spellings.add(name);
    if (id !== null) scorecard.ids.add(id);
    scorecard.reviews.push({ slot, score });
  }
  return made;
});

/** Score of each call by some reviews, null where none has one; calls without a review are not in it. */
function byCall(reviews: readonly Review[]): ReadonlyMap<number, number | null> {
  const sums = new Map<number, { sum: number; count: number }>();
  for (const { slot, score } of reviews) {
    const call = sums.get(slot) ?? { sum: 0, count: 0 };
    sums.set(slot, call);
    if (score === null) continue;
    call.sum += score;
    call.count++;
  }
  return new Map([...sums].map(([slot, { sum, count }]) => [slot, count === 0 ? null : sum / count]));
}

const rounded = (value: number) => Math.round(value * 100) / 100;
const meanOf = (sum: number, count: number) => (count === 0 ? null : rounded(sum / count));

/** Counts while they are made. */
class Counts {
  calls = 0;
  reviewed = 0;
  scored = 0;
  sum = 0;

  /** `score` undefined: not reviewed; null: reviewed without a score. */
  add(score: number | null | undefined): void {
    this.calls++;
    if (score === undefined) return;
    this.reviewed++;
    if (score === null) return;
    this.scored++;
    this.sum += score;
  }

  figures(text: string, reviewed: string): ScoreFigures {
    return {
      calls: this.calls,
      reviewed: this.reviewed,
      scored: this.scored,
      mean: meanOf(this.sum, this.scored),
      small: this.scored < smallSample,
      q: and(text, reviewed),
      notReviewedQ: and(text, `-${reviewed}`),
    };
  }
}

/**
 * Scores of the calls that mention a series, over time and by scorecard: their mean, and how many of the calls were reviewed.
 * Throws 'trends/unknown-tracker', 'trends/query-too-long'.
 */
export function scoresReport(db: Db, store: ColumnStore, input: ScoresInput): ScoresReport {
  const { base, series, ms } = openOne(db, store, input);
  const axis = axisOf(base, input.bucket);
  const has = mentioningMask(base, series);
  const all = scorecardsOf(base);
  const chosen = input.scorecard === null ? null : (all.get(fold(input.scorecard)) ?? null);
  const scores = byCall(
    input.scorecard === null ? [...all.values()].flatMap(({ reviews }) => reviews) : (chosen?.reviews ?? []),
  );
  const total = new Counts();
  const buckets = axis.starts.map(() => new Counts());
  for (let slot = 0; slot < has.length; slot++) {
    if (has[slot] === 0) continue;
    const score = scores.get(slot);
    total.add(score);
    buckets[(axis.groups.values[slot] as number) - axis.shift]?.add(score);
  }
  const reviewed =
    input.scorecard === null ? 'has:scorecard' : valueClause('scorecard', chosen?.name ?? input.scorecard);
  const text = written([...base.nodes, ...series.nodes]);
  const undated = written([...withoutDates(base.nodes), ...series.nodes]);
  const totals = total.figures(text, reviewed);
  return {
    bucket: axis.unit,
    scorecard: input.scorecard === null ? null : (chosen?.name ?? input.scorecard),
    total: totals,
    points: buckets.map((counts, at): ScorePoint => {
      const start = axis.starts[at] as number;
      const next = nextBucket(start, axis.unit);
      const from = Math.max(start, axis.from);
      const to = Math.min(next, axis.to);
      return {
        ...counts.figures(and(undated, dateClauses(from, to)), reviewed),
        from: dayText(from),
        to: dayText(to),
        partial: from > start || to < next || next > base.today,
      };
    }),
    scorecards: [...all.values()]
      .map(({ name, reviews }) => {
        const counts = new Counts();
        for (const [slot, score] of byCall(reviews)) if (has[slot] === 1) counts.add(score);
        const {
          notReviewedQ: _,
          calls: __,
          ...figures
        } = counts.figures(text, valueClause('scorecard', name));
        return { name, ...figures };
      })
      .filter((row) => row.reviewed > 0)
      .sort((a, b) => b.reviewed - a.reviewed || (a.name < b.name ? -1 : 1)),
    questions: chosen ? questionsOf(base, chosen, has, totals) : [],
    inStore: [...all.values()].reduce((sum, { reviews }) => sum + reviews.length, 0),
    ms: ms(),
  };
}

/** The questions of a scorecard in its order, each with the mean of its answers by call. */
function questionsOf(
  { db, columns }: Base,
  scorecard: Scorecard,
  has: Uint8Array,
  total: ScoreFigures,
): ScoresReport['questions'] {
  const texts = new Map<string, string | null>();
  for (const id of scorecard.ids) {
    const json = prepared(db, "SELECT json ->> '$.questions' FROM scorecard WHERE gong_id = ?")
      .pluck()
      .get(id) as string | null | undefined;
    for (const question of objects(json ? JSON.parse(json) : null)) {
      const questionId = word(question['questionId']);
      if (questionId !== null) texts.set(questionId, word(question['questionText']));
    }
  }
  const answers = new Map<string, Review[]>();
  const rows = prepared(
    db,
    `SELECT c.id, q.question_id, q.score FROM answered_scorecard a JOIN scorecard_answer q ON q.answered_id = a.gong_id
       JOIN call c ON c.gong_id = a.call_gong_id
     WHERE a.hidden = 0 AND q.score IS NOT NULL AND q.question_id IS NOT NULL
       AND a.name IN (SELECT value FROM json_each(?))`,
  )
    .raw()
    .iterate(JSON.stringify([...scorecard.spellings])) as IterableIterator<[number, string, number]>;
  for (const [rowid, question, score] of rows) {
    const slot = columns.slotOf(rowid);
    if (slot < 0 || has[slot] === 0) continue;
    const list = answers.get(question) ?? [];
    answers.set(question, list);
    list.push({ slot, score });
  }
  const order = [...texts.keys()];
  const rank = (id: string) => (order.indexOf(id) + order.length + 1) % (order.length + 1);
  return [...answers]
    .sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([id, reviews]) => {
      const counts = new Counts();
      for (const score of byCall(reviews).values()) counts.add(score);
      return {
        question: texts.get(id) ?? null,
        calls: counts.scored,
        mean: meanOf(counts.sum, counts.scored),
        small: counts.scored < smallSample,
        // No query names a question: only where every reviewed call answers it are its calls those of the scorecard.
        q: counts.scored === total.reviewed ? total.q : null,
      };
    });
}

export const scores: Part<'scores'> = {
  report: scoresReport,
  table(db, store, request) {
    const report = scoresReport(db, store, request);
    const { points, total, questions } = report;
    const name = report.scorecard ?? 'all scorecards';
    const rows = [
      ...points.map((point) => ({ ...point, scorecard: name })),
      { ...total, scorecard: `${name}, in all`, from: null, to: null },
      ...questions.map(({ question, calls: scored, mean, q }) => ({
        ...total,
        scorecard: `${name}: ${question ?? 'a question it has no more'}`,
        from: null,
        to: null,
        scored,
        mean,
        q,
      })),
    ];
    return tableOf(rows, [
      ...namesake('scorecard', 'from', 'to', 'calls', 'reviewed'),
      ['not reviewed', (row) => row.calls - row.reviewed],
      ['scored', (row) => row.scored],
      ['mean score, percent', (row) => row.mean],
      ['query', (row) => row.q],
    ]);
  },
  chart(db, store, request) {
    const report = scoresReport(db, store, request);
    const { calls, reviewed, mean } = report.total;
    const text = (value: number) => `${Math.round(value)} %`;
    const about = report.scorecard ? `with ${isolate(report.scorecard)}` : 'by a scorecard';
    return {
      sentence: `${
        mean === null
          ? `None of ${number(calls)} calls has a score ${about}`
          : `Mean score ${text(mean)}, over the ${number(reviewed)} of ${number(calls)} calls that were reviewed ${about}`
      }; not reviewed: ${number(calls - reviewed)}.`,
      drawing: {
        kind: 'lines',
        labels: report.points.map((point) => point.from),
        lines: [{ name: report.scorecard ?? 'Score', values: report.points.map((point) => point.mean) }],
        format: text,
      },
      ...tableOf(report.points, [
        ['From', (point) => (point.partial ? `${point.from} (in part)` : point.from)],
        ['Mean score', (point) => (point.mean === null ? 'n/a' : text(point.mean))],
        ['Reviewed', (point) => point.reviewed],
        ['Not reviewed', (point) => point.calls - point.reviewed],
        ['Calls', (point) => point.calls],
      ]),
    };
  },
};
