import * as v from 'valibot';
import {
  type AnsweredScorecard,
  answeredScorecardsRequest,
  type Scorecard,
  type ScorecardQuestion,
} from '../schema/scorecards.ts';
import {
  type Answer,
  answered,
  type EndpointContext,
  type EndpointRequest,
  fingerprint,
  listPage,
  refuse,
} from './answers.ts';
import type { CallHead, Corpus } from './corpus.ts';

const day = 86_400_000;

/** What a corpus has of reviews, where a test says so itself. */
interface Reviews {
  readonly scorecards: readonly Scorecard[];
  readonly answered: readonly AnsweredScorecard[];
}

const given = new WeakMap<Corpus, Reviews>();

/** Serves these reviews for a corpus from now on; null: those that are made of its calls. */
export function setReviews(corpus: Corpus, reviews: Reviews | null): void {
  if (reviews) given.set(corpus, reviews);
  else given.delete(corpus);
}

/** What Gong would list of a corpus now. */
export const reviewsOf = (corpus: Corpus): Reviews =>
  given.get(corpus) ?? { scorecards: scorecardsOf(corpus), answered: answeredOf(corpus) };

/** A number of 32 bits that a text always leads to. */
export function numberOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}

/** An id of 18 digits. */
export const idOf = (text: string): string =>
  `${numberOf(text)}${String(numberOf(`${text} more`)).padStart(10, '0')}`.slice(0, 18).padStart(18, '7');

const made = '2024-11-01T09:00:00Z';

/** Ids and ranges are texts, as in recordings of the live service. */
function question(
  scorecard: string,
  text: string,
  type: string,
  more: Partial<ScorecardQuestion> & { readonly range?: readonly [number, number] } = {},
): Record<string, unknown> {
  const { range, ...fields } = more;
  return {
    questionId: idOf(`${scorecard} ${text}`),
    questionRevisionId: idOf(`${scorecard} ${text} 1`),
    questionText: text,
    isOverall: false,
    questionType: type,
    answerGuide: null,
    minRange: range ? String(range[0]) : null,
    maxRange: range ? String(range[1]) : null,
    answerOptions: [],
    updaterUserId: '-1',
    created: made,
    updated: made,
    ...fields,
  };
}

const discovery = 'Discovery call';
const automatic = 'Call review by Gong';
const negotiation = 'Negotiation';

function scorecardsOf(corpus: Corpus): Scorecard[] {
  const workspaceId = corpus.workspaces()[0]?.id ?? null;
  const scorecard = (name: string, reviewMethod: string, enabled: boolean, questions: unknown[]) =>
    ({
      scorecardId: idOf(name),
      scorecardName: name,
      workspaceId,
      enabled,
      updaterUserId: '-1',
      created: made,
      updated: made,
      reviewMethod,
      questions,
    }) as Scorecard;
  return [
    scorecard(discovery, 'MANUAL', true, [
      question(discovery, 'How well were the customer’s needs understood?', 'RANGE', { range: [1, 5] }),
      question(discovery, 'Were open questions asked?', 'RANGE', {
        range: [1, 5],
        answerGuide: '<p>Questions that cannot be answered with <b>yes</b> or no.</p>',
      }),
      question(discovery, 'How do you rate the call as a whole?', 'RANGE', {
        range: [1, 5],
        isOverall: true,
      }),
      question(discovery, 'Was a next step agreed?', 'BOOLEAN', {
        answerOptions: [
          { id: '1', text: 'Yes' },
          { id: '2', text: 'No' },
        ],
      }),
      question(discovery, 'What should be done differently?', 'OPEN'),
    ]),
    scorecard(automatic, 'AUTOMATIC', true, [
      question(automatic, 'Was the purpose of the call made clear?', 'RANGE', { range: [1, 5] }),
      question(automatic, 'Were concerns answered?', 'RANGE', { range: [1, 5] }),
      question(automatic, 'Was it clear who does what next?', 'RANGE', { range: [1, 5] }),
    ]),
    scorecard(negotiation, 'MANUAL', false, [
      question(negotiation, 'How was the price defended?', 'RANGE', { range: [0, 10], isOverall: true }),
    ]),
  ];
}

/** One call in so many is reviewed: of a company's years few are, of a small set enough to show. */
const oneIn = (calls: number) => (calls > 1000 ? 25 : 4);

