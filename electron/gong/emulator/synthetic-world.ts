import type { KeywordTracker } from '../schema/tracker.ts';
import type { GongUser } from '../schema/user.ts';
import type { Workspace } from '../schema/workspace.ts';
import { plainTracker } from './corpus.ts';
import { seeded } from './faults.ts';
import { between, pick, type Random } from './synthetic-text.ts';
import { wholeUser } from './users.ts';

/** A seller of the company. */
export interface Rep {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly title: string;
  readonly territory: number;
  readonly workspaceId: string;
  readonly managerId: string | null;
}

/** A person at a customer. */
export interface Contact {
  readonly name: string;
  readonly email: string;
  readonly title: string;
}

/** A customer with its people, its seller and the rhythm of its deals. */
export interface Account {
  readonly name: string;
  readonly domain: string;
  readonly industry: string;
  readonly territory: number;
  readonly system: string;
  readonly crmId: string;
  readonly owner: Rep;
  readonly contacts: readonly Contact[];
  /** Length of a deal and when the first began, both in days since `firstDayMs`. */
  readonly dealDays: number;
  readonly dealOffset: number;
}

/** Where a team sells: hours from UTC, and the language of its calls that are not in English, with their share. */
interface Territory {
  readonly name: string;
  readonly offsetHours: number;
  readonly language: string;
  readonly share: number;
}

/** What the company listens for. */
interface TrackerDefinition {
  readonly id: string;
  readonly name: string;
  readonly type: 'KEYWORD' | 'SMART';
  readonly phrases: readonly string[];
  /** Share of calls that have it, and mentions in such a call. */
  readonly share: number;
  readonly mean: number;
  /** How its share moves over the three years: 1 doubles, -0.5 halves. */
  readonly trend: number;
  /** Share of its mentions by customers. */
  readonly customer: number;
}

const day = 86_400_000;
/** The three years that calls lie in: [firstDayMs, endMs). Fixed, so that a corpus does not depend on today. */
export const firstDayMs = Date.UTC(2023, 8, 1);
export const endMs = Date.UTC(2026, 8, 1);
export const totalDays = (endMs - firstDayMs) / day;

export const territories: readonly Territory[] = [
  { name: 'US East', offsetHours: -5, language: 'eng', share: 1 },
  { name: 'US West', offsetHours: -8, language: 'eng', share: 1 },
  { name: 'UK & Ireland', offsetHours: 0, language: 'eng', share: 1 },
  { name: 'DACH', offsetHours: 1, language: 'deu', share: 0.6 },
  { name: 'France', offsetHours: 1, language: 'fra', share: 0.6 },
  { name: 'Iberia', offsetHours: 1, language: 'spa', share: 0.6 },
  { name: 'Japan', offsetHours: 9, language: 'jpn', share: 0.7 },
];
/** Share of the company's people and customers in each territory, cumulated. */
const territoryShares = [0.34, 0.56, 0.72, 0.84, 0.91, 0.96, 1];

const words = (text: string) => text.split(' ');
const firstNames = words(
  'Ada Ben Chloe Dan Eva Finn Grace Hugo Iris Jon Kim Leo Mia Noah Olga Paul Quinn Rosa Sam Tara Uma Vic Wendy Xavi Yara Zoe Anke Björn Céline Dmitri Élodie Fatima Günter Hana Ines Jürgen Kenji Léa Marta Núria Oskar Priya Rui Søren Thérèse Yuki',
);
const lastNames = words(
  'Abel Brandt Costa Diaz Evans Fischer Gomez Hansen Ito Jensen Klein Lopez Meyer Novak Okafor Patel Quist Rossi Silva Tanaka Ueda Vargas Weber Young Zhou Ashdown Bellamy Chowdhury Delacroix Eklund Ferreira Grünwald Hayashi Ibáñez Järvinen Kowalski Lindqvist Müller Nakamura O’Neill Pereira Römer Sørensen Thackeray Umarov Villeneuve Whitlock Yamamoto Zielinski',
);
const nameStarts = words(
  'Al Bel Cor Dan El Fen Gal Hel Il Jun Kes Lum Mar Nor Or Pel Quar Ros Sil Tor Ul Ver Wil Xen Yar Zan Bri Cla Dro Gri Plu Sta Tre Vol Aster Cob Emb Fjor Gran Harb Mapl Nimb Orch Pion Ridg Summ Tund Umb Vect Zeph',
);
const nameEnds = words(
  'ta via lio tis vex dane mont ridge port field well ora ium ix on era ano isto ova ent ley burg stad wick ford ham erra ique and ell orth une aro',
);
const companyKinds = words(
  'Labs Foods Health Bank Systems Energy Media Motors Retail Software Logistics Insurance Pharma Telecom Robotics Partners',
);
const industries = [
  'Software',
  'Financial services',
  'Healthcare',
  'Manufacturing',
  'Retail',
  'Media',
  'Energy',
  'Logistics',
  'Public sector',
  'Education',
  'Research',
  'Consumer electronics',
];
const repTitles = ['Account executive', 'Senior account executive', 'SDR', 'Customer success manager'];
const contactTitles = [
  'Head of operations',
  'CFO',
  'VP Sales',
  'IT manager',
  'Procurement lead',
  'Data analyst',
  'CTO',
  'Project manager',
  'Director of support',
];

