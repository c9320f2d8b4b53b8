import type { CallComment, CallData, CallTracker } from '../schema/call.ts';
import type { CallTranscript } from '../schema/transcript.ts';
import { type CallHead, type Corpus, compareHeads, type HeadTime } from './corpus.ts';
import { seeded } from './faults.ts';
import { loadSampleCorpus } from './sample-corpus.ts';
import { accountFields, contactFields, dealFields } from './synthetic-crm.ts';
import { foreignSentences } from './synthetic-languages.ts';
import {
  between,
  createSpeechMaker,
  createTextMaker,
  pick,
  type Random,
  type SpeechMaker,
  type TextMaker,
} from './synthetic-text.ts';
import {
  type Account,
  createSyntheticWorld,
  dealOf,
  endMs,
  firstDayMs,
  type Rep,
  type SyntheticWorld,
  territories,
  totalDays,
  trackers,
  workspacesOf,
} from './synthetic-world.ts';

const day = 86_400_000;
const hour = 3_600_000;

/** Chance of each of the three years' days: a growing company, work days, holidays, the rush before a quarter ends. */
function cumulatedDays(): Float64Array {
  const sums = new Float64Array(totalDays);
  let sum = 0;
  for (let at = 0; at < totalDays; at++) {
    const date = new Date(firstDayMs + at * day);
    const weekday = date.getUTCDay();
    const month = date.getUTCMonth();
    const ofMonth = date.getUTCDate();
    let weight = 1 + (1.5 * at) / totalDays;
    if (weekday === 0 || weekday === 6) weight *= 0.015;
    else weight *= [0, 0.95, 1.15, 1.15, 1.05, 0.75][weekday] as number;
    if (month === 7) weight *= 0.65;
    if ((month === 11 && ofMonth > 22) || (month === 0 && ofMonth < 3)) weight *= 0.2;
    if (month % 3 === 2 && ofMonth > 10) weight *= 1.25;
    sum += weight;
    sums[at] = sum;
  }
  return sums.map((value) => value / sum);
}

/** Index of the first value above `drawn` in a rising list. */
function above(sums: Float64Array, drawn: number): number {
  let low = 0;
  let high = sums.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sums[middle] as number) > drawn) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Seconds after midnight: two hills, late morning and early afternoon. */
function timeOfDay(random: Random): number {
  const peak = random() < 0.55 ? 10.4 : 14.6;
  return Math.floor((peak + (random() + random() + random() - 1.5) * 2.2) * 720) * 5;
}

/** What is known of a call before its record is made. */
interface Draft {
  readonly startedMs: number;
  /** Digits behind the second of the start, none to six; `startedMs` has them as far as milliseconds go. */
  readonly fraction: string;
  /** When it was to begin; the start for a call from a dialer, which nobody schedules. */
  readonly scheduledMs: number;
  readonly account: number;
  readonly host: Rep;
}

function mix(seed: number, at: number, salt: number): number {
  return Math.imul(Math.imul(seed + salt, 0x9e3779b1) ^ (at + 1), 0x85ebca6b) >>> 0;
}

const withOffset = (ms: number, offsetHours: number, fraction = ''): string => {
  const local = new Date(ms + offsetHours * hour).toISOString().slice(0, 19);
  const sign = offsetHours < 0 ? '-' : '+';
  return `${local}${fraction && `.${fraction}`}${sign}${String(Math.abs(offsetHours)).padStart(2, '0')}:00`;
};

const quarterMs = 15 * 60_000;
/** How long before the quarter hour it was scheduled for a recording begins at most. */
const earliestMs = 137_000;
/** How long after it at most. */
const latestMs = 20 * 60_000;

/** The quarter hour a meeting was scheduled for: one begins a little early, some wait for people, some for very long. */
function scheduledFor(startedMs: number, random: Random): number {
  const late = startedMs % quarterMs;
  const quarter = startedMs - late;
  const drawn = random();
  if (quarterMs - late <= earliestMs) return quarter + quarterMs;
  return late + quarterMs < latestMs && drawn < 0.2 ? quarter - quarterMs : quarter;
}

