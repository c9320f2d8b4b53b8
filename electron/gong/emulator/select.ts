import { partList } from '../../contract/parts.ts';
import type { CallData } from '../schema/call.ts';
import type { ContentSelector } from '../schema/request.ts';

type Loose = Record<string, unknown>;

/** The parts of a call that a content selector asks for, as Gong returns them: what was not asked for is absent. */
export function selectContent(
  call: CallData,
  selector: ContentSelector | null | undefined,
  media: { audioUrl?: string; videoUrl?: string } | null,
): CallData {
  const exposed = selector?.exposedFields ?? {};
  const out: Loose = { metaData: call.metaData };
  const context = selector?.context ?? 'None';
  if (context !== 'None')
    out['context'] = contextAt(call.context, context, selector?.contextTiming ?? ['Now']);
  if (exposed.parties) {
    out['parties'] = call.parties?.map((party) =>
      context === 'None'
        ? omit(party, ['context'])
        : { ...party, context: contextAt(party.context, context, selector?.contextTiming ?? ['Now']) },
    );
  }
  const content = pick(call.content, fieldsOf('content', exposed.content));
  if (content && exposed.content?.trackers && !exposed.content.trackerOccurrences)
    content['trackers'] = withoutOccurrences(content['trackers']);
  if (content) out['content'] = content;
  const interaction = pick(withUsersOnly(call.interaction), fieldsOf('interaction', exposed.interaction));
  if (interaction) out['interaction'] = interaction;
  if (exposed.collaboration?.publicComments) out['collaboration'] = call.collaboration ?? {};
  if (exposed.media && media) out['media'] = media;
  return out as CallData;
}

/** Fields of a block of the record whose flags are set. */
const fieldsOf = (block: string, flags: Readonly<Record<string, boolean | null | undefined>> | null = {}) =>
  partList.flatMap((part) => (part.block === block && part.field && flags?.[part.name] ? [part.field] : []));

function pick(block: object | null | undefined, names: readonly string[]): Loose | null {
  // A block that Gong has not is not there, asked for or not.
  if (names.length === 0 || !block) return null;
  const out: Loose = {};
  for (const name of names) if (name in block) out[name] = (block as Loose)[name];
  return out;
}

const omit = (value: object, names: readonly string[]): Loose =>
  Object.fromEntries(Object.entries(value).filter(([name]) => !names.includes(name)));

function withoutOccurrences(trackers: unknown): unknown {
  if (!Array.isArray(trackers)) return trackers;
  return trackers.map((tracker: Loose) => ({
    ...omit(tracker, ['occurrences']),
    phrases: Array.isArray(tracker['phrases'])
      ? tracker['phrases'].map((phrase: Loose) => omit(phrase, ['occurrences']))
      : tracker['phrases'],
  }));
}

/** Who spoke, as Gong counts it: people with a user alone. */
function withUsersOnly(interaction: CallData['interaction']): CallData['interaction'] {
  if (!interaction?.speakers) return interaction;
  return { ...interaction, speakers: interaction.speakers.filter((speaker) => speaker.userId) };
}

type Context = CallData['context'];
type ContextObject = NonNullable<NonNullable<NonNullable<Context>[number]['objects']>[number]>;

/** Accounts have no timing: they come once, whichever state is asked for. */
const isTimed = (object: ContextObject) => object.objectType !== 'Account';

function contextAt(context: Context, kind: 'Basic' | 'Extended', timings: readonly string[]): Context {
  return context?.map((system) => ({
    ...system,
    objects: (system.objects ?? []).flatMap((object) => {
      if (kind === 'Basic')
        return object.timing === 'TimeOfCall' ? [] : [omit(object, ['fields', 'timing']) as typeof object];
      if (!isTimed(object)) return [omit(object, ['timing']) as typeof object];
      return timings.includes(object.timing ?? 'Now') ? [object] : [];
    }),
  }));
}

const earlierStage: Readonly<Record<string, string>> = {
  'Closed Won': 'Negotiation',
  Negotiation: 'Proposal',
  Proposal: 'Discovery',
};

/**
 * Adds the state of CRM objects, accounts aside, at the time of the call to records that know only "Now": the same fields,
 * but for a third of the opportunities (by id) an earlier stage and a smaller amount, as deals move on after a call.
 */
export function withTimeOfCall(call: CallData): CallData {
  if (
    !call.context ||
    call.context.some((system) => system.objects?.some((object) => object.timing === 'TimeOfCall'))
  )
    return call;
  const moved = Number(call.metaData.id.slice(-3)) % 3 === 0;
  return {
    ...call,
    context: call.context.map((system) => ({
      ...system,
      objects: [
        ...(system.objects ?? []),
        ...(system.objects ?? []).filter(isTimed).map((object) => ({
          ...object,
          timing: 'TimeOfCall',
          fields: object.fields?.map((field) => {
            if (!moved || object.objectType !== 'Opportunity') return field;
            const name = field.name?.toLowerCase();
            if (name === 'stagename' && typeof field.value === 'string')
              return { ...field, value: earlierStage[field.value] ?? field.value };
            if (name === 'amount' && typeof field.value === 'number')
              return { ...field, value: Math.round(field.value * 0.8) };
            return field;
          }),
        })),
      ],
    })),
  };
}
