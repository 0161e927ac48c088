import { labelSetsFrom } from '@sbn/core';
import { expect, it } from 'vitest';
import { countInOrder } from './count-stage.js';

it('counts what a layer outputs in an order, of all sets and of those with more than k labels', () => {
  // Around the cycle 0 1 2 3 4 5: one run, two runs, three runs, no run.
  const sets = labelSetsFrom([[5, 0, 1], [0, 3], [0, 2, 4], []], 6);
  const count = (order: number[]) => countInOrder({ id: 'x', name: 'x', sets, order, ks: [1, 2, 3] });
  expect(count([0, 1, 2, 3, 4, 5])).toMatchObject({
    meanSignChanges: 3,
    shares: [
      { k: 1, ofAll: 0.5, ofLarger: 1 / 3 },
      { k: 2, ofAll: 0.75, ofLarger: 0.5 },
      { k: 3, ofAll: 1, ofLarger: null },
    ],
  });
  // With 0, 2 and 4 side by side, 5, 0 and 1 are not.
  expect(count([4, 0, 2, 1, 3, 5]).shares.map(({ ofAll }) => ofAll)).toEqual([0.5, 0.75, 1]);
});
