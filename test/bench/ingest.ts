import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openWriter } from '../../db/store/open.ts';
import { commitPage, commitTranscripts } from '../../db/sync/sync.ts';
import { loadSampleCorpus } from '../../electron/gong/emulator/sample-corpus.ts';

// How long one page takes to store with full text, in one transaction with its checkpoint. The sample's meetings are
// repeated under new ids to the size asked for. Prints one line of JSON: time on the wall, and of the processor, which a busy
// machine changes less.
const { values } = parseArgs({
  options: {
    calls: { type: 'string', default: '2000' },
    transcripts: { type: 'boolean', default: true },
    page: { type: 'string', default: '100' },
  },
  allowNegative: true,
});
const total = Number(values.calls);
const size = Number(values.page);
const corpus = loadSampleCorpus();
const ids = corpus.heads().map((head) => head.id);
const dir = mkdtempSync(join(tmpdir(), 'earshot-bench-'));
const db = openWriter(join(dir, 'store.db'));

interface Cost {
  readonly wall: number;
  readonly cpu: number;
}
const times: Record<'calls' | 'transcripts' | 'again', Cost[]> = { calls: [], transcripts: [], again: [] };
function timed(kind: keyof typeof times, work: () => unknown): void {
  const from = performance.now();
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  times[kind].push({ wall: performance.now() - from, cpu: (user + system) / 1000 });
}

for (let at = 0; at < total; at += size) {
  const page = Array.from({ length: Math.min(size, total - at) }, (_, index) => {
    const id = ids[(at + index) % ids.length] ?? '';
    return { id, as: `${Math.floor((at + index) / ids.length)}${id}` };
  });
  const records = page.flatMap(({ id, as }) => {
    const call = corpus.call(id);
    return call ? [{ ...call, metaData: { ...call.metaData, id: as } }] : [];
  });
  const checkpoint = { key: 'bench', value: at };
  timed('calls', () => commitPage(db, { records, atMs: 1, checkpoint, privateCalls: 'show' }));
  timed('again', () => commitPage(db, { records, atMs: 1, checkpoint, privateCalls: 'show' }));
  if (values.transcripts) {
    const spoken = page.flatMap(({ id, as }) => {
      const transcript = corpus.transcript(id);
      return transcript ? [{ ...transcript, callId: as }] : [];
    });
    timed('transcripts', () => commitTranscripts(db, { records: spoken, atMs: 1, checkpoint }));
  }
}

const at = (list: readonly number[], share: number) =>
  Number(
    (list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0).toFixed(
      1,
    ),
  );
const of = (costs: readonly Cost[]) => {
  const wall = costs.map((cost) => cost.wall);
  return {
    median: at(wall, 0.5),
    p95: at(wall, 0.95),
    cpuMedian: at(
      costs.map((cost) => cost.cpu),
      0.5,
    ),
    pages: costs.length,
  };
};
const result = {
  bench: 'ingest',
  calls: total,
  page: size,
  msPerPageOfCalls: of(times.calls),
  msPerUnchangedPage: of(times.again),
  msPerPageOfTranscripts: values.transcripts ? of(times.transcripts) : null,
};
db.close();
rmSync(dir, { recursive: true, force: true });
console.log(JSON.stringify(result));
