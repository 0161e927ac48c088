import { expect, test } from 'vitest';
import { judgedHead, judgedOf } from '../../testing/judged-heads.js';
import type { CoursePoint } from './judged-experiment.js';
import { trainsFaster } from './trains-faster.js';

const course = (...values: number[]): { course: CoursePoint[] } => ({
  course: values.map((value, i) => ({ steps: 10 * (i + 1), seconds: i + 1, value })),
});
const judge = (...dft: number[][]) =>
  trainsFaster(
    judgedOf(
      [judgedHead(10, 1000, [course(0.2, 0.4, 0.5, 0.6), course(0.2, 0.4, 0.5, 0.6)].slice(0, dft.length))],
      [
        judgedHead(
          5,
          900,
          dft.map((values) => course(...values)),
        ),
      ],
    ),
  )!;

test('the updates until the DFT layer is as good as the bottleneck became', () => {
  const claim = judge([0.4, 0.6, 0.6, 0.6], [0.4, 0.6, 0.7, 0.7]);
  expect(claim.verdict).toBe('borne-out');
  expect(claim.figure).toContain(
    '0.50× (in all 2 seeds) the updates and 0.50× (in all 2 seeds) the time, over 1 pair of widths.',
  );
});

test('a layer that never gets there counts with its whole training, and that is said', () => {
  const claim = judge([0.2, 0.3, 0.4, 0.5], [0.2, 0.3, 0.4, 0.5]);
  expect(claim).toMatchObject({
    verdict: 'not-borne-out',
    figure: expect.stringContaining('2 of 2 runs never got there'),
  });
});

test('layers that stop early without getting there bear nothing out', () => {
  expect(judge([0.2, 0.3], [0.2, 0.3])).toMatchObject({
    verdict: 'open',
    figure: expect.stringContaining('2 of 2 runs never got there'),
    remark: 'Where runs never got there, the ratio is only the least that it can be.',
  });
});

test('one seed, or seeds that disagree, leave it open', () => {
  expect(judge([0.6, 0.6]).verdict).toBe('open');
  expect(judge([0.6, 0.6], [0.1, 0.2, 0.3, 0.6])).toMatchObject({
    verdict: 'open',
    remark: 'The interval holds 1.',
  });
});
