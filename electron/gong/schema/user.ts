import * as v from 'valibot';
import { bool, id, opt, paged, record, text } from './common.ts';

export const gongUser = record({
  id: id,
  emailAddress: opt(text),
  created: opt(text),
  active: opt(bool),
  emailAliases: opt(v.array(text)),
  trustedEmailAddress: opt(text),
  firstName: opt(text),
  lastName: opt(text),
  title: opt(text),
  phoneNumber: opt(text),
  extension: opt(text),
  personalMeetingUrls: opt(v.array(text)),
  settings: opt(v.record(text, v.unknown())),
  managerId: opt(id),
  meetingConsentPageUrl: opt(text),
  conferencingProviders: opt(v.array(record({ provider: opt(text), isDefault: opt(bool) }))),
  spokenLanguages: opt(v.array(record({ language: opt(text), primary: opt(bool) }))),
});
export type GongUser = v.InferOutput<typeof gongUser>;
export const usersPage = record({ ...paged, users: opt(v.array(v.unknown())) });
