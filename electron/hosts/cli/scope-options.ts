import type { ParseArgsConfig } from 'node:util';
import { activeProfile } from '../../contract/active-profile.ts';
import type { Bridge } from '../../contract/bridge.ts';
import { isDay } from '../../contract/day.ts';
import { isCalled } from '../../contract/names.ts';
import { partList } from '../../contract/parts.ts';
import { type NamedId, type SyncScope, switches } from '../../contract/sync.ts';
import { scopeWords } from '../../contract/whose-calls.ts';
import { flags, lists, oneOf, texts, usage, wholeNumber } from './arguments.ts';

/** Options that change what is synced. */
export const scopeOptions = {
  ...texts(
    'from',
    'to',
    'workspace',
    'context',
    'timing',
    'look-back',
    'daily-requests',
    'gone',
    'grace-days',
    'keep-months',
    'mine',
  ),
  ...flags('everybody'),
  ...lists('host', 'with', 'without'),
} as const satisfies ParseArgsConfig['options'];

/** The options as parsed. */
type ScopeValues = {
  readonly [K in keyof typeof scopeOptions]?:
    | ((typeof scopeOptions)[K] extends { multiple: true }
        ? readonly string[]
        : (typeof scopeOptions)[K] extends { type: 'boolean' }
          ? boolean
          : string)
    | undefined;
};

/** Whether any of them was given. */
export const changesScope = (values: ScopeValues): boolean =>
  Object.keys(scopeOptions).some((name) => values[name as keyof ScopeValues] !== undefined);

const everything = 'all';

/** Fields of the scope that are switches of their own, by the name of the part. */
const fieldOf = new Map<string, (typeof switches)[number][0] | 'privateCalls'>([
  ...switches.map(([field]) => [field, field] as const),
  ['private', 'privateCalls'],
]);

/** What --with and --without take. */
export const scopeParts: readonly string[] = [...partList.map(({ name }) => name), ...fieldOf.keys()];

function part(scope: SyncScope, name: string, on: boolean): SyncScope {
  const field = fieldOf.get(name);
  if (field) return { ...scope, [field]: on };
  if (Object.hasOwn(scope.exposed, name)) return { ...scope, exposed: { ...scope.exposed, [name]: on } };
  throw usage(`There is no part ${JSON.stringify(name)}.`, `Parts: ${scopeParts.join(', ')}.`);
}

const words = (texts: readonly string[]) =>
  texts.flatMap((text) => text.split(',').map((word) => word.trim())).filter((word) => word !== '');

/** The ids meant by a name or an id. */
function named(what: string, text: string, known: readonly NamedId[]): string[] {
  const found = known.filter(({ id, name }) => id === text || isCalled(name, text));
  if (found.length > 0) return found.map(({ id }) => id);
  // Before the first sync no names are known, but an id is as good.
  if (/^\d+$/.test(text)) return [text];
  const like = known.filter(({ name }) => name.toLowerCase().includes(text.toLowerCase())).slice(0, 8);
  throw usage(
    `There is no ${what} ${JSON.stringify(text)}.`,
    known.length === 0
      ? 'Names are known after the first sync; until then give the id.'
      : like.length > 0
        ? `Did you mean ${like.map(({ name }) => name).join(', ')}?`
        : `Give the whole name, or the id.`,
  );
}

/** Keeps the options that were given. Throws 'cli/usage', and what `sync/chooseCalls` does. */
export async function changeScope(bridge: Bridge, values: ScopeValues): Promise<SyncScope> {
  const wanted = await scopeWith(bridge, values);
  // Everybody's calls are never a matter of course: only who says so has decided it.
  const everybody = values.everybody || (values.host && wanted.primaryUserIds.length === 0);
  if (values.mine !== undefined)
    await bridge.request('sync/chooseCalls', { calls: 'mine', email: values.mine });
  else if (everybody) await bridge.request('sync/chooseCalls', { calls: 'everybody' });
  const { primaryUserIds } = values.mine === undefined ? wanted : await bridge.request('sync/scope', {});
  return bridge.request('sync/setScope', { ...wanted, primaryUserIds });
}

/** What is synced now, in a sentence. */
export async function scopeSentence(bridge: Bridge): Promise<string> {
  const [scope, info] = [await bridge.request('sync/scope', {}), await bridge.request('app/info', {})];
  return scopeWords(scope, activeProfile(info)?.me ?? null);
}

