import { expect, test } from 'vitest';
import { bsl, reportOf, run } from '../testing/small-data.js';
import { digest } from './digest.js';
import { learningCurve } from './learning-curve.js';

test('the mean is over the seeds that have a value at that epoch', () => {
  const { configurations } = digest(
    reportOf([
      run(bsl(4), 0, 0.1, {
        history: [
          { epoch: 1, trainLoss: 4 },
          { epoch: 2, trainLoss: 2 },
        ],
      }),
      run(bsl(4), 1, 0.1, {
        history: [{ epoch: 1, trainLoss: 6 }, { epoch: 2, trainLoss: null }, { epoch: 3 }],
      }),
    ]),
  );
  expect(learningCurve(configurations[0]!, (line) => line.trainLoss)).toEqual([
    { epoch: 1, mean: 5, min: 4, max: 6, numSeeds: 2 },
    { epoch: 2, mean: 2, min: 2, max: 2, numSeeds: 1 },
  ]);
});

test('long curves are thinned, the last point stays', () => {
  const history = Array.from({ length: 1003 }, (_, i) => ({ epoch: i + 1, trainLoss: 1 / (i + 1) }));
  const { configurations } = digest(reportOf([run(bsl(4), 0, 0.1, { history })]));
  const points = learningCurve(configurations[0]!, (line) => line.trainLoss);
  expect(points.length).toBeLessThanOrEqual(201);
  expect(points.at(-1)!.epoch).toBe(1003);
});
