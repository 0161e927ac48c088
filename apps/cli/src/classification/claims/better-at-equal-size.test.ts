import { expect, test } from 'vitest';
import { judgedHead, judgedOf } from '../../testing/judged-heads.js';
import { betterAtEqualSize } from './better-at-equal-size.js';

const metrics = (...values: number[]) => values.map((metric) => ({ metric }));
const bottlenecks = [judgedHead(5, 100, metrics(0.2, 0.2)), judgedHead(10, 10_000, metrics(0.6, 0.6))];
const judge = (numParams: number, ...values: number[]) =>
  betterAtEqualSize(judgedOf(bottlenecks, [judgedHead(3, numParams, metrics(...values))]));

test('the bottlenecks are read off between their sizes, on a logarithmic scale', () => {
  // 1,000 parameters are half way between 100 and 10,000: 0.4.
  expect(judge(1000, 0.45, 0.45)).toMatchObject({
    verdict: 'borne-out',
    figure: '+0.0500 (in all 2 seeds) F1@5, the mean over 1 DFT layer.',
  });
  expect(judge(1000, 0.35, 0.35)!.verdict).toBe('not-borne-out');
  expect(judge(1000, 0.39, 0.45)!.verdict).toBe('open');
  expect(judge(10_000, 0.6, 0.6)!.figure).toContain('+0.0000');
});

test('outside of their sizes nothing is said', () => {
  expect(judge(99, 0.9, 0.9)).toBeUndefined();
  expect(judge(10_001, 0.9, 0.9)).toBeUndefined();
});