/** A number around `mean` that is now and then much larger, never below 1. */
const count = (mean: number, random: Random) =>
  Math.max(1, Math.round(-mean * Math.log(1 - random() * 0.999)));

const outcomes = [
  ['FOLLOW_UP', 'Answered', 'Follow up needed', 0.38],
  ['MEETING_BOOKED', 'Answered', 'Meeting booked', 0.62],
  ['NOT_INTERESTED', 'Answered', 'Not interested', 0.74],
  ['LEFT_VOICEMAIL', 'Not answered', 'Left voicemail', 0.84],
  ['WRONG_NUMBER', 'Not answered', 'Wrong number', 0.87],
] as const;
const meetingKinds = [
  'Discovery',
  'Demo',
  'Pricing review',
  'Weekly sync',
  'Kick-off',
  'Quarterly business review',
  'Security review',
  'Onboarding',
  'Renewal',
  'Negotiation',
];
const purposes = ['Discovery', 'Demo', 'Negotiation', 'Onboarding', 'Check-in'];
const meetingSystems = ['Zoom', 'Google Meet', 'Microsoft Teams', 'WebEx', 'Gong Mobile App'];
/** Share of calls that come from a dialer. */
const dialedShare = 0.22;
const dialers = ['Outreach', 'Salesloft', 'Aircall'];

/** One side of a conversation with the id it speaks under. */
interface Voice {
  readonly partyId: string;
  readonly speakerId: string;
  readonly userId: string | null;
  readonly ours: boolean;
}

/** Digits, up to 75 of them: some calendars name an event by longer ids than any number holds. */
function calendarId(id: string, random: Random): string {
  const digits = random() < 0.7 ? between(20, 40, random) : between(41, 75, random);
  let out = id.slice(1);
  while (out.length < digits) out += String(Math.floor(random() * 1e9));
  return out.slice(0, digits);
}

/** Everything that the parts of one record share. */
interface Making {
  readonly random: Random;
  readonly text: TextMaker;
  readonly id: string;
  readonly startedMs: number;
  readonly fraction: string;
  readonly scheduledMs: number;
  readonly duration: number;
  readonly account: Account;
  readonly host: Rep;
  readonly language: string;
  /** A call from a dialer, short and by phone. */
  readonly dialed: boolean;
  readonly answered: boolean;
}

/** Prose in the language of the call: English from the meetings, others from a stock of sentences. */
function prose(making: Making, words: number): string {
  const stock = foreignSentences[making.language];
  if (!stock) return making.text.text(words, making.random);
  let out = '';
  for (let left = words; left > 0; left -= 12) out += (out ? ' ' : '') + pick(stock, making.random);
  return out;
}

/** Shares of the customers' people that Gong knows no address or no name of. */
const addressless = 0.09;
const nameless = 0.44;

