import type {
  CallRecord,
  ContextRecord,
  ExternalObjectRecord,
  PartyRecord,
  TrackerRecord,
} from '../../../electron/gong/schema/call.ts';
import { sideCode } from '../../store/codes.ts';
import { list, obj, str, word } from '../../store/json.ts';

/** A participant with what is worked out from the rest of the record. */
interface DerivedParty {
  readonly party: PartyRecord;
  readonly side: number;
  readonly company: string | null;
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
function sideOf(affiliation: string | null | undefined): number {
  if (affiliation === 'Internal') return sideCode.company;
  return affiliation === 'External' ? sideCode.customer : sideCode.unknown;
}

/** Objects of a context, with the name of their system. */
export function contextObjects(
  context: CallRecord['context'],
): readonly { readonly system: ContextRecord; readonly object: ExternalObjectRecord }[] {
  return (context ?? []).flatMap((system) => (system.objects ?? []).map((object) => ({ system, object })));
}

/** The value of a context field as text, found by name whatever its case; null when absent or empty. */
export function contextField(object: ExternalObjectRecord, ...names: readonly string[]): string | null {
  for (const name of names) {
    for (const field of object.fields ?? []) {
      if (field.name?.toLowerCase() === name.toLowerCase()) {
        const value = word(field.value);
        if (value) return value;
      }
    }
  }
  return null;
}

function fromContext(
  context: CallRecord['context'],
  type: string,
  timing: 'Now' | 'TimeOfCall' | null,
  ...names: string[]
) {
  for (const { object } of contextObjects(context)) {
    if (object.objectType?.toLowerCase() !== type) continue;
    const at = object.timing ?? 'Now';
    if (timing !== null && at !== timing) continue;
    const value = contextField(object, ...names);
    if (value) return value;
  }
  return null;
}

const freeMail = /^(gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|aol|gmx|proton|protonmail|web)\./;

function companyOf(party: PartyRecord, side: number, account: string | null): string | null {
  for (const { object } of contextObjects(party.context)) {
    const named = contextField(object, 'Company', 'AccountName', 'Account.Name', 'company');
    if (named) return named;
  }
  if (side === sideCode.company) return null;
  if (side === sideCode.customer && account) return account;
  const domain = party.emailAddress?.split('@').at(-1)?.trim().toLowerCase();
  return domain?.includes('.') && !freeMail.test(domain) ? domain : null;
}

/** Works out sides, companies, account and stage of a record. */
export function derive(record: CallRecord): Derived {
  const { context } = record;
  const account =
    fromContext(context, 'account', 'Now', 'Name', 'AccountName') ??
    fromContext(context, 'account', null, 'Name', 'AccountName') ??
    fromContext(context, 'opportunity', null, 'AccountName', 'Account.Name');
  const parties = (record.parties ?? []).map((party): DerivedParty => {
    const side = sideOf(party.affiliation);
    return { party, side, company: companyOf(party, side, account) };
  });
  const speakers = new Map<string, { name: string | null; side: number }>();
  // Of two participants with one speakerId the user speaks, else the first.
  for (const { party, side } of [...parties.filter(({ party }) => word(party.userId)), ...parties]) {
    const id = word(party.speakerId);
    if (id && !speakers.has(id))
      speakers.set(id, { name: word(party.name) ?? word(party.emailAddress), side });
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
export function trackerMoments(
  tracker: TrackerRecord,
  speakers: Derived['speakers'],
): readonly Moment[] | null {
  const phrases = tracker.phrases ?? [];
  if (!tracker.occurrences && !phrases.some((phrase) => phrase.occurrences)) return null;
  const moments: Moment[] = [];
  const own = tracker.occurrences ?? [];
  const inBoth = own.length > 0 && phrases.length > 0;
  const fromPhrases = new Map<string, number>();
  const add = (occurrence: (typeof own)[number], phrase: string | null) => {
    const start = occurrence.startTime ?? null;
    if (start === null) return;
    const speakerId = str(occurrence.speakerId);
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
    for (const occurrence of phrase.occurrences ?? []) add(occurrence, phrase.phrase ?? '');
  }
  for (const occurrence of own) add(occurrence, null);
  return moments.sort((a, b) => a[0] - b[0]);
}

/** Texts of a list of `{text}` items. */
export function texts(value: unknown): readonly string[] {
  return list(value).flatMap((item) => str(obj(item)?.['text']) ?? (typeof item === 'string' ? item : []));
}
