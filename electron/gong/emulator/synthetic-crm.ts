import type { CallData } from '../schema/call.ts';
import { seeded } from './faults.ts';
import { pick, type Random } from './synthetic-text.ts';
import { type Account, type Contact, type Deal, territories } from './synthetic-world.ts';

type Field = NonNullable<
  NonNullable<NonNullable<NonNullable<CallData['context']>[number]['objects']>[number]['fields']>[number]
>;

const day = (random: Random) =>
  new Date(Date.UTC(2025, 0, 1) + Math.floor(random() * 1000) * 86_400_000).toISOString().slice(0, 10);

/** What a company keeps about customers and deals in fields of its own, in the order in which it added them. */
const customFields: readonly (readonly [name: string, draw: (random: Random) => string | number])[] = [
  ['Customer_Tier__c', (random) => pick(['Strategic', 'Enterprise', 'Mid-Market', 'Small'], random)],
  ['Health_Score__c', (random) => Math.floor(random() * 101)],
  ['Region__c', (random) => pick(['AMER', 'EMEA', 'APAC'], random)],
  ['Renewal_Date__c', (random) => day(random)],
  ['Seats__c', (random) => Math.round(10 ** (1 + 3 * random()))],
  ['Competitor__c', (random) => pick(['None', 'Incumbent', 'In-house', 'Two or more'], random)],
  ['Discount_Percent__c', (random) => Math.round(random() * 400) / 10],
  ['Implementation_Partner__c', (random) => pick(['Direct', 'Reseller', 'Integrator'], random)],
  ['Security_Review__c', (random) => pick(['Not started', 'Under way', 'Passed'], random)],
  ['Last_Executive_Contact__c', (random) => day(random)],
  ['Data_Residency__c', (random) => pick(['US', 'EU', 'UK', 'Japan'], random)],
  ['Open_Tickets__c', (random) => Math.floor(30 * random() ** 3)],
  ['Legal_Entity__c', (random) => pick(['Inc.', 'GmbH', 'Ltd', 'SAS', 'KK'], random)],
  ['NPS__c', (random) => Math.floor(random() * 11)],
  ['Onboarding_Status__c', (random) => pick(['Planned', 'Live', 'Stalled'], random)],
  ['Payment_Terms__c', (random) => pick(['Net 30', 'Net 60', 'Prepaid'], random)],
  ['Usage_Trend__c', (random) => Math.round((random() - 0.4) * 200) / 100],
  ['Referenceable__c', (random) => pick(['true', 'false'], random)],
  ['Procurement_Tool__c', (random) => pick(['Portal', 'Mail', 'None'], random)],
  ['Contract_End__c', (random) => day(random)],
  ['Success_Plan__c', (random) => pick(['Standard', 'Premium'], random)],
  ['Champion_Left__c', (random) => pick(['true', 'false'], random)],
  ['Sub_Industry__c', (random) => pick(['Devices', 'Services', 'Platform', 'Materials'], random)],
  ['Territory_Code__c', (random) => Math.floor(random() * 900) + 100],
  ['Partner_Code__c', (random) => `P-${Math.floor(random() * 9000) + 1000}`],
  ['Invoices_Open__c', (random) => Math.floor(8 * random() ** 4)],
  ['Roadmap_Interest__c', (random) => pick(['Analytics', 'Automation', 'Integrations'], random)],
  ['Sandbox_Count__c', (random) => Math.floor(random() * 5)],
];

/** So many of the company's own fields: a third of them nobody filled in. */
function custom(count: number, seed: number): Field[] {
  const random = seeded(seed);
  return customFields.slice(0, count).map(([name, draw]) => {
    const value = draw(random);
    return { name, value: random() < 0.34 ? null : value };
  });
}

const numberOf = (account: Account) => Number(account.crmId.slice(3));
/** 8 to 33 fields in all: most companies connect a few, some all they have. */
const own = (account: Account, standard: number) =>
  8 - standard + Math.floor(26 * seeded(Math.imul(numberOf(account) + 1, 0x165667b1))() ** 5);

/** Fields of a customer under the CRM's own names, as Gong passes them on: text, number or null. */
export function accountFields(account: Account): Field[] {
  const random = seeded(Math.imul(numberOf(account) + 1, 0x2545f491));
  return [
    { name: 'Name', value: account.name },
    { name: 'Website', value: random() < 0.8 ? `https://${account.domain}` : null },
    { name: 'Industry', value: account.industry },
    { name: 'Territory__c', value: territories[account.territory]?.name ?? null },
    { name: 'NumberOfEmployees', value: random() < 0.6 ? Math.round(10 ** (1 + 3.5 * random())) : null },
    ...custom(own(account, 5), numberOf(account) + 17),
  ];
}

/** Fields of a deal as it stood at a moment. */
export function dealFields(deal: Deal, account: Account): Field[] {
  const probability: Readonly<Record<string, number>> = {
    Discovery: 10,
    Qualification: 25,
    Proposal: 50,
    Negotiation: 75,
    'Closed Won': 100,
    'Closed Lost': 0,
  };
  return [
    { name: 'Name', value: deal.name },
    { name: 'StageName', value: deal.stage },
    { name: 'Amount', value: deal.amount },
    { name: 'Probability', value: probability[deal.stage] ?? null },
    { name: 'Type', value: deal.name.endsWith('expansion') ? 'Existing Business' : 'New Business' },
    { name: 'LeadSource', value: null },
    ...custom(own(account, 6), numberOf(account) + 29),
  ];
}

/** Fields of a person at a customer. */
export function contactFields(contact: Contact, account: Account): Field[] {
  const [firstName = '', ...rest] = contact.name.split(' ');
  return [
    { name: 'Name', value: contact.name },
    { name: 'FirstName', value: firstName },
    { name: 'LastName', value: rest.join(' ') },
    { name: 'Email', value: contact.email },
    { name: 'Title', value: contact.title },
    { name: 'Phone', value: null },
    { name: 'Department', value: null },
    { name: 'Account_Name__c', value: account.name },
  ];
}
