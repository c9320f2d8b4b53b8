import { expect, test } from 'vitest';
import { clock, duration, hours, percent } from './units.ts';

test('seconds on a clock never run ahead', () => {
  expect([clock(59.6), clock(125), clock(3725), clock(-1)]).toEqual(['0:59', '2:05', '1:02:05', '0:00']);
  expect([-1, 0, 59.9, 60, 3599.9, 3600, 36_061].map(clock)).toEqual([
    '0:00',
    '0:00',
    '0:59',
    '1:00',
    '59:59',
    '1:00:00',
    '10:01:01',
  ]);
  expect([0, 123, 3599, 3723].map(hours)).toEqual(['0:00:00', '0:02:03', '0:59:59', '1:02:03']);
});

test('lengths say what they need to', () => {
  expect([0, 29, 30, 2340, 3600, 4320, 7200].map(duration)).toEqual([
    '0 s',
    '29 s',
    '1 min',
    '39 min',
    '1 h',
    '1 h 12 min',
    '2 h',
  ]);
});

test('small shares have a decimal', () => {
  expect([0, 0.001, 0.041, 0.1, 0.415, 1].map(percent)).toEqual([
    '0 %',
    '0.1 %',
    '4.1 %',
    '10 %',
    '42 %',
    '100 %',
  ]);
});
