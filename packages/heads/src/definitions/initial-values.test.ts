import { describe, expect, it } from 'vitest';
import { uniformWeights } from './initial-values.js';

describe('uniformWeights', () => {
  it('never changes: a seed stands for these numbers', () => {
    expect([...uniformWeights(7, 'labelWeights', 2, 2)]).toEqual([
      -0.35222673416137695, 0.3515211045742035, -0.36864539980888367, -0.13671255111694336,
    ]);
  });

  it('gives each parameter and seed a stream of its own', () => {
    const first = uniformWeights(7, 'labelWeights', 3, 5);
    expect(uniformWeights(7, 'slackWeights', 3, 5)).not.toEqual(first);
    expect(uniformWeights(8, 'labelWeights', 3, 5)).not.toEqual(first);
    // The number of rows shifts nothing.
    expect(uniformWeights(7, 'labelWeights', 2, 5)).toEqual(first.subarray(0, 10));
  });
});