/** Who takes part. Draws its own numbers, so that a transcript finds its speakers without making the whole record. */
function partiesOf(making: Making, world: SyntheticWorld, random: Random, gaps: Random) {
  const { account, host, id } = making;
  const ours: Rep[] = [host];
  if (!making.dialed && random() < 0.45) {
    const colleague = pick(world.repsOf(host.territory), random);
    if (colleague !== host) ours.push(colleague);
  }
  const people = making.dialed ? 1 : between(1, Math.min(4, account.contacts.length), random);
  const from = between(0, account.contacts.length - 1, random);
  const voices: Voice[] = [];
  /** The ids of the next one of the parties, who is heard if they attend. */
  const next = (userId: string | null, attends: boolean) => {
    const number = `${id.slice(-15)}${parties.length}`;
    const [partyId, speakerId] = [`1${number}`, `3${number}`];
    if (attends) voices.push({ partyId, speakerId, userId, ours: userId !== null });
    return { id: partyId, speakerId: attends ? speakerId : null };
  };
  const parties: NonNullable<CallData['parties']> = [];
  for (const { id: userId, email, name, title } of ours) {
    const { id: partyId, speakerId } = next(userId, true);
    parties.push({
      id: partyId,
      emailAddress: email,
      name,
      title,
      userId,
      speakerId,
      context: [],
      affiliation: 'Internal',
      methods: ['Invitee', 'Attendee'],
    });
  }
  for (let at = 0; at < people; at++) {
    const place = (from + at) % account.contacts.length;
    const contact = account.contacts[place];
    if (!contact) continue;
    const attends = making.answered && (at === 0 || random() < 0.8);
    const { id: partyId, speakerId } = next(null, attends);
    const drawn = gaps();
    const object = {
      objectType: 'Contact',
      objectId: `003${account.crmId.slice(6)}${place}`,
      fields: contactFields(contact, account),
      timing: 'Now',
    };
    parties.push({
      id: partyId,
      // Somebody invited by address alone has no name, somebody who dialled in under a name no address.
      ...(drawn < addressless ? {} : { emailAddress: contact.email }),
      ...(drawn > 1 - nameless ? {} : { name: contact.name, title: contact.title }),
      speakerId,
      context: [{ system: account.system, objects: [object] }],
      affiliation: random() < 0.97 ? 'External' : 'Unknown',
      methods: attends ? ['Invitee', 'Attendee'] : ['Invitee'],
    });
  }
  if (making.answered && gaps() < 0.05) {
    const { id: partyId, speakerId } = next(null, true);
    parties.push({
      id: partyId,
      name: `Phone Caller #${between(1, 6, gaps)}`,
      speakerId,
      context: [],
      affiliation: 'Unknown',
      methods: ['Attendee'],
    });
  }
  return { parties, voices };
}

function contextOf({ account, startedMs }: Making): CallData['context'] {
  const dealAt = (asOfMs: number, timing: string) => {
    const deal = dealOf(account, startedMs, asOfMs);
    return { objectType: 'Opportunity', objectId: deal.id, fields: dealFields(deal, account), timing };
  };
  return [
    {
      system: account.system,
      objects: [
        { objectType: 'Account', objectId: account.crmId, fields: accountFields(account) },
        dealAt(endMs, 'Now'),
        dealAt(startedMs, 'TimeOfCall'),
      ],
    },
  ];
}

function trackersIn(making: Making, voices: readonly Voice[]): CallTracker[] {
  const { random, duration, startedMs, answered } = making;
  const age = (startedMs - firstDayMs) / (endMs - firstDayMs);
  const customers = voices.filter((voice) => !voice.ours);
  // Long calls say more, a voicemail next to nothing.
  const scale = answered ? Math.min(1.6, 0.35 + duration / 2600) : 0.1;
  return trackers.map((item): CallTracker => {
    const share = Math.min(0.97, (item.share * (1 + item.trend * age)) / (1 + Math.max(0, item.trend) / 2));
    const fires = random() < share * (answered ? 1 : 0.15);
    const mentions = fires ? count(item.mean * scale, random) : 0;
    const moments = Array.from({ length: mentions }, () => {
      const side = customers.length > 0 && random() < item.customer ? customers : voices;
      return {
        startTime: Math.floor(random() * duration * 10) / 10,
        speakerId: pick(side, random).speakerId,
        phrase: item.phrases.length > 0 ? (random() ** 2 * item.phrases.length) | 0 : -1,
      };
    }).sort((a, b) => a.startTime - b.startTime);
    const plain = ({ startTime, speakerId }: (typeof moments)[number]) => ({ startTime, speakerId });
    const phrases = item.phrases.flatMap((phrase, at) => {
      const said = moments.filter((moment) => moment.phrase === at);
      return said.length === 0 ? [] : [{ count: said.length, occurrences: said.map(plain), phrase }];
    });
    return {
      id: item.id,
      name: item.name,
      count: mentions,
      type: item.type,
      // A tracker that shows its terms separately lists its moments under the phrases alone.
      occurrences: item.type === 'KEYWORD' ? [] : moments.map(plain),
      phrases,
    };
  });
}

