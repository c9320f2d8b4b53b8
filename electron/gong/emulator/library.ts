import type { LibraryCall, LibraryFolder } from '../schema/library.ts';
import { type Answer, answered, type EndpointContext, type EndpointRequest, refuse } from './answers.ts';
import type { Corpus } from './corpus.ts';
import { idOf, numberOf } from './scorecards.ts';

const made = '2024-11-01T21:21:31.816562+02:00';

/** A folder with the calls in it. */
interface Folder extends LibraryFolder {
  readonly workspaceId: string | null;
  readonly calls: readonly LibraryCall[];
}

const given = new WeakMap<Corpus, readonly Folder[]>();

/** Serves these folders for a corpus from now on; null: those that are made of its calls. */
export function setLibrary(corpus: Corpus, folders: readonly Folder[] | null): void {
  if (folders) given.set(corpus, folders);
  else given.delete(corpus);
}

/** What Gong would list of a corpus now. */
export const libraryOf = (corpus: Corpus): readonly Folder[] => given.get(corpus) ?? foldersOf(corpus);

const names: readonly (readonly [name: string, parent: string | null])[] = [
  ['Public Folders', null],
  ['Win/Loss', 'Public Folders'],
  ['Onboarding', 'Public Folders'],
  ['Good questions', 'Onboarding'],
];
/** Calls a folder keeps at most. */
const most = 12;

/** The folders of the first workspace; the root, made by Gong, holds no calls. */
function foldersOf(corpus: Corpus): Folder[] {
  const workspaceId = corpus.workspaces()[0]?.id ?? null;
  const users = corpus.users();
  const heads = corpus.heads();
  const every = Math.max(3, Math.floor(heads.length / most / 2));
  return names.map(([name, parent], nth) => {
    const kept = nth === 0 ? [] : heads.filter(({ id }) => numberOf(`${id} ${name}`) % every === 0);
    return {
      id: idOf(`folder ${name}`),
      name,
      parentFolderId: parent === null ? null : idOf(`folder ${parent}`),
      createdBy: nth === 0 ? null : (users[nth % Math.max(1, users.length)]?.id ?? null),
      updated: made,
      workspaceId,
      calls: kept.slice(0, most).flatMap(({ id, startedMs }): LibraryCall[] => {
        const meta = corpus.call(id)?.metaData;
        if (!meta) return [];
        const drawn = numberOf(`${id} kept in ${name}`);
        const length = meta.duration ?? 0;
        const fromSec = Math.floor(length * 0.1 * (1 + (drawn % 6)));
        const toSec = Math.min(Math.floor(length), fromSec + 20 + (drawn % 70));
        const notes = [
          'How the question leads to the real need.',
          'Listen to the pause: nothing is said, and the customer goes on.',
          null,
          'A good summary of what was decided.',
        ];
        return [
          {
            id,
            title: meta.title ?? null,
            note: notes[drawn % notes.length] ?? null,
            addedBy: users[(drawn >>> 8) % Math.max(1, users.length)]?.id ?? null,
            created: new Date(startedMs + 9 * 86_400_000).toISOString(),
            url: meta.url ?? null,
            // Some calls are kept whole.
            ...(drawn % 3 === 0 || toSec <= fromSec ? {} : { snippet: { fromSec, toSec } }),
          },
        ];
      }),
    };
  });
}

/** A folder as lists have it: without its workspace and its calls. */
export const listedFolder = ({ id, name, parentFolderId, createdBy, updated }: Folder): LibraryFolder => ({
  id,
  name,
  parentFolderId,
  createdBy,
  updated,
});

/** GET /v2/library/folders. An organisation with several workspaces has to name one. */
export function libraryFolders({ corpus }: EndpointContext, { query }: EndpointRequest): Answer {
  const workspaceId = query.get('workspaceId');
  if (!workspaceId && corpus.workspaces().length > 1) return refuse(400, 'workspaceId: must be provided');
  const folders = libraryOf(corpus).filter((folder) => !workspaceId || folder.workspaceId === workspaceId);
  return answered({ folders: folders.map(listedFolder) });
}

/** GET /v2/library/folder-content. */
export function libraryFolderContent({ corpus }: EndpointContext, { query }: EndpointRequest): Answer {
  const folder = libraryOf(corpus).find(({ id }) => id === query.get('folderId'));
  if (!folder) return refuse(404, `Folder ${query.get('folderId') ?? ''} was not found`);
  const { id, name, createdBy, updated, calls } = folder;
  return answered({ id, name, createdBy, updated, calls });
}
