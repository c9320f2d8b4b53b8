import { languageName } from '../../electron/contract/language.ts';
import type { TrackerDefinition } from '../../electron/contract/trackers.ts';

const list = (phrases: readonly string[]) => {
  const shown = phrases.slice(0, 8).map((phrase) => `“${phrase}”`);
  return phrases.length > shown.length
    ? `${shown.join(', ')} and ${phrases.length - shown.length} more`
    : shown.join(', ');
};

/** A definition in words, one sentence without the full stop. */
export function describeDefinition(definition: TrackerDefinition): string {
  const phrases = definition.languages
    .filter((group) => group.phrases.length > 0)
    .map(
      (group) =>
        `${list(group.phrases)}${group.relatedForms ? ' and related forms' : ''}${group.language === null ? '' : ` (in ${languageName(group.language)} calls)`}`,
    )
    .join('; ');
  const who = { anyone: '', company: ', said by the company', customer: ', said by customers' }[
    definition.saidBy
  ];
  const { saidAt } = definition;
  const when = saidAt
    ? `, in the ${saidAt.part} ${saidAt.amount} ${saidAt.unit === 'percent' ? '%' : saidAt.amount === 1 ? 'minute' : 'minutes'} of the call`
    : '';
  return `${phrases || 'no phrase'}${who}${definition.onlyQuestions ? ', only in questions' : ''}${when}`;
}

/** What changed between two states of a tracker, in words. */
export function describeChange(
  before: { readonly name: string; readonly definition: TrackerDefinition },
  after: { readonly name: string; readonly definition: TrackerDefinition },
): string {
  const changes: string[] = [];
  if (before.name !== after.name) changes.push(`renamed from “${before.name}”`);
  const phrasesOf = (definition: TrackerDefinition) =>
    new Map(
      definition.languages.flatMap((group) =>
        group.phrases.map((phrase) => [`${group.language ?? ''}|${phrase.toLowerCase()}`, phrase]),
      ),
    );
  const [old, now] = [phrasesOf(before.definition), phrasesOf(after.definition)];
  const added = [...now].filter(([key]) => !old.has(key)).map(([, phrase]) => phrase);
  const removed = [...old].filter(([key]) => !now.has(key)).map(([, phrase]) => phrase);
  if (added.length > 0) changes.push(`added ${list(added)}`);
  if (removed.length > 0) changes.push(`removed ${list(removed)}`);
  const forms = (definition: TrackerDefinition) =>
    JSON.stringify(definition.languages.map((group) => [group.language, group.relatedForms]));
  if (forms(before.definition) !== forms(after.definition) && added.length + removed.length === 0)
    changes.push('changed related forms');
  if (before.definition.saidBy !== after.definition.saidBy)
    changes.push(`said by ${before.definition.saidBy} → ${after.definition.saidBy}`);
  if (before.definition.onlyQuestions !== after.definition.onlyQuestions)
    changes.push(after.definition.onlyQuestions ? 'only in questions' : 'not only in questions');
  if (JSON.stringify(before.definition.saidAt) !== JSON.stringify(after.definition.saidAt))
    changes.push('changed the part of the call');
  return changes.length > 0 ? changes.join('; ') : 'no change';
}
