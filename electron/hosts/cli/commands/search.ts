import { clock } from '../../../contract/units.ts';
import { oneOf, readArguments, texts, usage, wholeNumber } from '../arguments.ts';
import { jsonText, oneLine, type Terminal } from '../output.ts';
import { checkQuery } from '../queries.ts';
import { timesOf, whereOf } from '../where.ts';
import { withCore } from '../with-core.ts';

/** `earshot search <query>`. */
export async function searchCommand(args: readonly string[], terminal: Terminal): Promise<void> {
  const { values, positionals } = readArguments(args, texts('limit', 'offset', 'sort'));
  if (positionals.length === 0)
    throw usage('search needs a query.', 'Example: search "remote control battery"');
  const input = {
    q: positionals.join(' '),
    limit: wholeNumber('limit', values.limit, 10, { min: 0, max: 500 }),
    offset: wholeNumber('offset', values.offset, 0, { min: 0, max: 100_000_000 }),
    sort: oneOf('sort', values.sort, 'relevance', ['relevance', 'newest', 'oldest', 'longest', 'shortest']),
    typing: false,
  };
  checkQuery('The query', input.q, terminal, values.json);
  await withCore(values, { writes: false, words: true }, terminal, async (bridge) => {
    const result = await bridge.request('library/search', { ...input, ...(await whereOf(bridge)) });
    if (values.json) return terminal.out(jsonText(result));
    terminal.out(`${result.total} of ${result.corpusTotal} calls: ${result.explanation}\n`);
    if (result.unindexed > 0)
      terminal.err(
        `${result.unindexed} calls are still being prepared for text search and may be missing.\n`,
      );
    const time = await timesOf(bridge);
    for (const hit of result.hits) {
      const facts = [time(hit.startedMs), clock(hit.durationSec), hit.host, hit.account];
      terminal.out(`\n${oneLine(hit.title)}\n  ${oneLine(facts.filter(Boolean).join(' · '))} · ${hit.id}\n`);
      for (const passage of hit.passages) {
        const at = passage.startSec === null ? passage.kind : clock(passage.startSec);
        const who = passage.speaker ? `${oneLine(passage.speaker)}: ` : '';
        terminal.out(`  ${at.padStart(8)}  ${who}${oneLine(passage.text)}\n`);
      }
    }
    for (const repair of result.repair) terminal.out(`  without ${repair.label}: ${repair.without} calls\n`);
    if (result.didYouMean) terminal.out(`Did you mean: ${result.didYouMean}\n`);
  });
}
