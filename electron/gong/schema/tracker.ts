import * as v from 'valibot';
import { bool, changed, id, num, opt, record, text } from './common.ts';

export const keywordTracker = record({
  trackerId: id,
  trackerName: opt(text),
  workspaceId: opt(id),
  languageKeywords: opt(
    v.array(record({ language: opt(text), keywords: opt(v.array(text)), includeRelatedForms: opt(bool) })),
  ),
  affiliation: opt(text),
  partOfQuestion: opt(bool),
  saidAt: opt(text),
  saidAtInterval: opt(num),
  saidAtUnit: opt(text),
  saidInTopics: opt(v.array(text)),
  filterQuery: opt(text),
  ...changed,
  creatorUserId: opt(id),
});
export type KeywordTracker = v.InferOutput<typeof keywordTracker>;
export const trackersList = record({ requestId: opt(text), keywordTrackers: opt(v.array(v.unknown())) });
