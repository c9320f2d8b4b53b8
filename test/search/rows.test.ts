import { expect, it } from 'vitest';
import { findInCall } from '../../db/calls/find-in-call.ts';
import { ingestCalls } from '../../db/calls/ingest/calls.ts';
import { ingestTranscripts } from '../../db/calls/ingest/transcripts.ts';
import { openColumns } from '../../db/index/columns/columns.ts';
import { search } from '../../db/search/search.ts';
import { sampleCall, sampleTranscript, useStore } from '../db/support.ts';

const store = useStore();

/** What people write, with the queries that must find it and those that must not. `marked`: what is marked in the text for a query. */
const cases: readonly {
  readonly text: string;
  readonly found: readonly string[];
  readonly not?: readonly string[];
  readonly marked?: Readonly<Record<string, string>>;
}[] = [
  {
    text: 'AWSの料金について',
    found: ['AWS', 'aws', '料金', 'AWSの料金', '"AWSの料金"'],
    marked: { aws: 'AWS' },
  },
  { text: '新しいAWS環境', found: ['AWS', '環境', '新しい', 'AWS環境'], marked: { 環境: '環境' } },
  {
    text: 'Salesforce連携を10月に始めます',
    found: ['salesforce', '連携', '10月', '10', 'Salesforce連携'],
    not: ['1'],
  },
  {
    text: '我们用iPhone拍摄,预算是500万',
    found: ['iphone', '500', '500万', '预算', '我们用iPhone'],
    marked: { iphone: 'iPhone' },
  },
  { text: 'API를 10월에 쓰기로', found: ['API', '10월', '10'] },
  { text: 'ราคาAWSใหม่', found: ['AWS', 'ราคา', 'ใหม่'] },
  { text: 'עברנו לAWS ב2025', found: ['AWS', '2025'] },
  {
    text: 'מנכ"ל התקציב',
    found: ['מנכ"ל', 'מנכ״ל', 'מנכ"ל התקציב', '"מנכ״ל התקציב"'],
    not: ['מנ', '"ל"'],
    marked: { 'מנכ״ל': 'מנכ"ל' },
  },
  { text: 'המע״מ החברה', found: ['המע"מ', 'המע"מ החברה'] },
  { text: 'the 27" monitor and 5\'10" tall', found: ['27" monitor', '5\'10" tall', '"27 monitor"'] },
  { text: 'दिन', found: ['दिन'], not: ['दान', 'दीन'], marked: { दिन: 'दिन' } },
  { text: 'दान', found: ['दान'], not: ['दिन', 'दीन'] },
  { text: 'ข้าว', found: ['ข้าว'], not: ['ข่าว', 'ขาว'], marked: { ข้าว: 'ข้าว' } },
  { text: 'ข่าว', found: ['ข่าว'], not: ['ข้าว'] },
  { text: 'விலை பற்றி', found: ['விலை'], not: ['வில்'], marked: { விலை: 'விலை' } },
  { text: 'দাম কত', found: ['দাম'], not: ['দম'], marked: { দাম: 'দাম' } },
  { text: 'ﾘﾓｺﾝの電池', found: ['リモコン', 'ﾘﾓｺﾝ'], marked: { リモコン: 'ﾘﾓｺﾝ' } },
  { text: 'ＧＣＰの話', found: ['gcp', 'ＧＣＰ'], marked: { gcp: 'ＧＣＰ' } },
  { text: 'قال أحمد', found: ['احمد', 'أَحْمَد', 'أحمـد'], marked: { احمد: 'أحمد' } },
  { text: 'ещё раз', found: ['еще', 'ЕЩЁ'] },
  { text: 'le cœur', found: ['coeur', 'CŒUR'], marked: { coeur: 'cœur' } },
  { text: 'biuro w Łodzi, Łódź', found: ['lodz', 'łódź'] },
  { text: 'ISPARTA ofisi', found: ['ısparta', 'isparta', 'İSPARTA'] },
  {
    text: 'we write C++ and C# on .NET',
    found: ['C++', 'c#', '.net', '"C++ and C#"'],
    not: ['c', 'net'],
    marked: { 'c++': 'C++' },
  },
  { text: 'a lone c here, on the net', found: ['c', 'net'], not: ['C++', 'C#', '.NET'] },
  { text: 'our R&D at AT&T costs 3.5', found: ['R&D', 'AT&T', '3.5'] },
  { text: 'the party was an art', found: ['art'], not: ['par'], marked: { art: 'art' } },
  {
    text: 'we sell a remote control',
    found: ['„remote control“', '«remote control»', '「remote control」', '＂remote control＂'],
  },
  {
    text: 'control by remote',
    found: [],
    not: ['„remote control“', '«remote control»', '「remote control」', '＂remote control＂'],
  },
];

it('every input that people tried is found, typed and after Enter, said and in writing, and marked', () => {
  ingestCalls(
    store.db,
    cases.flatMap(({ text }, at) => [
      sampleCall(`w${at}`, {
        metaData: { id: `w${at}`, title: 'Call', started: '2025-01-01T10:00:00Z' },
        content: { brief: text },
      }),
      sampleCall(`s${at}`, { metaData: { id: `s${at}`, title: 'Call', started: '2025-01-01T10:00:00Z' } }),
    ]),
    { atMs: 1 },
  );
  ingestTranscripts(
    store.db,
    cases.map(({ text }, at) => sampleTranscript(`s${at}`, [['s1', 0, text]])),
    { atMs: 1 },
  );
  const columns = openColumns(store.db);
  const ask = (q: string, typing: boolean) =>
    search(
      store.db,
      columns,
      {
        q,
        sort: 'newest',
        offset: 0,
        limit: 200,
        facets: false,
        typing,
        recency: 0,
        tz: 'UTC',
        weekStart: 1,
      },
      200,
    ).hits;
  for (const [at, { text, found, not = [], marked = {} }] of cases.entries()) {
    for (const q of found)
      for (const typing of [false, true]) {
        const ids = ask(q, typing).map(({ id }) => id);
        expect(ids, `${q} in writing: ${text}`).toContain(`w${at}`);
        expect(ids, `${q} said: ${text}`).toContain(`s${at}`);
        for (const [id, kind, place] of [
          [`w${at}`, 'brief', 'brief'],
          [`s${at}`, 'said', 'said:0:0'],
        ] as const) {
          const call = findInCall(store.db, { id, q, typing });
          expect(
            call.hits.map((hit) => hit.kind),
            `${q} in call: ${text}`,
          ).toContain(kind);
          expect(call.marks[place], `${q} marked in call: ${text}`).toBeDefined();
        }
      }
    for (const q of not) {
      const ids = ask(q, false).map(({ id }) => id);
      expect(ids, `${q} not in: ${text}`).not.toContain(`w${at}`);
      expect(ids, `${q} not in: ${text}`).not.toContain(`s${at}`);
    }
    for (const [q, piece] of Object.entries(marked))
      for (const id of [`w${at}`, `s${at}`]) {
        const hit = ask(q, false).find((one) => one.id === id);
        expect(JSON.stringify(hit), `${q} marked in: ${text}`).toContain(
          `\ue000${JSON.stringify(piece).slice(1, -1)}\ue001`,
        );
        const { marks } = findInCall(store.db, { id, q, typing: false });
        const pieces = Object.values(marks).flatMap((ranges) => ranges.map((range) => text.slice(...range)));
        expect(pieces, `${q} marked in call: ${text}`).toContain(piece);
      }
  }
});
