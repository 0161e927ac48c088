import { expect, test } from 'vitest';
import { judgedHead, judgedOf } from '../../testing/judged-heads.js';
import { fewerParameters } from './fewer-parameters.js';

const metrics = (...values: number[]) => values.map((metric) => ({ metric }));
const bottlenecks = [
  judgedHead(10, 1000, metrics(0.5, 0.52, 0.51)),
  judgedHead(20, 2000, metrics(0.6, 0.61, 0.62)),
];
const judge = (narrow: number[], wide: number[]) =>
  fewerParameters(
    judgedOf(bottlenecks, [judgedHead(5, 900, metrics(...narrow)), judgedHead(10, 1200, metrics(...wide))]),
  )!;

test('a pair is matched unless its interval lies wholly below the tolerance', () => {
  expect(judge([0.5, 0.52, 0.51], [0.597, 0.607, 0.617])).toMatchObject({
    verdict: 'borne-out',
    figure:
      'Matched with up to 40.0% fewer. Differences in F1@5: +0.0000 (in all 3 seeds) for slack 5 against d = 10, 10.0% fewer; −0.0030 (in all 3 seeds) for slack 10 against d = 20, 40.0% fewer.',
    remark: 'Matched is: the interval does not lie wholly below −0.005.',
  });
});

test('it is open where some pairs are matched, refuted where none is', () => {
  expect(judge([0.5, 0.52, 0.51], [0.59, 0.6, 0.61]).verdict).toBe('open');
  expect(judge([0.49, 0.51, 0.5], [0.59, 0.6, 0.61]).verdict).toBe('not-borne-out');
});

test('one seed leaves it open; a layer that is larger says nothing', () => {
  expect(judge([0.5], [0.7]).verdict).toBe('open');
  expect(
    fewerParameters(judgedOf(bottlenecks, [judgedHead(5, 1000, metrics(0.9, 0.9, 0.9))])),
  ).toBeUndefined();
});