function contentOf(making: Making, voices: readonly Voice[]): NonNullable<CallData['content']> {
  const { random, text, duration, answered } = making;
  const drawn = random();
  const outcome = answered
    ? outcomes.slice(0, 3).find((item) => drawn < item[3])
    : outcomes[drawn < 0.8 ? 3 : 4];
  const callOutcome = outcome && { callOutcome: { id: outcome[0], category: outcome[1], name: outcome[2] } };
  const spoken = trackersIn(making, voices);
  if (!answered) return { trackers: spoken, brief: null, keyPoints: [], ...callOutcome };
  const sections = between(2, 5, random);
  const lengths = Array.from({ length: sections }, () => 0.3 + random());
  const whole = lengths.reduce((sum, value) => sum + value, 0);
  let at = 0;
  const outline = lengths.map((value) => {
    const startTime = Math.round(at * 10) / 10;
    const seconds = Math.round((value / whole) * duration * 10) / 10;
    at += seconds;
    return {
      section: text.heading(random),
      startTime,
      duration: seconds,
      items: Array.from({ length: between(0, 3, random) }, () => ({
        text: prose(making, between(12, 38, random)),
        startTime: Math.round((startTime + random() * seconds) * 10) / 10,
      })).sort((a, b) => a.startTime - b.startTime),
    };
  });
  const topics = outline.map((section) => ({
    name: section.section,
    duration: Math.round(section.duration),
  }));
  return {
    ...(random() < 0.4 ? { structure: topics } : {}),
    trackers: spoken,
    topics,
    brief: prose(making, between(35, 110, random)),
    outline,
    ...(random() < 0.8
      ? {
          highlights: [
            {
              title: 'Next steps',
              items: Array.from({ length: between(1, 3, random) }, () => ({
                text: prose(making, between(8, 26, random)),
                startTimes: Array.from({ length: random() < 0.8 ? 1 : between(2, 3, random) }, () =>
                  Math.fround(random() * duration),
                ).sort((a, b) => a - b),
              })),
            },
          ],
        }
      : {}),
    ...callOutcome,
    keyPoints: Array.from({ length: between(3, 7, random) }, () => ({
      text: prose(making, between(10, 34, random)),
    })),
  };
}

function interactionOf(making: Making, voices: readonly Voice[]): NonNullable<CallData['interaction']> {
  const { random, duration } = making;
  const weights = voices.map(() => 0.1 + random());
  const whole = weights.reduce((sum, value) => sum + value, 0);
  const talk = weights.map((value) => Math.round((value / whole) * duration * 9) / 10);
  const rounded = (value: number) => Math.round(value * 10) / 10;
  return {
    // Gong counts only the speech of people who have a user.
    speakers: voices.flatMap(({ partyId, userId }, at) =>
      userId === null ? [] : [{ id: partyId, userId, talkTime: talk[at] ?? 0 }],
    ),
    interactionStats: [
      { name: 'Talk Ratio', value: Math.round((1000 * (talk[0] ?? 0)) / duration) / 1000 },
      { name: 'Longest Monologue', value: rounded(20 + random() * 160) },
      { name: 'Longest Customer Story', value: rounded(10 + random() * 90) },
      { name: 'Interactivity', value: rounded(random() * 10) },
      { name: 'Patience', value: rounded(0.2 + random() * 1.6) },
    ],
    video: making.dialed
      ? []
      : [
          { name: 'Presentation', duration: Math.round(duration * 0.25) },
          { name: 'Webcam', duration: Math.round(duration * 0.75) },
        ],
    questions: {
      companyCount: count(duration / 180, random),
      nonCompanyCount: count(duration / 220, random),
    },
  };
}

function commentsOn(making: Making, reps: readonly Rep[]): CallComment[] {
  const { random, duration } = making;
  if (random() > 0.12) return [];
  return Array.from({ length: between(1, 3, random) }, (_, at): CallComment => {
    const start = Math.floor(random() * duration);
    return {
      id: `8${making.id.slice(-15)}${at}`,
      audioStartTime: start,
      audioEndTime: Math.min(duration, start + 30),
      commenterUserId: pick(reps, random).id,
      comment: prose(making, between(6, 24, random)),
      posted: new Date(making.startedMs + (1 + at) * 5 * hour).toISOString(),
      inReplyTo: null,
      duringCall: false,
    };
  });
}