const workspaceNames = ['Customer conversations', 'Success', 'Partners', 'Product research'];

/** The workspaces of a company, from 1 on: no two have an id in common. */
export const workspacesOf = (company: number): readonly Workspace[] =>
  workspaceNames.map((name, at) => ({
    id: String(623_457_276_584_334 + (company - 1) * 1000 + at),
    name: company === 1 ? name : `${name} ${company}`,
    description: name === 'Product research' ? 'Interviews with users' : null,
  }));
const workspaceShares = [0.62, 0.86, 0.95, 1];

/** Name | share | mean | trend | customer | phrases; one without phrases is a smart tracker. */
const trackerTable = `
Pricing & budget | 0.88 | 9 | 0 | 0.55 | budget, cheap, discount, expensive, how much, price, pricing, quote
Timeline | 0.86 | 6.5 | 0 | 0.5 | by next week, deadline, end of the quarter, go live, schedule
Next steps | 0.95 | 5 | 0 | 0.3 | action item, follow up, next step, next time, send you
Competition | 0.6 | 6.5 | 1 | 0.7 | alternative, competitor, compared to, other vendors, switch from
Objections | 0.8 | 5.5 | -0.3 | 0.85 | concern, do not need, not convinced, not sure, too complicated
Usability | 0.8 | 6 | 0 | 0.6 | easy to use, interface, menu, user friendly
Data & evaluation | 0.92 | 9.5 | 0 | 0.4 | accuracy, benchmark, data, experiment, results
Customer care | 0.85 | 7 | 0 | 0.5 | customer, help desk, support, ticket
Security review | 0.5 | 6 | 0.6 | 0.7 | audit, compliance, encryption, penetration test, single sign-on
AI assistant | 0.5 | 8 | 3 | 0.5 | agent, assistant, automation, language model
Decision made | 0.6 | 2 | 0 | 0.6 |
Escalation risk | 0.45 | 3 | -0.4 | 0.8 |
`;

/** Twelve trackers of which about eight fire in a call, fifty times in all. */
export const trackers: readonly TrackerDefinition[] = trackerTable
  .trim()
  .split('\n')
  .map((line, at) => {
    const [name = '', share, mean, trend, customer, listed = ''] = line.split('|').map((cell) => cell.trim());
    const phrases = listed === '' ? [] : listed.split(', ');
    return {
      id: String(7_810_087_761_870_849_001n + BigInt(at)),
      name,
      type: phrases.length === 0 ? 'SMART' : 'KEYWORD',
      phrases,
      share: Number(share),
      mean: Number(mean),
      trend: Number(trend),
      customer: Number(customer),
    };
  });

const plain = (name: string) =>
  name
    .normalize('NFD')
    .replace(/[^A-Za-z ]/g, '')
    .toLowerCase()
    .replaceAll(' ', '.');
const personName = (random: Random) => `${pick(firstNames, random)} ${pick(lastNames, random)}`;
/** Index of the first cumulated share above a drawn number. */
const among = (shares: readonly number[], random: Random) => {
  const drawn = random();
  return shares.findIndex((share) => drawn < share);
};

/** The company and its customers. */
export interface SyntheticWorld {
  readonly reps: readonly Rep[];
  readonly repsOf: (territory: number) => readonly Rep[];
  /** How many customers there are. */
  readonly accounts: number;
  /** The customer of this number, made when first asked for. */
  account(at: number): Account;
  users(): readonly GongUser[];
  settings(): readonly KeywordTracker[];
}

