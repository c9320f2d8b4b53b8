import * as v from 'valibot';
import { id, num, opt, record, text } from './common.ts';

/** A public folder of the team's library; `parentFolderId` is null for a root. */
export const libraryFolder = record({
  id: id,
  name: opt(text),
  parentFolderId: opt(id),
  createdBy: opt(id),
  updated: opt(text),
});
export type LibraryFolder = v.InferOutput<typeof libraryFolder>;
/** A folder that `libraryFolder` accepts, as it came from Gong. */
export type FolderRecord = v.InferInput<typeof libraryFolder>;
export const libraryFoldersList = record({ requestId: opt(text), folders: v.array(v.unknown()) });

/** A call that is kept in a folder, as a whole or a snippet of it (seconds from the start of the call). */
export const libraryCall = record({
  id: id,
  title: opt(text),
  note: opt(text),
  addedBy: opt(id),
  created: opt(text),
  url: opt(text),
  snippet: opt(record({ fromSec: opt(num), toSec: opt(num) })),
});
export type LibraryCall = v.InferOutput<typeof libraryCall>;
/** A call of a folder that `libraryCall` accepts, as it came from Gong. */
export type LibraryCallRecord = v.InferInput<typeof libraryCall>;

/** What `GET /v2/library/folder-content` gives of one folder. */
export const libraryFolderContent = record({
  requestId: opt(text),
  id: opt(id),
  name: opt(text),
  createdBy: opt(id),
  updated: opt(text),
  calls: v.array(v.unknown()),
});
