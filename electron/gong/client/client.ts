import type * as v from 'valibot';
import {
  basicCall,
  basicCallsPage,
  type CallData,
  type CallMetaData,
  callsPage,
  parseCallData,
} from '../schema/call.ts';
import * as library from '../schema/library.ts';
import * as neighbours from '../schema/neighbours.ts';
import type { CallsRequest, TranscriptRequest } from '../schema/request.ts';
import * as scorecards from '../schema/scorecards.ts';
import {
  callsIn,
  emptyIfNone,
  listIn,
  type Page,
  pageOf,
  parseWith,
  readEnvelope,
  validIn,
} from './answers.ts';
import { badAnswer, GongError } from './errors.ts';
import { createSender, type GongClientOptions } from './send.ts';

type Options = { readonly signal?: AbortSignal };

export interface GongClient {
  readonly host: string;
  /** Requests started so far, repeated ones included. */
  started(): number;
  /** POST /v2/calls/extensive. Gong's 404 "No calls found…" is an empty page. */
  callsExtensive(request: CallsRequest, options?: Options): Promise<Page<CallData>>;
  /** POST /v2/calls/transcript, up to 100 call ids. */
  transcripts(request: TranscriptRequest, options?: Options): Promise<Page<neighbours.CallTranscript>>;
  /** GET /v2/calls: metaData only. */
  calls(
    query: { fromDateTime?: string; toDateTime?: string; workspaceId?: string; cursor?: string },
    options?: Options,
  ): Promise<Page<CallMetaData>>;
  /** GET /v2/calls/{id}; null when Gong does not know it. */
  call(callId: string, options?: Options): Promise<CallMetaData | null>;
  users(cursor: string | null, options?: Options): Promise<Page<neighbours.GongUser>>;
  workspaces(options?: Options): Promise<readonly neighbours.Workspace[]>;
  trackers(workspaceId: string | null, options?: Options): Promise<readonly neighbours.KeywordTracker[]>;
  scorecards(options?: Options): Promise<readonly scorecards.Scorecard[]>;
  /** POST /v2/stats/activity/scorecards. Reviews by people and by Gong unless the filter says which. */
  answeredScorecards(
    request: { readonly filter: scorecards.AnsweredScorecardsFilter; readonly cursor?: string },
    options?: Options,
  ): Promise<Page<scorecards.AnsweredScorecard>>;
  /** Public folders of the team's library; null: of the key's only workspace. */
  libraryFolders(workspaceId: string | null, options?: Options): Promise<Page<library.LibraryFolder>>;
  libraryFolderContent(folderId: string, options?: Options): Promise<Page<library.LibraryCall>>;
}

/** A client of Gong's API: paces, retries what is transient, and says of everything else exactly what it means. */
export function createGongClient(options: GongClientOptions): GongClient {
  const { host, started, send } = createSender(options);

  /** Sends a request, a POST if it has a body, and reads what its answer holds by a schema. */
  const ask = <S extends v.GenericSchema, T>(
    { endpoint, path, body }: { readonly endpoint: string; readonly path: string; readonly body?: unknown },
    schema: S,
    read: (body: v.InferOutput<S>) => T,
    opts: Options = {},
  ): Promise<T> => {
    const request = { endpoint, method: body === undefined ? 'GET' : 'POST', path: `/v2/${path}`, body };
    return send(request, (answer) => read(readEnvelope(host, schema, answer)), opts.signal);
  };
  const query = (name: string, value: string | null) =>
    value ? `?${name}=${encodeURIComponent(value)}` : '';

  return {
    host,
    started,
    callsExtensive: (body, opts) =>
      emptyIfNone(
        ask(
          { endpoint: 'calls/extensive', path: 'calls/extensive', body },
          callsPage,
          (answer) => {
            const calls = callsIn(host, answer, Object.keys(body.filter).length === 0);
            return pageOf(calls, parseCallData, answer);
          },
          opts,
        ),
      ),
    transcripts: (body, opts) =>
      emptyIfNone(
        ask(
          { endpoint: 'calls/transcript', path: 'calls/transcript', body },
          neighbours.transcriptsPage,
          (answer) => {
            // Empty is none that is ready: a transcript comes later than its call.
            const list = listIn(host, answer, 'transcripts', answer.callTranscripts);
            return pageOf(list, neighbours.parseTranscript, answer);
          },
          opts,
        ),
      ),
    calls: (filter, opts) => {
      const search = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined));
      const asIs = (item: unknown) => ({ ok: true, value: item as CallMetaData }) as const;
      return emptyIfNone(
        ask(
          { endpoint: 'calls', path: `calls?${search}` },
          basicCallsPage,
          (answer) => pageOf(callsIn(host, answer, search.size === 0), asIs, answer),
          opts,
        ),
      );
    },
    async call(callId, opts) {
      try {
        return await ask(
          { endpoint: 'calls/id', path: `calls/${encodeURIComponent(callId)}` },
          basicCall,
          ({ call, requestId }) => {
            if (!call) throw badAnswer(host, 'without the call', requestId ?? undefined);
            return call;
          },
          opts,
        );
      } catch (error) {
        const unknown = error instanceof GongError && error.code === 'gong/not-found';
        if (unknown && /was not found/.test(error.message)) return null;
        throw error;
      }
    },
    users: (cursor, opts) =>
      ask(
        { endpoint: 'users', path: `users${query('cursor', cursor)}` },
        neighbours.usersPage,
        (answer) =>
          pageOf(listIn(host, answer, 'users', answer.users), parseWith(neighbours.gongUser), answer),
        opts,
      ),
    workspaces: (opts) =>
      ask(
        { endpoint: 'workspaces', path: 'workspaces' },
        neighbours.workspacesList,
        (answer) => validIn(listIn(host, answer, 'workspaces', answer.workspaces), neighbours.workspace),
        opts,
      ),
    trackers: (workspaceId, opts) =>
      ask(
        { endpoint: 'settings/trackers', path: `settings/trackers${query('workspaceId', workspaceId)}` },
        neighbours.trackersList,
        (answer) =>
          validIn(listIn(host, answer, 'trackers', answer.keywordTrackers), neighbours.keywordTracker),
        opts,
      ),
    scorecards: (opts) =>
      ask(
        { endpoint: 'settings/scorecards', path: 'settings/scorecards' },
        scorecards.scorecardsList,
        (answer) => validIn(answer.scorecards, scorecards.scorecard),
        opts,
      ),
    answeredScorecards: ({ filter, cursor }, opts) =>
      ask(
        {
          endpoint: 'stats/scorecards',
          path: 'stats/activity/scorecards',
          body: { filter: { reviewMethod: 'BOTH', ...filter }, ...(cursor ? { cursor } : {}) },
        },
        scorecards.answeredScorecardsPage,
        (answer) => pageOf(answer.answeredScorecards, parseWith(scorecards.answeredScorecard), answer),
        opts,
      ),
    libraryFolders: (workspaceId, opts) =>
      ask(
        { endpoint: 'library/folders', path: `library/folders${query('workspaceId', workspaceId)}` },
        library.libraryFoldersList,
        ({ folders, requestId }) => pageOf(folders, parseWith(library.libraryFolder), { requestId }),
        opts,
      ),
    libraryFolderContent: (folderId, opts) =>
      ask(
        {
          endpoint: 'library/folder-content',
          path: `library/folder-content?folderId=${encodeURIComponent(folderId)}`,
        },
        library.libraryFolderContent,
        ({ calls, requestId }) => pageOf(calls, parseWith(library.libraryCall), { requestId }),
        opts,
      ),
  };
}
