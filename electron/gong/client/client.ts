import type * as v from 'valibot';
import {
  basicCall,
  basicCallsPage,
  type CallData,
  type CallMetaData,
  callsPage,
  parseCallData,
  parseWith,
} from '../schema/call.ts';
import * as library from '../schema/library.ts';
import type { CallsRequest, TranscriptRequest } from '../schema/request.ts';
import * as scorecards from '../schema/scorecards.ts';
import { type KeywordTracker, keywordTracker, trackersList } from '../schema/tracker.ts';
import { type CallTranscript, parseTranscript, transcriptsPage } from '../schema/transcript.ts';
import { type GongUser, gongUser, usersPage } from '../schema/user.ts';
import { type Workspace, workspace, workspacesList } from '../schema/workspace.ts';
import { callsIn, emptyIfNone, listIn, type Page, pageOf, readEnvelope, validIn } from './answers.ts';
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
  transcripts(request: TranscriptRequest, options?: Options): Promise<Page<CallTranscript>>;
  /** GET /v2/calls: metaData only. */
  calls(
    query: { fromDateTime?: string; toDateTime?: string; workspaceId?: string; cursor?: string },
    options?: Options,
  ): Promise<Page<CallMetaData>>;
  /** GET /v2/calls/{id}; null when Gong does not know it. */
  call(callId: string, options?: Options): Promise<CallMetaData | null>;
  users(cursor: string | null, options?: Options): Promise<Page<GongUser>>;
  workspaces(options?: Options): Promise<readonly Workspace[]>;
  trackers(workspaceId: string | null, options?: Options): Promise<readonly KeywordTracker[]>;
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

  /** Sends a request, a POST if it has a body, and reads what its answer holds by a schema. `endpoint`: its name, if not the path. */
  const ask = <S extends v.GenericSchema, T>(
    path: string,
    schema: S,
    read: (body: v.InferOutput<S>) => T,
    more: Options & { readonly body?: unknown; readonly endpoint?: string } = {},
  ): Promise<T> => {
    const { body, endpoint = path.replace(/\?.*/, ''), signal } = more;
    const request = { endpoint, method: body === undefined ? 'GET' : 'POST', path: `/v2/${path}`, body };
    return send(request, (answer) => read(readEnvelope(host, schema, answer)), signal);
  };
  const query = (name: string, value: string | null) =>
    value ? `?${name}=${encodeURIComponent(value)}` : '';

  return {
    host,
    started,
    callsExtensive: (body, opts) => {
      const read = (answer: v.InferOutput<typeof callsPage>) =>
        pageOf(callsIn(host, answer, Object.keys(body.filter).length === 0), parseCallData, answer);
      return emptyIfNone(ask('calls/extensive', callsPage, read, { ...opts, body }));
    },
    transcripts: (body, opts) => {
      // Empty is none that is ready: a transcript comes later than its call.
      const read = (answer: v.InferOutput<typeof transcriptsPage>) =>
        pageOf(listIn(host, answer, 'transcripts', answer.callTranscripts), parseTranscript, answer);
      return emptyIfNone(ask('calls/transcript', transcriptsPage, read, { ...opts, body }));
    },
    calls: (filter, opts) => {
      const search = new URLSearchParams(Object.entries(filter).filter(([, value]) => value !== undefined));
      const asIs = (item: unknown) => ({ ok: true, value: item as CallMetaData }) as const;
      const read = (answer: v.InferOutput<typeof basicCallsPage>) =>
        pageOf(callsIn(host, answer, search.size === 0), asIs, answer);
      return emptyIfNone(ask(`calls?${search}`, basicCallsPage, read, opts));
    },
    async call(callId, opts) {
      const read = ({ call, requestId }: v.InferOutput<typeof basicCall>) => {
        if (!call) throw badAnswer(host, 'without the call', requestId ?? undefined);
        return call;
      };
      try {
        const path = `calls/${encodeURIComponent(callId)}`;
        return await ask(path, basicCall, read, { ...opts, endpoint: 'calls/id' });
      } catch (error) {
        const unknown = error instanceof GongError && error.code === 'gong/not-found';
        if (unknown && /was not found/.test(error.message)) return null;
        throw error;
      }
    },
    users: (cursor, opts) =>
      ask(
        `users${query('cursor', cursor)}`,
        usersPage,
        (answer) => pageOf(listIn(host, answer, 'users', answer.users), parseWith(gongUser), answer),
        opts,
      ),
    workspaces: (opts) =>
      ask(
        'workspaces',
        workspacesList,
        (answer) => validIn(listIn(host, answer, 'workspaces', answer.workspaces), workspace),
        opts,
      ),
    trackers: (workspaceId, opts) =>
      ask(
        `settings/trackers${query('workspaceId', workspaceId)}`,
        trackersList,
        (answer) => validIn(listIn(host, answer, 'trackers', answer.keywordTrackers), keywordTracker),
        opts,
      ),
    scorecards: (opts) =>
      ask(
        'settings/scorecards',
        scorecards.scorecardsList,
        (answer) => validIn(answer.scorecards, scorecards.scorecard),
        opts,
      ),
    answeredScorecards: ({ filter, cursor }, opts) => {
      const body = { filter: { reviewMethod: 'BOTH', ...filter }, ...(cursor ? { cursor } : {}) };
      return ask(
        'stats/activity/scorecards',
        scorecards.answeredScorecardsPage,
        (answer) => pageOf(answer.answeredScorecards, parseWith(scorecards.answeredScorecard), answer),
        { ...opts, body, endpoint: 'stats/scorecards' },
      );
    },
    libraryFolders: (workspaceId, opts) =>
      ask(
        `library/folders${query('workspaceId', workspaceId)}`,
        library.libraryFoldersList,
        ({ folders, requestId }) => pageOf(folders, parseWith(library.libraryFolder), { requestId }),
        opts,
      ),
    libraryFolderContent: (folderId, opts) =>
      ask(
        `library/folder-content${query('folderId', folderId)}`,
        library.libraryFolderContent,
        ({ calls, requestId }) => pageOf(calls, parseWith(library.libraryCall), { requestId }),
        opts,
      ),
  };
}