/** The scope with the options applied, but whose calls are mine. Throws 'cli/usage' for what cannot be meant. */
export async function scopeWith(bridge: Bridge, values: ScopeValues): Promise<SyncScope> {
  if ([values.mine, values.everybody, values.host].filter((value) => value !== undefined).length > 1)
    throw usage('--mine, --everybody and --host each say whose calls: give one of them.');
  let scope = await bridge.request('sync/scope', {});
  const { users, workspaces } = await bridge.request('sync/choices', {});
  const date = (text: string | undefined, otherwise: string | null) =>
    text === undefined ? otherwise : text === everything ? null : text;
  scope = { ...scope, fromDate: date(values.from, scope.fromDate), toDate: date(values.to, scope.toDate) };
  for (const [name, text] of [
    ['from', scope.fromDate],
    ['to', scope.toDate],
  ] as const) {
    if (text !== null && !isDay(text))
      throw usage(`--${name} must be a date such as 2025-03-31 (or "all"), not ${JSON.stringify(text)}.`);
  }
  if (scope.fromDate && scope.toDate && scope.fromDate > scope.toDate)
    throw usage(`--from ${scope.fromDate} comes after --to ${scope.toDate}.`);
  if (values.host) {
    const hosts = words(values.host);
    scope = {
      ...scope,
      primaryUserIds: hosts.includes(everything)
        ? []
        : [...new Set(hosts.flatMap((host) => named('person', host, users)))],
    };
  }
  if (values.everybody) scope = { ...scope, primaryUserIds: [] };
  if (values.workspace !== undefined) {
    const [workspaceId = null] =
      values.workspace === everything ? [] : named('workspace', values.workspace, workspaces);
    scope = { ...scope, workspaceId };
  }
  scope = {
    ...scope,
    context: oneOf('context', values.context, scope.context, ['None', 'Basic', 'Extended']),
    gonePolicy: oneOf('gone', values.gone, scope.gonePolicy, ['keep', 'hide', 'purge']),
    graceDays: wholeNumber('grace-days', values['grace-days'], scope.graceDays, { min: 0, max: 3650 }),
    keepMonths:
      values['keep-months'] === everything
        ? null
        : values['keep-months'] === undefined
          ? scope.keepMonths
          : wholeNumber('keep-months', values['keep-months'], 0, { min: 1, max: 600 }),
    lookbackDays: wholeNumber('look-back', values['look-back'], scope.lookbackDays, { min: 0, max: 3650 }),
    dailyRequests: wholeNumber('daily-requests', values['daily-requests'], scope.dailyRequests, {
      min: 1,
      max: 1_000_000,
    }),
  };
  if (values.timing !== undefined)
    scope = {
      ...scope,
      contextTiming: words([values.timing]).map((word) =>
        oneOf('timing', word, 'Now', ['Now', 'TimeOfCall'] as const),
      ),
    };
  for (const name of words(values.with ?? [])) scope = part(scope, name, true);
  for (const name of words(values.without ?? [])) scope = part(scope, name, false);
  return scope;
}

/** A scope as rows for people. */
export function scopeRows(scope: SyncScope): (readonly [string, string | number])[] {
  const off = [
    ...Object.entries(scope.exposed).flatMap(([name, on]) => (on ? [] : [name])),
    ...[...fieldOf].flatMap(([name, field]) => (scope[field] ? [] : [name])),
  ];
  return [
    ['calls from', scope.fromDate ?? 'the first'],
    ['calls until', scope.toDate ?? 'now'],
    ['hosted by', scope.primaryUserIds.join(', ') || 'everybody'],
    ['workspace', scope.workspaceId ?? 'all'],
    [
      'CRM context',
      scope.context === 'Extended' ? `Extended, ${scope.contextTiming.join(' and ')}` : scope.context,
    ],
    ['left out', off.join(', ') || 'nothing'],
    ['look back, days', scope.lookbackDays],
    ['requests a day', scope.dailyRequests],
    [
      'calls gone from Gong',
      scope.gonePolicy === 'purge' ? `purge, after ${scope.graceDays} days` : scope.gonePolicy,
    ],
    ['months kept', scope.keepMonths ?? 'all'],
  ];
}
