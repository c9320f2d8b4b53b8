import { describe, expect, it } from 'vitest';
import { createPages } from './pages.ts';

const settled = async () => {
  for (let n = 0; n < 20; n++) await Promise.resolve();
};
const items = (offset: number) => Array.from({ length: 50 }, (_, at) => offset + at);

/** Pages of a list of so many items whose first page has come, `complete` items of it. */
function slow(total: number, complete?: number) {
  const asked: number[] = [];
  const answers: { give(): void; fail(): void }[] = [];
  const pages = createPages<number>(
    50,
    (offset) => {
      asked.push(offset);
      return new Promise((resolve, reject) =>
        answers.push({ give: () => resolve(items(offset)), fail: () => reject(new Error('no')) }),
      );
    },
    () => undefined,
  );
  pages.begin(items(0), total, false, complete);
  return { asked, answers, pages };
}

describe('pages of a list', () => {
  it('fetches one at a time: what is in view first, then what lies beside it', async () => {
    const { asked, answers, pages } = slow(100_000);
    pages.want(0, 10);
    expect(asked).toEqual([]);
    pages.want(95, 105);
    expect(asked).toEqual([50]);
    answers[0]?.give();
    await settled();
    answers[1]?.give();
    await settled();
    expect(asked).toEqual([50, 100]);
    expect([pages.at(99), pages.at(100), pages.at(150)]).toEqual([99, 100, undefined]);
    pages.want(120, 130);
    expect(asked).toEqual([50, 100, 150]);
  });

  it('a flight over everything asks only for where it lands', async () => {
    const { asked, answers, pages } = slow(100_000);
    for (let at = 1000; at < 99_000; at += 500) pages.want(at, at + 10);
    answers[0]?.give();
    await settled();
    expect(asked).toEqual([1000, 98_500]);
    answers[1]?.give();
    await settled();
    expect(pages.at(98_505)).toBe(98_505);
  });

  it('keeps showing what it had when the store changed, and fetches it again', async () => {
    const { asked, answers, pages } = slow(200);
    pages.want(60, 70);
    answers[0]?.give();
    await settled();
    pages.begin(items(0), 201, true);
    expect(pages.at(60)).toBe(60);
    expect(asked.at(-1)).toBe(50);
    pages.begin(items(0), 9, false);
    expect(pages.at(60)).toBeUndefined();
  });

  it('fetches the first page again before its incomplete items are in view, once', async () => {
    const { asked, answers, pages } = slow(200, 15);
    pages.want(0, 8);
    expect(asked).toEqual([]);
    pages.want(3, 14);
    expect(asked).toEqual([]);
    pages.want(4, 15);
    pages.want(5, 16);
    expect(asked).toEqual([0]);
    expect(pages.at(20)).toBe(20);
    answers[0]?.give();
    await settled();
    pages.want(10, 20);
    expect(asked).toEqual([0]);
    pages.begin(items(0).slice(0, 9), 9, false, 9);
    pages.want(0, 8);
    expect(asked).toEqual([0]);
  });

  it('says which page failed and asks again only when told', async () => {
    const { asked, answers, pages } = slow(100);
    pages.want(60, 70);
    answers[0]?.fail();
    await settled();
    expect(pages.failed(60)).toBe(true);
    pages.want(60, 70);
    expect(asked).toEqual([50]);
    pages.retry();
    expect(asked).toEqual([50, 50]);
  });

  it('forgets what is far away', async () => {
    const pages = createPages<number>(
      50,
      async (offset) => items(offset),
      () => undefined,
    );
    pages.begin(items(0), 100_000, false);
    for (let at = 0; at < 50_000; at += 50) {
      pages.want(at, at + 10);
      await settled();
    }
    expect(pages.at(50_000 - 45)).toBe(50_000 - 45);
    expect(pages.at(100)).toBeUndefined();
  });
});