/** Calls at most: a place among them is the lower part of a number to sort by. */
const places = 2 ** 20;

/** Heads in the order of one of their times. One number a call sorts quickly: seconds, then the place in `list`. */
function sorted(list: readonly CallHead[], by: HeadTime): CallHead[] {
  const keys = Float64Array.from(list, (head, at) => Math.floor(head[by] / 1000) * places + at);
  keys.sort();
  const out = Array.from(keys, (key) => list[key % places] as CallHead);
  // What lies within one second, or within one time by id, is a few places off at most.
  for (let at = 1; at < out.length; at++) {
    const head = out[at] as CallHead;
    let to = at;
    for (; to > 0 && compareHeads(out[to - 1] as CallHead, head, by) > 0; to--)
      out[to] = out[to - 1] as CallHead;
    out[to] = head;
  }
  return out;
}

/** The facts of a call; `calendarEventId` is that of a meeting. */
function metaOf(making: Making, kind: string, offset: number, calendarEventId: string): CallData['metaData'] {
  const { random, id, account, host, startedMs, scheduledMs, dialed, answered } = making;
  return {
    id,
    url: `https://app.gong.io/call?id=${id}`,
    title: dialed
      ? `${answered ? 'Call with' : 'Call to'} ${account.name}`
      : `${account.name} · ${kind}${random() < 0.5 ? `: ${making.text.heading(random)}` : ''}`,
    scheduled: dialed ? null : withOffset(scheduledMs, offset),
    started: withOffset(startedMs, offset, making.fraction),
    duration: making.duration,
    primaryUserId: host.id,
    direction: dialed ? (random() < 0.8 ? 'Outbound' : 'Inbound') : 'Conference',
    system: dialed
      ? pick(dialers, random)
      : (meetingSystems[Math.floor(meetingSystems.length * random() ** 2)] as string),
    scope: random() < 0.94 ? 'External' : 'Unknown',
    media: dialed || random() < 0.1 ? 'Audio' : 'Video',
    language: making.language,
    workspaceId: host.workspaceId,
    sdrDisposition: dialed ? (answered ? 'Connected' : 'No answer') : null,
    clientUniqueId: null,
    customData: null,
    purpose: dialed || random() < 0.4 ? null : pick(purposes, random),
    meetingUrl: dialed ? null : `https://meet.example/j/${id.slice(-9)}`,
    isPrivate: random() < 0.02,
    calendarEventId: dialed ? null : calendarEventId,
  };
}

/**
 * A company's calls over three years, as many as asked for up to a million: sellers in territories, customers with
 * people and deals, trackers that fire fifty times a call, work days and seasons, and text in the words of the real
 * meetings. The same size and seed give the same calls. Records are made when asked for, so that a million calls cost
 * only their heads.
 */
