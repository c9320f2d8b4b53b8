import { screen, waitFor } from '@testing-library/dom';
import { expect, test } from 'vitest';
import { mountPage } from '../../../test/support/view/page.ts';

const all = (selector: string) => [...document.querySelectorAll(selector)];

test('where nothing is known the axis breaks, and nothing is drawn as zero', async () => {
  await mountPage('/trends?bucket=month', {
    'trends/points': async (_, real) => {
      const answer = await real();
      return {
        ...answer,
        series: answer.series.map((series) => ({
          ...series,
          points: series.points.map((point, at) =>
            at < 5
              ? {
                  ...point,
                  known: 0,
                  mentioning: null,
                  share: null,
                  low: null,
                  high: null,
                  mentions: null,
                  perCall: null,
                  perHour: null,
                  bySide: null,
                  available: 'none' as const,
                }
              : at < 9
                ? { ...point, bySide: null, available: 'counts' as const }
                : point,
          ),
        })),
      };
    },
  });
  const chart = '.panel:not([data-part="scores"]) .linechart';
  await waitFor(() => expect(all(`${chart} .axisbreak`)).toHaveLength(1));
  expect(document.querySelector(`${chart} .missing text`)?.textContent).toBe('no tracker figures here');
  expect(all(`${chart} [data-mark="0:4"]`)).toEqual([]);
  expect(all(`${chart} [data-mark="0:5"]`)).toHaveLength(1);
  // Sides need listed occurrences: their axis breaks for longer.
  const who = '.columns[aria-label="Mentions by side over time"]';
  await waitFor(() => expect(all(`${who} .axisbreak`)).toHaveLength(1));
  const column = all(`${who} .column`)[8];
  expect(column?.getAttribute('aria-label')).toMatch(/not listed/);
  expect([...(column?.querySelectorAll('rect:not(.reach)') ?? [])]).toEqual([]);
});

test('no calls: what to do instead', async () => {
  const { user } = await mountPage('/trends?q=zzzzqqq');
  await screen.findByRole('heading', { name: 'No calls match this query' });
  await user.click(screen.getByRole('button', { name: 'Count over all calls' }));
  await waitFor(() =>
    expect(all('.panel:not([data-part="scores"]) .linechart .mark').length).toBeGreaterThan(0),
  );
});
