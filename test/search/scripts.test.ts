import { expect, it } from 'vitest';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { search } from '../../db/search/search.ts';
import { sampleCall, useStore } from '../db/support.ts';

const store = useStore();

it('finds words of any script as people type them', () => {
  const texts = {
    日本: 'リモコンの操作とサポート体制、ガイドを確認しました。',
    한국: '다음 분기 계약과 가격을 확인했습니다.',
    中文: '我们讨论了价格和电池。',
    Ελλάδα: 'Η τιμή της μπαταρίας είναι υψηλή.',
    Россия: 'Обсудили цену и ёмкость аккумулятора.',
    Việt: 'Chúng tôi thảo luận về giá của điều khiển.',
    Türkiye: 'İstanbul ofisi fiyatı onayladı.',
    עברית: 'דנו במחיר של השלט.',
  };
  ingestCalls(
    store.db,
    Object.entries(texts).map(([title, brief], at) =>
      sampleCall(String(at + 1), {
        metaData: { id: String(at + 1), title, started: '2025-01-01T10:00:00Z' },
        content: { brief },
      }),
    ),
    { atMs: 1 },
  );
  const columns = openColumns(store.db);
  const found = (q: string) =>
    search(
      store.db,
      columns,
      {
        q,
        sort: 'newest',
        offset: 0,
        limit: 9,
        facets: false,
        typing: false,
        recency: 0,
        tz: 'UTC',
        weekStart: 1,
      },
      2,
    ).hits.map((hit) => hit.id);
  for (const [q, id] of [
    ['サポート', '1'],
    ['サポート'.normalize('NFD'), '1'],
    ['ガイド', '1'],
    ['体制', '1'],
    ['계약', '2'],
    ['계약과'.normalize('NFD'), '2'],
    ['价格', '3'],
    ['ΤΙΜΉ', '4'],
    ['τιμή', '4'],
    ['ΥΨΗΛΉ', '4'],
    ['ЁМКОСТЬ', '5'],
    ['ёмкость'.normalize('NFD'), '5'],
    ['giá', '6'],
    ['ĐIỀU', '6'],
    ['thao', '6'],
    ['khiê\u0309n', '6'],
    ['istanbul', '7'],
    ['İSTANBUL', '7'],
    ['מחיר', '8'],
    ['במחיר', '8'],
  ] as const)
    expect(found(q), q).toEqual(id === null ? [] : [id]);
  // A voiced letter is another letter.
  expect(found('カイト')).toEqual([]);
});
