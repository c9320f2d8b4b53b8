import { calls } from '../../electron/contract/units.ts';

const noteNames = { note: 'Note', bookmark: 'Bookmark', highlight: 'Highlight' } as const;
const added = { note: 'Note saved', bookmark: 'Bookmark set', highlight: 'Highlighted' } as const;
type NoteKind = keyof typeof noteNames;

/** What edits are called where they are told and taken back: “Taken back: Tagged ‘x’”. */
export const editText = {
  star: (on: boolean) => (on ? 'Starred' : 'Star removed'),
  review: (on: boolean) => (on ? 'Marked as reviewed' : 'Back in the inbox'),
  tag: (tag: string, on: boolean) => (on ? `Tagged “${tag}”` : `Tag “${tag}” removed`),
  reviewMany: (n: number, on: boolean) =>
    `${calls(n)} ${on ? 'marked as reviewed' : 'put back into the inbox'}`,
  tagMany: (n: number, tag: string, on: boolean) =>
    on ? `“${tag}” is on all of these ${calls(n)}` : `“${tag}” is on none of these calls`,
  seen: 'Changes marked as seen',
  addNote: (kind: string) => added[kind as NoteKind],
  editNote: (kind: string) => `${noteNames[kind as NoteKind]} changed`,
  removeNote: (kind: string) => `${noteNames[kind as NoteKind]} removed`,
  mark: (verdict: 'right' | 'wrong' | null) =>
    verdict === null ? 'Mark of a hit removed' : `Hit marked as ${verdict}`,
  saved: (name: string) => `Saved “${name}”`,
  added: (name: string) => `Added “${name}”`,
  made: (name: string) => `Made “${name}”`,
  changed: (name: string) => `Changed “${name}”`,
  removed: (name: string) => `Removed “${name}”`,
  ordered: (dashboard: string) => `Charts of “${dashboard}” moved`,
  orderedSaved: 'Saved searches moved',
  renamed: (from: string, to: string) => `Renamed “${from}” to “${to}”`,
  pinned: (dashboard: string) => `Pinned to “${dashboard}”`,
  unpinned: (chart: string) => `Took “${chart}” off`,
  version: (version: number) => `Saved version ${version}`,
  backTo: (version: number) => `Back to version ${version}`,
};
