import { expect, it } from 'vitest';
import { drawnMeasurement } from '../testing/drawn-measurement.js';
import { neededWidths } from './needed-widths.js';

const layer = (dim: number, seed: number, yes: number) =>
  drawnMeasurement({ dim, seed, argmaxable: { yes, no: 10 - yes, undecided: 0 } });

it('finds the width from which on nothing is missing, seed by seed', () => {
  // With seed 0 the width 9 happens to do, but not the wider 13.
  const measurements = [
    ...[layer(5, 0, 2), layer(9, 0, 10), layer(13, 0, 9), layer(21, 0, 10), layer(37, 0, 10)],
    ...[layer(5, 1, 0), layer(9, 1, 3), layer(13, 1, 10), layer(21, 1, 10), layer(37, 1, 10)],
  ];
  expect(neededWidths(measurements)).toMatchObject([
    { family: 'Gaussian', numLabels: 100, k: 2, narrowest: 5, widest: 37, width: { mean: 17, n: 2 } },
  ]);
  expect(neededWidths([...measurements, layer(5, 2, 1), layer(37, 2, 9)])[0]!.width).toBe(null);
});
