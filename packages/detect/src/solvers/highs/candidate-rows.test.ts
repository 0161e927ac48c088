import { createMatrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { plainSystem } from '../../testing/plain-system.js';
import { createCandidateRows } from './candidate-rows.js';

describe('createCandidateRows', () => {
  it('holds signed rows, takes the smallest values first, and none twice', () => {
    const weights = createMatrix(
      100,
      2,
      Float64Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? 3 : 4)),
    );
    const { system, signs } = plainSystem({ weights }, [7]);
    const candidates = createCandidateRows(system, signs);
    const values = Float64Array.from({ length: 100 }, (_, i) => -i);
    expect(candidates.addSmallest(values, -10, 3)).toBe(3);
    expect([0, 1, 2].map((c) => candidates.rowAt(c))).toEqual([99, 98, 97]);
    candidates.add(7);
    expect(candidates.addSmallest(values, -6.5, 1000)).toBe(99 - 7 - 3);
    expect(candidates.count).toBe(93);
    expect(candidates.has(6)).toBe(false);
    expect([...candidates.data.subarray(0, 2)]).toEqual([-0.6000000000000001, -0.8]);
    expect([...candidates.data.subarray(6, 8)]).toEqual([0.6000000000000001, 0.8]);
  });
});