function answersOf(scorecard: Scorecard, head: CallHead, salt: number) {
  return (scorecard.questions ?? []).map((asked, nth) => {
    const drawn = numberOf(`${head.id} ${nth} ${salt}`);
    const notApplicable = asked.isOverall !== true && drawn % 9 === 0;
    const low = Number(asked.minRange ?? 0);
    const high = Number(asked.maxRange ?? 0);
    const base = {
      questionId: asked.questionId,
      questionRevisionId: asked.questionRevisionId,
      isOverall: asked.isOverall,
      score: null as number | null,
      answerText: null as string | null,
      notApplicable,
      selectedOptions: null as string[] | null,
    };
    if (notApplicable) return base;
    if (asked.questionType === 'RANGE') {
      // Mostly good: the better of two throws.
      const throws = [drawn >>> 4, drawn >>> 16].map((value) => low + (value % (high - low + 1)));
      return { ...base, score: Math.max(...throws) };
    }
    if (asked.questionType === 'BOOLEAN') return { ...base, selectedOptions: [String(1 + (drawn % 2))] };
    const texts = [
      'Sum up what was agreed before the call ends.',
      'Ask for the reason behind a wish before offering a solution.',
      'Let the others finish: the best hints came in the last sentence.',
    ];
    return { ...base, answerText: texts[drawn % texts.length] ?? null };
  });
}

function answeredOf(corpus: Corpus): AnsweredScorecard[] {
  const heads = corpus.heads();
  const scorecards = scorecardsOf(corpus);
  const users = corpus.users();
  const every = oneIn(heads.length);
  const found: AnsweredScorecard[] = [];
  for (const head of heads) {
    const drawn = numberOf(head.id);
    if (drawn % every !== 0) continue;
    // By a person, by Gong, or by both; rarely with the scorecard that is out of use.
    const kinds = [[0], [1], [0, 1], [1], [0], [2]][(drawn >>> 8) % 6] as number[];
    for (const kind of kinds) {
      const scorecard = scorecards[kind] as Scorecard;
      const byGong = scorecard.reviewMethod === 'AUTOMATIC';
      const delay = byGong ? day / 12 : day * (1 + ((drawn >>> 12) % 5)) + ((drawn >>> 6) % 36_000) * 1000;
      found.push({
        answeredScorecardId: idOf(`${head.id} answered ${kind}`),
        scorecardId: scorecard.scorecardId,
        scorecardName: scorecard.scorecardName,
        callId: head.id,
        callStartTime: new Date(head.startedMs).toISOString(),
        reviewedUserId: head.primaryUserId,
        reviewerUserId: byGong ? null : (users[drawn % Math.max(1, users.length)]?.id ?? null),
        reviewMethod: scorecard.reviewMethod,
        editorUserId: null,
        reviewTime: new Date(head.startedMs + delay).toISOString(),
        visibilityType: drawn % 11 === 0 ? 'PRIVATE' : drawn % 13 === 0 ? 'OPT_IN_USERS' : 'PUBLIC',
        answers: answersOf(scorecard, head, kind),
      } as AnsweredScorecard);
    }
  }
  return found;
}

/** GET /v2/settings/scorecards. */
export const scorecards = ({ corpus }: EndpointContext): Answer =>
  answered({ scorecards: reviewsOf(corpus).scorecards });

const filterDays = ['callFromDate', 'callToDate', 'reviewFromDate', 'reviewToDate'] as const;

/** POST /v2/stats/activity/scorecards: days are those of the company, which is in UTC here; empty is 200. */
export function answeredScorecards(context: EndpointContext, request: EndpointRequest): Answer {
  const read = v.safeParse(answeredScorecardsRequest, request.body);
  if (!read.success) return refuse(400, 'Json parse error');
  const { filter, cursor } = read.output;
  for (const name of filterDays)
    if (filter[name] && !/^\d{4}-\d{2}-\d{2}$/.test(filter[name]))
      return refuse(400, `filter.${name}: must be a date in the format YYYY-MM-DD`);
  const within = (text: string | null | undefined, from?: string | null, to?: string | null) => {
    const at = (text ?? '').slice(0, 10);
    return (!from || at >= from) && (!to || at < to);
  };
  const method = filter.reviewMethod ?? 'MANUAL';
  const found = reviewsOf(context.corpus).answered.filter(
    (item) =>
      (method === 'BOTH' || (item.reviewMethod ?? 'MANUAL') === method) &&
      within(item.callStartTime, filter.callFromDate, filter.callToDate) &&
      within(item.reviewTime, filter.reviewFromDate, filter.reviewToDate) &&
      (!filter.scorecardIds || filter.scorecardIds.includes(item.scorecardId ?? '')) &&
      (!filter.reviewedUserIds || filter.reviewedUserIds.includes(item.reviewedUserId ?? '')),
  );
  return listPage(context, 'answeredScorecards', found, fingerprint(filter), cursor);
}
