import { expect, it } from 'vitest';
import { sampleCall, sampleTranscript, useStore } from '../../test/db/support.ts';
import { plainSearch } from '../../test/support/plain-search.ts';
import { ingestCalls } from '../calls/ingest/calls.ts';
import { ingestTranscripts } from '../calls/ingest/transcripts.ts';
import { openColumns } from '../index/columns/columns.ts';
import { search } from './search.ts';

const store = useStore();

it.each([
  ['価格はいくらですか？', ['新しい価格を来週お送りします。', '天気がいいですね。']],
  ['我们的预算是多少？', ['预算已经批准了。', '今天天气很好。']],
  ['هل السعر نهائي؟', ['السعر مئة دولار.', 'الطقس جميل اليوم.']],
  ['מה המחיר הסופי?', ['המחיר הוא מאה.', 'מזג האוויר נאה.']],
  ['가격이 얼마입니까?', ['가격은 백 달러입니다.', '날씨가 좋네요.']],
  ['ราคาเท่าไหร่?', ['เราจะส่งราคาใหม่', 'อากาศดี']],
  ['ποια είναι η τελική τιμή;', ['η τιμή αλλάζει', 'Καλός καιρός']],
] as const)('a question finds what is said about it: %s', (q, [about, other]) => {
  ingestCalls(store.db, [sampleCall('1'), sampleCall('2')], { atMs: 1, privateCalls: 'show' });
  ingestTranscripts(
    store.db,
    [sampleTranscript('1', [['s1', 0, about]]), sampleTranscript('2', [['s1', 0, other]])],
    { atMs: 1 },
  );
  const { hits } = search(store.db, openColumns(store.db), { ...plainSearch, q }, 0);
  expect(hits.map(({ id }) => id)).toEqual(['1']);
  expect(hits[0]?.passages[0]?.text).toContain('\uE000');
});
