import { describe, expect, it } from 'vitest';
import { type CallData, parseCallData } from '../schema/call.ts';
import { parseTranscript } from '../schema/neighbours.ts';
import { type CallHead, compareHeads } from './corpus.ts';
import { createSyntheticCorpus } from './synthetic.ts';

it('makes as many calls as asked, the same ones for the same seed', () => {
  const one = createSyntheticCorpus({ calls: 500, seed: 7 });
  const two = createSyntheticCorpus({ calls: 500, seed: 7 });
  const other = createSyntheticCorpus({ calls: 500, seed: 8 });
  const heads = one.heads();
  expect(new Set(heads.map((head) => head.id)).size).toBe(500);
  expect([...heads].sort(compareHeads)).toEqual(heads);
  // In any order: a record depends on nothing that was made before it.
  for (const { id } of [...heads].reverse().slice(0, 50)) {
    expect(two.call(id)).toEqual(one.call(id));
    expect(two.transcript(id)).toEqual(one.transcript(id));
    expect(other.call(id)).toBeNull();
    expect(other.transcript(id)).toBeNull();
  }
  for (const id of ['', '7', heads[0]?.id.slice(1), `${heads[0]?.id}0`, '2000000000000000000'])
    expect(one.call(id as string)).toBeNull();
});

describe('a synthetic company', () => {
  const corpus = createSyntheticCorpus({ calls: 2000, seed: 3 });
  const calls = corpus.heads().map((head) => corpus.call(head.id) as CallData);

  it('has records that Gong could send and that agree with their heads', () => {
    const users = new Set(corpus.users().map((user) => user.id));
    const workspaces = new Set(corpus.workspaces().map((workspace) => workspace.id));
    const wrong = corpus.heads().filter((head, at) => {
      const { metaData, parties } = calls[at] as CallData;
      return !(
        parseCallData(calls[at]).ok &&
        Date.parse(metaData.started as string) === head.startedMs &&
        metaData.primaryUserId === head.primaryUserId &&
        users.has(head.primaryUserId as string) &&
        workspaces.has(head.workspaceId as string) &&
        parties?.some((party) => party.userId === head.primaryUserId)
      );
    });
    expect(wrong).toEqual([]);
  });

  it('counts trackers as the issue needs them: about eight a call that fire, about fifty mentions', () => {
    const wrong: unknown[] = [];
    let fired = 0;
    let mentions = 0;
    for (const { content } of calls) {
      for (const tracker of content?.trackers ?? []) {
        const listed = [tracker, ...(tracker.phrases ?? [])].flatMap((item) => item.occurrences ?? []);
        if (listed.length !== tracker.count) wrong.push(tracker);
        mentions += listed.length;
        if (listed.length > 0) fired++;
      }
    }
    expect(wrong).toEqual([]);
    expect(fired / calls.length).toBeGreaterThan(7);
    expect(fired / calls.length).toBeLessThan(9);
    expect(mentions / calls.length).toBeGreaterThan(45);
    expect(mentions / calls.length).toBeLessThan(58);
  });

  it('works on weekdays and in office hours, grows, and closes every deal of the past', () => {
    const local = calls.map(({ metaData }) => String(metaData.started).slice(0, 19));
    const weekend = local.filter((time) => [0, 6].includes(new Date(`${time}Z`).getUTCDay()));
    expect(weekend.length / calls.length).toBeLessThan(0.02);
    const hours = local.map((time) => Number(time.slice(11, 13)));
    expect(Math.min(...hours)).toBeGreaterThanOrEqual(7);
    expect(Math.max(...hours)).toBeLessThan(19);
    const inYear = (from: string, to: string) => local.filter((time) => time >= from && time < to).length;
    expect(inYear('2025-09', '2026-09')).toBeGreaterThan(1.3 * inYear('2023-09', '2024-09'));
    const stages = (timing: string) =>
      new Set(
        calls.flatMap((call) =>
          (call.context ?? []).flatMap((system) =>
            (system.objects ?? [])
              .filter((object) => object.objectType === 'Opportunity' && object.timing === timing)
              .flatMap(
                (object) => object.fields?.find((field) => field.name === 'stageName')?.value as string,
              ),
          ),
        ),
      );
    expect(stages('TimeOfCall')).toEqual(new Set(['Discovery', 'Qualification', 'Proposal', 'Negotiation']));
    expect(stages('Now')).toContain('Closed Won');
    expect(stages('Now')).toContain('Closed Lost');
  });

  it('has a vocabulary with common, middling and rare words', () => {
    const found = new Map<string, number>();
    for (const { content } of calls) {
      const text = `${content?.brief ?? ''} ${(content?.keyPoints ?? []).map((item) => item.text).join(' ')}`;
      for (const word of new Set(text.toLowerCase().match(/\p{L}+/gu)))
        found.set(word, (found.get(word) ?? 0) + 1);
    }
    const shares = [...found.values()].sort((a, b) => b - a).map((calls) => calls / 2000);
    expect(shares[0]).toBeGreaterThan(0.7);
    expect(shares[100]).toBeGreaterThan(0.02);
    expect(shares.filter((share) => share <= 2 / 2000).length).toBeGreaterThan(1000);
  });

  it('has transcripts whose speakers are the participants and whose times rise to about the end', () => {
    let missing = 0;
    for (const call of calls.slice(0, 200)) {
      const transcript = corpus.transcript(call.metaData.id);
      if (!transcript) {
        missing++;
        continue;
      }
      expect(parseTranscript(transcript)).toMatchObject({ ok: true });
      const speakers = new Set(call.parties?.map((party) => party.speakerId));
      const monologues = transcript.transcript ?? [];
      expect(monologues.filter((monologue) => !speakers.has(monologue.speakerId))).toEqual([]);
      const last = monologues.at(-1)?.sentences?.at(-1);
      expect((last?.end ?? 0) / 1000).toBeGreaterThanOrEqual((call.metaData.duration ?? 0) - 1);
    }
    expect(missing).toBeGreaterThan(0);
    expect(missing).toBeLessThan(20);
  });
});

it('takes a million calls: heads in order, any record at once', () => {
  const corpus = createSyntheticCorpus({ calls: 1_000_000, seed: 2 });
  const heads = corpus.heads();
  expect(heads.length).toBe(1_000_000);
  expect(heads.slice(1).findIndex((head, at) => compareHeads(heads[at] as CallHead, head) >= 0)).toBe(-1);
  const { id } = heads[777_777] as (typeof heads)[number];
  expect(corpus.call(id)?.metaData.id).toBe(id);
});