/** People and customers in numbers that fit so many calls: a seller has hundreds of calls, a customer a dozen. */
export function createSyntheticWorld(calls: number, seed: number, company: number): SyntheticWorld {
  const workspaces = workspacesOf(company);
  const random = seeded(seed * 7_368_787 + 11);
  const repCount = Math.max(14, Math.min(1500, Math.round(1.2 * Math.sqrt(calls))));
  const accounts = Math.max(20, Math.min(60_000, Math.round(calls / 12)));
  const reps: Rep[] = [];
  const leads = new Map<number, string>();
  for (let at = 0; at < repCount; at++) {
    // The first of each territory leads it.
    const territory = at < territories.length ? at : among(territoryShares, random);
    const name = personName(random);
    const id = String(300_000_000_000_000 * company + (seed % 1000) * 1_000_000_000 + at * 104_729);
    const managerId = leads.get(territory) ?? null;
    if (managerId === null) leads.set(territory, id);
    reps.push({
      id,
      name,
      email: `${plain(name)}.${at}@${company === 1 ? 'acme' : `acme-${company}`}.example`,
      title: managerId === null ? `Sales manager ${territories[territory]?.name}` : pick(repTitles, random),
      territory,
      workspaceId: workspaces[among(workspaceShares, random)]?.id as string,
      managerId,
    });
  }
  const byTerritory = territories.map((_, at) => reps.filter((rep) => rep.territory === at));
  const made = new Map<number, Account>();

  function makeAccount(at: number): Account {
    const draw = seeded(Math.imul(seed + 1, 0x9e3779b1) + Math.imul(at + 1, 0x85ebca6b));
    const start = nameStarts[at % nameStarts.length] as string;
    const rest = Math.floor(at / nameStarts.length);
    const end = nameEnds[rest % nameEnds.length] as string;
    const kind = companyKinds[(rest + Math.floor(rest / nameEnds.length)) % companyKinds.length] as string;
    const branch = Math.floor(rest / (nameEnds.length * companyKinds.length));
    const name = `${start}${end} ${kind}${branch > 0 ? ` ${branch + 1}` : ''}`;
    const domain = `${plain(name).replaceAll('.', '-')}${branch > 0 ? branch + 1 : ''}.example`;
    const territory = among(territoryShares, draw);
    const contacts = Array.from({ length: between(2, 6, draw) }, (): Contact => {
      const contact = personName(draw);
      return { name: contact, email: `${plain(contact)}@${domain}`, title: pick(contactTitles, draw) };
    });
    return {
      name,
      domain,
      industry: industries[Math.floor(industries.length * draw() ** 1.5)] as string,
      territory,
      system: draw() < 0.85 ? 'Salesforce' : 'HubSpot',
      crmId: `001${String(at).padStart(12, '0')}`,
      owner: pick(byTerritory[territory] as readonly Rep[], draw),
      contacts,
      dealDays: between(45, 260, draw),
      dealOffset: between(0, 200, draw),
    };
  }

  return {
    reps,
    repsOf: (territory) => byTerritory[territory] as readonly Rep[],
    accounts,
    account(at) {
      let account = made.get(at);
      if (!account) {
        account = makeAccount(at);
        made.set(at, account);
      }
      return account;
    },
    users: () =>
      reps.map((rep, at) => {
        const [firstName = '', ...rest] = rep.name.split(' ');
        return wholeUser({
          id: rep.id,
          emailAddress: rep.email,
          firstName,
          lastName: rest.join(' '),
          title: rep.title,
          active: true,
          created: '2023-06-01T00:00:00Z',
          managerId: rep.managerId,
          ...(at % 3 === 0 ? { conferencingProviders: [{ provider: 'ZOOM', isDefault: true }] } : {}),
        });
      }),
    settings: () =>
      trackers
        .filter((item) => item.type === 'KEYWORD')
        .map((item) => ({
          trackerId: item.id,
          trackerName: item.name,
          workspaceId: null,
          ...plainTracker(item.phrases, '2023-06-01T00:00:00Z'),
        })),
  };
}

const stages = ['Discovery', 'Qualification', 'Proposal', 'Negotiation'];

/** A deal of an account as it stands at a moment. */
export interface Deal {
  readonly id: string;
  readonly name: string;
  readonly stage: string;
  readonly amount: number;
}

/**
 * The deal that an account had at `callMs`, as it stood at `asOfMs`: it passes the stages in its time and is then won or
 * lost for good.
 */
export function dealOf(account: Account, callMs: number, asOfMs: number): Deal {
  const daysOf = (ms: number) => (ms - firstDayMs) / day + account.dealOffset;
  const number = Math.floor(daysOf(callMs) / account.dealDays);
  const progress = daysOf(asOfMs) / account.dealDays - number;
  const draw = seeded(Math.imul(Number(account.crmId.slice(3)) + 1, 0x27d4eb2f) + number);
  const won = draw() < 0.35;
  const amount = Math.round(2000 * 10 ** (2 * draw())) + 5000;
  const stage =
    progress >= 1
      ? won
        ? 'Closed Won'
        : 'Closed Lost'
      : (stages[Math.floor(progress * stages.length)] as string);
  return {
    id: `006${account.crmId.slice(8)}${String(number).padStart(4, '0')}`,
    name: `${account.name} ${number === 0 ? 'new business' : 'expansion'}`,
    stage,
    amount: progress >= 0.75 ? amount : Math.round(amount * 1.2),
  };
}
