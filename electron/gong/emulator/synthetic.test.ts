import { describe, expect, it } from 'vitest';
import { type CallData, parseCallData } from '../schema/call.ts';
import { parseTranscript } from '../schema/transcript.ts';
import { type CallHead, compareHeads, headOf } from './corpus.ts';
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
                (object) => object.fields?.find((field) => field.name === 'StageName')?.value as string,
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

describe('has what a live tenant has', () => {
  const corpus = createSyntheticCorpus({ calls: 2000, seed: 5 });
  const calls = corpus.heads().map((head) => corpus.call(head.id) as CallData);
  const share = (fits: (call: CallData) => boolean) => calls.filter(fits).length / calls.length;
  const parties = calls.flatMap((call) => call.parties ?? []);

  // Source of all: gong-api.md, new facts of 2026-11-30 (141 extensive calls, a transcript of 305 monologues).
  it('lists by scheduled that have inversions by started, from 137 s before to 20 min after', () => {
    const heads = corpus.heads();
    const late = heads.map((head) => (head.startedMs - head.scheduledMs) / 1000);
    expect(Math.min(...late)).toBeGreaterThanOrEqual(-137);
    expect(Math.min(...late)).toBeLessThan(-60);
    expect(Math.max(...late)).toBeLessThanOrEqual(1200);
    expect(Math.max(...late)).toBeGreaterThan(900);
    const inversions = (list: readonly CallHead[]) =>
      list.slice(1).filter((head, at) => head.startedMs < (list[at] as CallHead).startedMs).length;
    expect(inversions(heads)).toBeGreaterThan(20);
    const started = corpus.headsByStart();
    expect(started).toEqual(heads.toSorted((a, b) => compareHeads(a, b, 'startedMs')));
    for (const head of heads.slice(0, 100)) {
      expect(corpus.head(head.id)).toEqual(head);
      expect(headOf(corpus.call(head.id) as CallData)).toEqual(head);
    }
  });

  it('starts with none to six digits behind the second, and event ids of up to 75 digits', () => {
    const digits = new Set(
      calls.map((call) => /\.(\d+)/.exec(call.metaData.started as string)?.[1]?.length ?? 0),
    );
    expect([...digits].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
    const events = calls.flatMap((call) => call.metaData.calendarEventId ?? []);
    expect(events.filter((id) => !/^\d{20,75}$/.test(id))).toEqual([]);
    expect(Math.max(...events.map((id) => id.length))).toBe(75);
    expect(share((call) => call.metaData.system === 'Gong Mobile App')).toBeGreaterThan(0);
  });

  it('people without names, without addresses, and unknown callers', () => {
    const without = (key: 'name' | 'emailAddress') =>
      parties.filter((party) => !(key in party)).length / parties.length;
    // 258 and 53 of 971.
    expect(without('name')).toBeGreaterThan(0.2);
    expect(without('name')).toBeLessThan(0.33);
    expect(without('emailAddress')).toBeGreaterThan(0.03);
    expect(without('emailAddress')).toBeLessThan(0.1);
    const callers = parties.filter((party) => /^Phone Caller #\d$/.test(party.name ?? ''));
    expect(callers.length).toBeGreaterThan(0);
    expect(callers.filter((party) => party.affiliation !== 'Unknown' || party.userId)).toEqual([]);
  });

  it('talk times of people with a user alone, under the ids of their parties', () => {
    for (const call of calls) {
      const users = new Map(
        call.parties?.flatMap((party) => (party.userId ? [[party.id, party.userId]] : [])),
      );
      for (const speaker of call.interaction?.speakers ?? [])
        expect(users.get(speaker.id)).toBe(speaker.userId);
    }
    expect(
      share((call) => (call.interaction?.speakers?.length ?? 0) < (call.parties?.length ?? 0)),
    ).toBeGreaterThan(0.5);
  });

  it('CRM objects in the words of the CRM: 8 to 33 fields; accounts have no timing', () => {
    const objects = calls.flatMap((call) => (call.context ?? []).flatMap((system) => system.objects ?? []));
    const sizes = objects.map((object) => object.fields?.length ?? 0);
    expect(Math.min(...sizes)).toBe(8);
    expect(Math.max(...sizes)).toBeGreaterThan(25);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(33);
    expect(objects.filter((object) => 'timing' in object === (object.objectType === 'Account'))).toEqual([]);
    const fields = objects.flatMap((object) => object.fields ?? []);
    expect(fields.filter((field) => !/^[A-Z]/.test(field.name ?? ''))).toEqual([]);
    expect(new Set(fields.map((field) => (field.value === null ? 'null' : typeof field.value)))).toEqual(
      new Set(['string', 'number', 'null']),
    );
  });

  it('calls without content, and content without structure, highlights or outcome', () => {
    expect(share((call) => !('content' in call))).toBeGreaterThan(0.015);
    expect(share((call) => !('content' in call))).toBeLessThan(0.05);
    for (const key of ['structure', 'highlights', 'callOutcome'] as const) {
      const absent = share((call) => call.content !== undefined && !(key in (call.content ?? {})));
      expect(absent).toBeGreaterThan(0.1);
      expect(absent).toBeLessThan(0.9);
    }
    const sections = calls.flatMap((call) => call.content?.highlights ?? []);
    expect(new Set(sections.map((section) => section.title))).toEqual(new Set(['Next steps']));
    const times = sections.flatMap((section) => (section.items ?? []).map((item) => item.startTimes ?? []));
    expect(Math.min(...times.map((list) => list.length))).toBe(1);
    expect(Math.max(...times.map((list) => list.length))).toBeGreaterThan(1);
  });

  it('topics on some monologues', () => {
    const said = calls.slice(0, 40).flatMap((call) => corpus.transcript(call.metaData.id)?.transcript ?? []);
    const about = said.filter((monologue) => monologue.topic).length / said.length;
    expect(about).toBeGreaterThan(0.1);
    expect(about).toBeLessThan(0.4);
    expect(said.some((monologue) => monologue.topic === 'Small Talk')).toBe(true);
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
