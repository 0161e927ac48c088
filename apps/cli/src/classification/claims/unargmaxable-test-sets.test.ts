import { expect, test } from 'vitest';
import { detectionOf, judgedHead, judgedOf } from '../../testing/judged-heads.js';
import { unargmaxableTestSets } from './unargmaxable-test-sets.js';

const judge = (...widths: number[][]) =>
  unargmaxableTestSets(
    judgedOf(
      widths.map((counts, i) =>
        judgedHead(
          10 * (i + 1),
          100,
          counts.map((unargmaxable) => ({ detection: detectionOf({ unargmaxable }) })),
        ),
      ),
    ),
  )!;

test('one width with an interval over 0 is enough', () => {
  expect(judge([50, 52, 54], [0, 0, 1], [0, 0, 0])).toMatchObject({
    verdict: 'borne-out',
    figure:
      'Different test label sets that the layer can never output: 52.0% (47.0% to 57.0% over 3 seeds) at d = 10; 0.3% (0.0% to 1.8% over 3 seeds) at d = 20; none at d = 30.',
  });
});

test('it is open where seeds differ too much or there is one, refuted where there is none in any', () => {
  expect(judge([0, 0, 9]).verdict).toBe('open');
  expect(judge([50]).verdict).toBe('open');
  expect(judge([0, 0], [0, 0]).verdict).toBe('not-borne-out');
  expect(unargmaxableTestSets(judgedOf([]))).toBeUndefined();
});
