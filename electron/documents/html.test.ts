import { expect, test } from 'vitest';
import { isolate } from '../contract/direction.ts';
import { bdi, sentenceHtml } from './html.ts';
import { drawn } from './svg.ts';

test('a name that runs from right to left is told apart in a page, alone and in words of ours', () => {
  const name = 'תקציב <AWS> 2026';
  const html = '<bdi>תקציב &lt;AWS&gt; 2026</bdi>';
  expect(bdi(name)).toBe(html);
  expect(bdi('Pricing')).toBe('Pricing');
  expect(bdi(`${isolate(name)}, previous period`)).toBe(`${html}, previous period`);
  expect(sentenceHtml(`${isolate(name)} came up in “price”.`)).toBe(`${html} came up in “price”.`);
});

test('a bar is named by stages that run their own way each', () => {
  const label = `${isolate('משא ומתן')} → ${isolate('Won')}`;
  expect(drawn('Stages', { kind: 'bars', bars: [{ label, value: 1, text: '1' }] })).toContain(
    '><tspan>משא ומתן</tspan> → Won</text>',
  );
});
