import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, renameSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openColumns } from '../../../db/index/columns/columns.ts';
import { valuesOf } from '../../../db/index/columns/values.ts';
import { openReader } from '../../../db/store/connect.ts';

/** A call as the other designs index it: flat, with its texts and the attributes to filter and count by. */
export interface FlatCall {
  readonly id: number;
  readonly title: string;
  readonly people: string;
  readonly brief: string;
  readonly key: string;
  readonly outline: string;
  readonly highlights: string;
  readonly comments: string;
  readonly said: string;
  readonly rep: string;
  readonly account: string;
  readonly outcome: string;
  readonly stage: string;
  readonly stageAtCall: string;
  readonly industry: string;
  readonly dir: string;
  readonly scope: string;
  readonly system: string;
  readonly lang: string;
  readonly media: string;
  readonly purpose: string;
  readonly workspace: string;
  readonly tracker: readonly string[];
  readonly company: readonly string[];
  readonly who: readonly string[];
  /** UTC ms. */
  readonly started: number;
  /** Seconds. */
  readonly duration: number;
}

export const textColumns = [
  'title',
  'people',
  'brief',
  'key',
  'outline',
  'highlights',
  'comments',
  'said',
] as const;
/** Attributes with one value a call. */
export const singleColumns = [
  'rep',
  'account',
  'outcome',
  'stage',
  'stageAtCall',
  'industry',
  'dir',
  'scope',
  'system',
  'lang',
  'media',
  'purpose',
  'workspace',
] as const;
export const multiColumns = ['tracker', 'company', 'who'] as const;

const list = (sql: string) => `(SELECT json_group_array(DISTINCT v) FROM (${sql}))`;

/** The visible calls of a store, read by plain SQL from the tables that hold what Gong sent. */
export function* flatCalls(store: string, transcripts: boolean): Generator<FlatCall> {
  const db = openReader(store);
  const people = openColumns(db);
  try {
    // People are the texts that name them alone, which the queries are drawn from.
    const columns = people.current();
    const { rep } = columns.single;
    const { offsets, values } = columns.multi.who;
    const [hosts, persons] = [valuesOf(people, columns, 'rep'), valuesOf(people, columns, 'who')];
    const rows = db
      .prepare(
        `SELECT c.id, t.title, t.people, t.brief, t.key_points AS "key", t.outline, t.highlights, t.comments,
           ${transcripts ? `coalesce((SELECT group_concat(text, ' ') FROM passage p WHERE p.call_id = c.id AND p.kind = 1), '')` : "''"} AS said,
           coalesce(c.account, '') AS account, coalesce(c.outcome_name, '') AS outcome,
           coalesce(c.stage, '') AS stage, coalesce(c.stage_at_call, '') AS stageAtCall,
           coalesce((SELECT json_extract(f.value, '$.value') FROM context_object o, json_each(o.fields) f
             WHERE o.call_id = c.id AND o.party = -1 AND lower(json_extract(f.value, '$.name')) = 'industry' LIMIT 1), '') AS industry,
           coalesce(c.direction, '') AS dir, coalesce(c.scope, '') AS scope, coalesce(c.system, '') AS system,
           coalesce(c.language, '') AS lang, coalesce(c.media, '') AS media, coalesce(c.purpose, '') AS purpose,
           coalesce(w.name, '') AS workspace,
           ${list('SELECT d.name AS v FROM call_tracker k JOIN tracker d ON d.id = k.tracker_id WHERE k.call_id = c.id AND k.count > 0')} AS tracker,
           ${list("SELECT company AS v FROM party p WHERE p.call_id = c.id AND coalesce(company, '') <> ''")} AS company,
           c.started_ms AS started, coalesce(c.duration_s, 0) AS duration
         FROM call c JOIN call_text t ON t.call_id = c.id LEFT JOIN workspace w ON w.gong_id = c.workspace_id
         WHERE c.hidden = 0`,
      )
      .iterate() as IterableIterator<Record<string, unknown>>;
    for (const row of rows) {
      for (const name of ['tracker', 'company']) row[name] = JSON.parse(row[name] as string);
      const slot = columns.slotOf(row['id'] as number);
      const host = rep[slot] as number;
      row['rep'] = host < 0 ? '' : hosts.label(host);
      row['who'] = Array.from(values.subarray(offsets[slot], offsets[slot + 1]), (code) =>
        persons.label(code),
      );
      yield row as unknown as FlatCall;
    }
  } finally {
    people.close();
    db.close();
  }
}

/** Writes the flat documents beside the store, unless they are there already. */
export async function writeDocuments(store: string, file: string, transcripts: boolean): Promise<void> {
  if (existsSync(file)) return;
  const out = createWriteStream(`${file}.part`);
  for (const call of flatCalls(store, transcripts))
    if (!out.write(`${JSON.stringify(call)}\n`)) await once(out, 'drain');
  out.end();
  await once(out, 'close');
  renameSync(`${file}.part`, file);
}

/** The flat documents, one after the other. */
export async function* readDocuments(file: string): AsyncGenerator<FlatCall> {
  for await (const line of createInterface({ input: createReadStream(file, { highWaterMark: 1 << 20 }) }))
    yield JSON.parse(line) as FlatCall;
}
