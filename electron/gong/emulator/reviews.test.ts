import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGongClient, type GongClient } from '../client/client.ts';
import { GongError } from '../client/errors.ts';
import type { AnsweredScorecard } from '../schema/scorecards.ts';
import { type Emulator, startEmulator } from './emulator.ts';
import { allScopes } from './endpoints.ts';
import { libraryOf } from './library.ts';
import { loadSampleCorpus } from './sample-corpus.ts';
import { reviewsOf, setReviews } from './scorecards.ts';

let emulator: Emulator;
let client: GongClient;
beforeAll(async () => {
  emulator = await startEmulator({ corpus: loadSampleCorpus(), ratePerSecond: 0, dailyLimit: 1e9 });
  client = createGongClient({
    baseUrl: emulator.url,
    auth: { kind: 'bearer', token: emulator.bearer },
    limiter: { take: async () => undefined, usedToday: async () => 0 },
    clock: { now: () => Date.now(), sleep: async () => undefined },
    attempts: 2,
  });
});
afterAll(() => emulator.stop());

async function raw(method: 'GET' | 'POST', path: string, body?: unknown) {
  const response = await fetch(`${emulator.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.bearer}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
const answered = (filter: Record<string, unknown>) =>
  raw('POST', '/v2/stats/activity/scorecards', { filter });
const idsOf = (body: Record<string, unknown>) =>
  (body['answeredScorecards'] as AnsweredScorecard[]).map((item) => item.answeredScorecardId);

/** Fields of Gong's OpenAPI document (February 2026), and those that only recordings have. */
const documented = {
  scorecards:
    'scorecardId scorecardName workspaceId enabled updaterUserId created updated reviewMethod questions',
  questions:
    'questionId questionRevisionId questionText isOverall questionType answerGuide minRange maxRange answerOptions updaterUserId created updated',
  answeredScorecards:
    'answeredScorecardId scorecardId scorecardName callId callStartTime reviewedUserId reviewerUserId reviewMethod editorUserId reviewTime visibilityType answers',
  answers: 'questionId questionRevisionId isOverall score answerText notApplicable selectedOptions',
  folders: 'id name parentFolderId createdBy updated',
  calls: 'id title note addedBy created url snippet',
} as const;
const fieldsOf = (items: readonly object[]) =>
  [...new Set(items.flatMap((item) => Object.keys(item)))].sort();
const fields = (name: keyof typeof documented) => documented[name].split(' ').sort();

describe('scorecards', () => {
  it('have the fields that Gong documents, ids and ranges as text', async () => {
    const { body } = await raw('GET', '/v2/settings/scorecards');
    const list = body['scorecards'] as { questions: Record<string, unknown>[]; scorecardId: unknown }[];
    expect(fieldsOf(list)).toEqual(fields('scorecards'));
    expect(fieldsOf(list.flatMap((item) => item.questions))).toEqual(fields('questions'));
    expect(list.every((item) => /^\d{17,19}$/.test(String(item.scorecardId)))).toBe(true);
    expect(list[0]?.questions[0]).toMatchObject({ minRange: '1', maxRange: '5' });
    const [read] = await client.scorecards();
    expect(read?.questions?.[0]).toMatchObject({ minRange: 1, maxRange: 5 });
  });

  it('are answered by people and by Gong; without a method only by people', async () => {
    const { body } = await answered({ reviewMethod: 'BOTH' });
    const list = body['answeredScorecards'] as AnsweredScorecard[];
    expect(fieldsOf(list)).toEqual(fields('answeredScorecards'));
    expect(fieldsOf(list.flatMap((item) => item.answers ?? []))).toEqual(fields('answers'));
    for (const item of list)
      expect(item.reviewerUserId === null, item.answeredScorecardId).toBe(item.reviewMethod === 'AUTOMATIC');
    const manual = idsOf((await answered({})).body);
    expect(manual).toEqual(
      list.filter((item) => item.reviewMethod === 'MANUAL').map((item) => item.answeredScorecardId),
    );
    expect(manual.length).toBeLessThan(list.length);
    // The client asks for both.
    expect((await client.answeredScorecards({ filter: {} })).items).toHaveLength(list.length);
  });

  it('are filtered by day of the call and of the review, from inclusive, to exclusive', async () => {
    const all = reviewsOf(emulator.corpus).answered;
    const day = (all[5]?.callStartTime ?? '').slice(0, 10);
    const expected = all.filter((item) => (item.callStartTime ?? '').slice(0, 10) >= day);
    const from = await answered({ reviewMethod: 'BOTH', callFromDate: day });
    expect(idsOf(from.body)).toEqual(expected.map((item) => item.answeredScorecardId));
    const to = await answered({ reviewMethod: 'BOTH', callToDate: day });
    expect(idsOf(to.body)).toHaveLength(all.length - expected.length);
    const reviewed = (all[5]?.reviewTime ?? '').slice(0, 10);
    expect(idsOf((await answered({ reviewMethod: 'BOTH', reviewFromDate: reviewed })).body)).toContain(
      all[5]?.answeredScorecardId,
    );
    expect(idsOf((await answered({ reviewMethod: 'BOTH', reviewToDate: reviewed })).body)).not.toContain(
      all[5]?.answeredScorecardId,
    );
    // Empty is 200, not 404.
    expect(await answered({ callFromDate: '2050-01-01' })).toMatchObject({
      status: 200,
      body: { answeredScorecards: [] },
    });
    expect(await answered({ callFromDate: '2026-01-01T00:00:00Z' })).toMatchObject({ status: 400 });
  });

  it('come in pages of a hundred, whose cursor belongs to its filter', async () => {
    const before = reviewsOf(emulator.corpus);
    const many = Array.from({ length: 230 }, (_, at) => ({
      ...(before.answered[at % before.answered.length] as AnsweredScorecard),
      answeredScorecardId: String(at),
    }));
    setReviews(emulator.corpus, { ...before, answered: many });
    try {
      const found: string[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<GongClient['answeredScorecards']>> = await client.answeredScorecards({
          filter: {},
          ...(cursor ? { cursor } : {}),
        });
        expect(page.total).toBe(230);
        found.push(...page.items.flatMap((item) => (item.ok ? [item.value.answeredScorecardId] : [])));
        const foreign = page.cursor
          ? client.answeredScorecards({ filter: { callFromDate: '2025-01-01' }, cursor: page.cursor })
          : null;
        if (foreign) await expect(foreign).rejects.toMatchObject({ code: 'gong/cursor-refused' });
        cursor = page.cursor;
      } while (cursor);
      expect(found).toEqual(many.map((item) => item.answeredScorecardId));
    } finally {
      setReviews(emulator.corpus, null);
    }
  });
});

describe('the library', () => {
  it('lists folders of a workspace and what each keeps, with the fields that Gong documents', async () => {
    const [workspace] = emulator.corpus.workspaces();
    const { body } = await raw('GET', `/v2/library/folders?workspaceId=${workspace?.id}`);
    expect(fieldsOf(body['folders'] as object[])).toEqual(fields('folders'));
    const page = await client.libraryFolders(workspace?.id ?? null);
    expect(page.items.flatMap((item) => (item.ok ? [item.value.name] : []))).toEqual([
      'Public Folders',
      'Win/Loss',
      'Onboarding',
      'Good questions',
    ]);
    const kept = libraryOf(emulator.corpus);
    for (const folder of kept) {
      const calls = await client.libraryFolderContent(folder.id);
      expect(calls.items.flatMap((item) => (item.ok ? [item.value.id] : []))).toEqual(
        folder.calls.map((call) => call.id),
      );
    }
    expect(fieldsOf(kept.flatMap((folder) => folder.calls))).toEqual(fields('calls'));
    const snippets = kept.flatMap((folder) =>
      folder.calls.flatMap((call) => (call.snippet ? [call.snippet] : [])),
    );
    expect(snippets.length).toBeGreaterThan(5);
    expect(snippets.every(({ fromSec, toSec }) => (fromSec ?? 0) < (toSec ?? 0))).toBe(true);
  });

  it('wants to know which of several workspaces, and does not know every folder', async () => {
    expect(emulator.corpus.workspaces().length).toBeGreaterThan(1);
    await expect(client.libraryFolders(null)).rejects.toMatchObject({ code: 'gong/bad-request' });
    await expect(client.libraryFolderContent('1')).rejects.toMatchObject({ code: 'gong/not-found' });
  });
});

it.each([
  ['api:settings:scorecards:read', () => client.scorecards()],
  ['api:stats:scorecards', () => client.answeredScorecards({ filter: {} })],
  ['api:library:read', () => client.libraryFolders('1')],
  ['api:library:read', () => client.libraryFolderContent('1')],
] as const)('without %s the client says which scope is missing', async (scope, ask) => {
  emulator.setScopes(allScopes.filter((one) => one !== scope));
  try {
    const error: unknown = await ask().then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(GongError);
    expect(error).toMatchObject({ code: 'gong/missing-scope', scope, status: 401, retryable: false });
  } finally {
    emulator.setScopes(allScopes);
  }
});
