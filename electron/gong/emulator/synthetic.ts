import type { CallData } from '../schema/call.ts';
import type { CallTranscript } from '../schema/neighbours.ts';
import { type CallHead, type Corpus, compareHeads, trackersOf, workspacesOf } from './corpus.ts';
import { seeded } from './faults.ts';
import { loadSampleCorpus } from './sample-corpus.ts';

const first =
  'Ada Ben Chloe Dan Eva Finn Grace Hugo Iris Jon Kim Leo Mia Noah Olga Paul Quinn Rosa Sam Tara Uma Vic Wendy Xavi Yara Zoe'.split(
    ' ',
  );
const last =
  'Abel Brandt Costa Diaz Evans Fischer Gomez Hansen Ito Jensen Klein Lopez Meyer Novak Okafor Patel Quist Rossi Silva Tanaka Ueda Vargas Weber Young Zhou'.split(
    ' ',
  );
const company =
  'Acorn Birch Cobalt Delta Ember Fjord Granite Harbor Indigo Juniper Kestrel Lumen Maple Nimbus Orchid Pioneer Quarry Ridge Summit Tundra Umber Vector Willow Xenon Yonder Zephyr'.split(
    ' ',
  );
const kind = 'Labs Foods Health Bank Systems Energy Media Motors Retail Software'.split(' ');
const stages = ['Discovery', 'Proposal', 'Negotiation', 'Closed Won', 'Closed Lost'];
const day = 86_400_000;

const pick = <T>(list: readonly T[], random: () => number): T =>
  list[Math.floor(random() * list.length)] as T;

/** A start within the three years before September 2026: on working days, in office hours, more towards the end. */
function startOf(random: () => number): number {
  for (;;) {
    const ms = Date.UTC(2026, 8, 1) - Math.floor(random() ** 1.4 * 3 * 365) * day;
    const weekday = new Date(ms).getUTCDay();
    const summer = new Date(ms).getUTCMonth() === 7;
    if (weekday === 0 || weekday === 6 || (summer && random() < 0.4)) continue;
    return ms + Math.floor((8 + random() * 9) * 3600) * 1000;
  }
}

/**
 * Calls without end from the words of the real meetings: each takes the content, transcript and trackers of one meeting
 * and gets an id, time, people, account and stage of its own. The same seed gives the same calls; records are made when
 * asked for, so that a million calls cost only their heads.
 */
export function createSyntheticCorpus(options: { readonly calls: number; readonly seed: number }): Corpus {
  const base = loadSampleCorpus();
  const sources = base.heads().map((head) => base.call(head.id) as CallData);
  const heads: (CallHead & { readonly at: number })[] = [];
  for (let at = 0; at < options.calls; at++) {
    const random = seeded(options.seed * 1_000_003 + at);
    const source = sources[at % sources.length] as CallData;
    heads.push({
      id: String(
        1_000_000_000_000_000_000n + BigInt(options.seed % 1000) * 1_000_000_000_000n + BigInt(at) * 7919n,
      ),
      startedMs: startOf(random),
      workspaceId: source.metaData.workspaceId ?? null,
      primaryUserId: source.metaData.primaryUserId ?? null,
      at,
    });
  }
  heads.sort(compareHeads);
  const byId = new Map(heads.map((head) => [head.id, head]));

  function call(id: string): CallData | null {
    const head = byId.get(id);
    if (!head) return null;
    const random = seeded(options.seed * 7_368_787 + head.at);
    const source = sources[head.at % sources.length] as CallData;
    const account = `${pick(company, random)} ${pick(kind, random)}`;
    const stage = pick(stages, random);
    return {
      ...source,
      metaData: {
        ...source.metaData,
        id,
        url: `https://app.gong.io/call?id=${id}`,
        title: `${account} · ${source.metaData.title?.split(' · ').at(-1) ?? 'Call'}`,
        started: new Date(head.startedMs).toISOString(),
        scheduled: new Date(head.startedMs - 120_000).toISOString(),
        isPrivate: random() < 0.03,
      },
      context: source.context?.map((system) => ({
        ...system,
        objects: system.objects?.map((object) => ({
          ...object,
          objectId: `${object.objectType === 'Account' ? '001' : '006'}${id.slice(-12)}`,
          fields: object.fields?.map((field) =>
            field.name === 'name'
              ? { ...field, value: account }
              : field.name === 'stageName'
                ? { ...field, value: stage }
                : field,
          ),
        })),
      })),
      parties: source.parties?.map((party) => {
        if (party.affiliation !== 'External') return party;
        const name = `${pick(first, random)} ${pick(last, random)}`;
        return {
          ...party,
          name,
          emailAddress: `${name.toLowerCase().replace(' ', '.')}@${account.toLowerCase().replace(' ', '-')}.example`,
        };
      }),
    };
  }

  return {
    heads: () => heads,
    call,
    transcript(id): CallTranscript | null {
      const head = byId.get(id);
      if (!head) return null;
      const spoken = base.transcript((sources[head.at % sources.length] as CallData).metaData.id);
      return spoken && { ...spoken, callId: id };
    },
    users: () => base.users(),
    workspaces: () => workspacesOf(sources),
    trackers: () => trackersOf(sources),
  };
}
