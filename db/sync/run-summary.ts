/** Counts of one sync run. */
interface RunCounts {
  readonly added: number;
  readonly changed: number;
  readonly gone: number;
  readonly transcripts: number;
  /** Calls by kind of change, as `diffRecords` names them. */
  readonly kinds: Readonly<Record<string, number>>;
}

/** Kinds that say what happened: '9 briefs arrived'. Others say what it was about: 'comments changed on 4'. */
const event = /^(.*) (arrived|rewritten|changed|removed)$/;

function told(kind: string, count: number): string {
  const match = event.exec(kind);
  if (!match?.[1]) return `${kind} changed on ${count}`;
  const [, what, verb] = match;
  return `${count} ${count === 1 || what.endsWith('s') ? what : `${what}s`} ${verb}`;
}

/** What a sync did, in words: '12 new, 31 updated: 9 briefs arrived, 3 gone'. */
export function runSummary(counts: RunCounts): string {
  const kinds = Object.entries(counts.kinds)
    .sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1))
    .slice(0, 4)
    .map(([kind, count]) => told(kind, count));
  const updated =
    kinds.length > 0 ? `${counts.changed} updated: ${kinds.join(', ')}` : `${counts.changed} updated`;
  const parts = [
    counts.added > 0 ? `${counts.added} new` : '',
    counts.changed > 0 ? updated : '',
    counts.transcripts > 0
      ? `${counts.transcripts} ${counts.transcripts === 1 ? 'transcript' : 'transcripts'}`
      : '',
    counts.gone > 0 ? `${counts.gone} gone` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join(', ') : 'nothing new';
}
