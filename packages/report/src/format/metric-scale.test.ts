import { expect, test } from 'vitest';
import { metricScale } from './metric-scale.js';

test('scores in [0, 1] are percentages', () => {
  const scale = metricScale('f1At5', [0.2, 0.5421]);
  expect(scale.percent).toBe(true);
  expect(scale.format(0.5421)).toBe('54.21%');
  expect(scale.plotted(0.25)).toBe(25);
});

test('losses and values outside [0, 1] are plain numbers; the Hamming loss is a share', () => {
  expect(metricScale('validLoss', [0.2]).percent).toBe(false);
  expect(metricScale('score', [0.2, 1.3]).percent).toBe(false);
  expect(metricScale('hammingLoss', [0.01]).percent).toBe(true);
});
