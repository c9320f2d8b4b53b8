import { sideCode } from '../../store/codes.ts';
import { type Json, list, num, obj, objects, str, word } from '../../store/json.ts';

/** A participant with what is worked out from the rest of the record. */
interface DerivedParty {
  readonly party: Json;
  readonly side: number;
  readonly company: string | null;
  readonly context: unknown;
}

/** Values for lists and facets that Gong does not give as such. */
export interface Derived {
  readonly parties: readonly DerivedParty[];
  readonly account: string | null;
  readonly stage: string | null;
  readonly stageAtCall: string | null;
  /** Names and sides of speakers by speakerId. */
  readonly speakers: ReadonlyMap<string, { readonly name: string | null; readonly side: number }>;
}

/** Which side a participant is on, by Gong's affiliation alone. */
function sideOf(affiliation: string | null): number {
  if (affiliation === 'Internal') return sideCode.company;
  return affiliation === 'External' ? sideCode.customer : sideCode.unknown;
}

/** Objects of a context, with the name of their system. */
export function contextObjects(
  context: unknown,
): readonly { readonly system: Json; readonly object: Json }[] {
  return objects(context).flatMap((system) =>
    objects(system['objects']).map((object) => ({ system, object })),
  );
}

/** The value of a context field as text, found by name whatever its case; null when absent or empty. */
export function contextField(object: Json, ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const field of objects(object['fields'])) {
      if (str(field['name'])?.toLowerCase() === name.toLowerCase()) {
        const value = word(field['value']);
        if (value) return value;
      }
    }
  }
  return null;
}

function fromContext(
  context: unknown,
  type: string,
  timing: 'Now' | 'TimeOfCall' | null,
  ...names: string[]
) {
  for (const { object } of contextObjects(context)) {
    if (str(object['objectType'])?.toLowerCase() !== type) continue;
    const at = str(object['timing']) ?? 'Now';
    if (timing !== null && at !== timing) continue;
    const value = contextField(object, ...names);
    if (value) return value;
  }
  return null;
}

const freeMail = /^(gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|aol|gmx|proton|protonmail|web)\./;

function companyOf(party: Json, side: number, account: string | null): string | null {
  for (const { object } of contextObjects(party['context'])) {
    const named = contextField(object, 'Company', 'AccountName', 'Account.Name', 'company');
    if (named) return named;
  }
  if (side === sideCode.company) return null;
  if (side === sideCode.customer && account) return account;
  const domain = word(party['emailAddress'])?.split('@').at(-1)?.trim().toLowerCase();
  return domain?.includes('.') && !freeMail.test(domain) ? domain : null;
}

/** Works out sides, companies, account and stage of a record. */
export function derive(record: Json): Derived {
  const context = record['context'];
  const account =
    fromContext(context, 'account', 'Now', 'Name', 'AccountName') ??
    fromContext(context, 'account', null, 'Name', 'AccountName') ??
    fromContext(context, 'opportunity', null, 'AccountName', 'Account.Name');
  const parties = objects(record['parties']).map((party): DerivedParty => {
    const side = sideOf(str(party['affiliation']));
    return {
      party,
      side,
      company: companyOf(party, side, account),
      context: party['context'],
    };
  });
  const speakers = new Map<string, { name: string | null; side: number }>();
  // Of two participants with one speakerId the user speaks, else the first.
  for (const { party, side } of [...parties.filter(({ party }) => word(party['userId'])), ...parties]) {
    const id = word(party['speakerId']);
    if (id && !speakers.has(id))
      speakers.set(id, { name: word(party['name']) ?? word(party['emailAddress']), side });
  }
  return {
    parties,
    account,
    stage: fromContext(context, 'opportunity', 'Now', 'StageName', 'Stage', 'dealstage'),
    stageAtCall: fromContext(context, 'opportunity', 'TimeOfCall', 'StageName', 'Stage', 'dealstage'),
    speakers,
  };
}

/** One moment of a tracker: [second, side, speakerId, phrase]. */
export type Moment = readonly [number, number, string | null, string | null];

/**
 * The moments of a tracker: the union of its own and its phrases' occurrences. Gong lists a moment under the tracker,
 * under a phrase, or under both, so each (second, speaker) counts as often as the longer of the two lists has it.
 * Null when Gong lists no occurrences at all (not asked for, or a call from before 2023).
 */
export function trackerMoments(tracker: Json, speakers: Derived['speakers']): readonly Moment[] | null {
  const phrases = objects(tracker['phrases']);
  const listed =
    Array.isArray(tracker['occurrences']) || phrases.some((phrase) => Array.isArray(phrase['occurrences']));
  if (!listed) return null;
  const moments: Moment[] = [];
  const own = objects(tracker['occurrences']);
  const inBoth = own.length > 0 && phrases.length > 0;
  const fromPhrases = new Map<string, number>();
  const add = (occurrence: Json, phrase: string | null) => {
    const start = num(occurrence['startTime']);
    if (start === null) return;
    const speakerId = str(occurrence['speakerId']);
    if (inBoth) {
      const key = `${start}|${speakerId}`;
      const already = fromPhrases.get(key) ?? 0;
      if (phrase === null && already > 0) {
        fromPhrases.set(key, already - 1);
        return;
      }
      if (phrase !== null) fromPhrases.set(key, already + 1);
    }
    moments.push([start, (speakerId && speakers.get(speakerId)?.side) || 0, speakerId, phrase]);
  };
  for (const phrase of phrases) {
    const text = str(phrase['phrase']) ?? '';
    for (const occurrence of objects(phrase['occurrences'])) add(occurrence, text);
  }
  for (const occurrence of own) add(occurrence, null);
  return moments.sort((a, b) => a[0] - b[0]);
}

/** Texts of a list of `{text}` items. */
export function texts(value: unknown): readonly string[] {
  return list(value).flatMap((item) => str(obj(item)?.['text']) ?? (typeof item === 'string' ? item : []));
}