export function createSyntheticCorpus(options: {
  readonly calls: number;
  readonly seed: number;
  /** Another one, from 2 to 9, has no call, person or workspace in common with the first. */
  readonly company?: number;
}): Corpus {
  const { calls, seed, company = 1 } = options;
  const sample = loadSampleCorpus();
  const world = createSyntheticWorld(calls, seed, company);
  const text = createTextMaker(sample);
  let speech: SpeechMaker | null = null;
  const dayShares = cumulatedDays();
  const firstId = (company - 1) * 1e15 + (seed % 1000) * 1e12;
  const step = 7919;
  const idOf = (at: number) => `1${String(firstId + at * step).padStart(18, '0')}`;

  /** The numbers that the record of a call draws; the first says where it came from. */
  const numbersOf = (at: number): Random => seeded(mix(seed, at, 2));
  const isDialed = (random: Random) => random() < dialedShare;

  function draft(at: number): Draft {
    const random = seeded(mix(seed, at, 1));
    // A few customers have many calls, most have a handful.
    const account = Math.floor(world.accounts * random() ** 1.6);
    const { territory, owner } = world.account(account);
    const host = random() < 0.8 ? owner : pick(world.repsOf(territory), random);
    const midnight = firstDayMs + above(dayShares, random()) * day;
    const offset = (territories[territory]?.offsetHours ?? 0) * hour;
    const secondMs = midnight + timeOfDay(random) * 1000 - offset;
    const quarter = scheduledFor(secondMs, random);
    const digits = random() < 0.4 ? 0 : between(1, 6, random);
    const fraction = String(Math.floor(random() * 10 ** digits))
      .padStart(digits, '0')
      .slice(0, digits);
    const startedMs = secondMs + Number(fraction.padEnd(3, '0').slice(0, 3));
    const scheduledMs = isDialed(numbersOf(at)) ? startedMs : quarter;
    return { startedMs, fraction, scheduledMs, account, host };
  }

  const headAt = (at: number): CallHead => {
    const { startedMs, scheduledMs, host } = draft(at);
    return { id: idOf(at), startedMs, scheduledMs, workspaceId: host.workspaceId, primaryUserId: host.id };
  };

  if (calls > places) throw new RangeError(`A synthetic corpus has at most ${places} calls.`);
  let listed: CallHead[] | null = null;
  let started: CallHead[] | null = null;
  function heads(): readonly CallHead[] {
    listed ??= sorted(
      Array.from({ length: calls }, (_, at) => headAt(at)),
      'scheduledMs',
    );
    return listed;
  }
  function headsByStart(): readonly CallHead[] {
    started ??= sorted(heads(), 'startedMs');
    return started;
  }

  /** The place of an id in the order of making; null for one of another corpus. */
  function placeOf(id: string): number | null {
    if (!/^1\d{18}$/.test(id)) return null;
    const at = (Number(id.slice(1)) - firstId) / step;
    return Number.isInteger(at) && at >= 0 && at < calls ? at : null;
  }

  function begin(at: number): Making {
    const { startedMs, fraction, scheduledMs, account: number, host } = draft(at);
    const random = numbersOf(at);
    const dialed = isDialed(random);
    const account = world.account(number);
    const territory = territories[account.territory];
    const language = random() < (territory?.share ?? 0) ? (territory?.language ?? 'eng') : 'eng';
    const answered = !dialed || random() < 0.6;
    const minutes = dialed ? (answered ? 2 + random() * 9 : 0.3 + random()) : 12 + 55 * random() ** 1.7;
    return {
      random,
      text,
      id: idOf(at),
      startedMs,
      fraction,
      scheduledMs,
      duration: Math.round(minutes * 60),
      account,
      host,
      language,
      dialed,
      answered,
    };
  }

  function call(id: string): CallData | null {
    const at = placeOf(id);
    if (at === null) return null;
    const making = begin(at);
    const { random, account, host, dialed } = making;
    const offset = territories[account.territory]?.offsetHours ?? 0;
    const kind = dialed ? 'Call' : pick(meetingKinds, random);
    const { parties, voices } = partiesOf(making, world, seeded(mix(seed, at, 4)), seeded(mix(seed, at, 6)));
    return {
      metaData: metaOf(making, kind, offset, calendarId(id, seeded(mix(seed, at, 7)))),
      context: contextOf(making),
      parties,
      // Gong has no content at all of a few.
      ...(seeded(mix(seed, at, 8))() < 0.03 ? {} : { content: contentOf(making, voices) }),
      interaction: interactionOf(making, voices),
      collaboration: { publicComments: commentsOn(making, world.repsOf(host.territory)) },
    };
  }

  return {
    heads,
    headsByStart,
    head: (id) => {
      const at = placeOf(id);
      return at === null ? null : headAt(at);
    },
    call,
    transcript(id): CallTranscript | null {
      const at = placeOf(id);
      if (at === null) return null;
      const random = seeded(mix(seed, at, 3));
      // Gong has none for some calls.
      if (random() < 0.03) return null;
      const making = begin(at);
      const { voices } = partiesOf(making, world, seeded(mix(seed, at, 4)), seeded(mix(seed, at, 6)));
      speech ??= createSpeechMaker(sample, text);
      return speech.speech(
        id,
        making.duration,
        voices.map((voice) => voice.speakerId),
        random,
      );
    },
    users: () => world.users(),
    workspaces: () => workspacesOf(company),
    trackers: () => world.settings(),
  };
}
