import { describe, expect, it } from 'vitest';
import { createNeighbours } from './neighbours.js';

describe('createNeighbours', () => {
  it('finds the nearest of the last sets, if any is near', () => {
    const neighbours = createNeighbours();
    expect(neighbours.rowsNear([1, 2, 3])).toEqual([]);
    neighbours.remember([1, 2, 3, 4, 5, 6], [10]);
    neighbours.remember([1, 2, 3, 4, 5, 7, 8], [11]);
    expect(neighbours.rowsNear([1, 2, 3, 4, 5, 7])).toEqual([11]);
    expect(neighbours.rowsNear([1, 2, 3, 4, 5])).toEqual([10]);
    expect(neighbours.rowsNear([1, 2, 3])).toEqual([]);
    expect(neighbours.rowsNear([20, 21])).toEqual([]);
    for (let i = 0; i < 16; i++) neighbours.remember([100 + i], [i]);
    expect(neighbours.rowsNear([1, 2, 3, 4, 5])).toEqual([]);
    expect(neighbours.rowsNear([107])).toEqual([7]);
  });
});
