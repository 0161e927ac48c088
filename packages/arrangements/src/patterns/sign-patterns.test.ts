import { createMatrix, enumerateLabelSets } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { argmaxableSets } from '../cells/argmaxable-sets.js';
import { latticeLayer, normalLayer } from '../testing/sample-layers.js';
import { signPatterns } from './sign-patterns.js';

describe('signPatterns', () => {
  it('goes through all 2^n patterns in the order of enumerateLabelSets', () => {
    const layer = latticeLayer(3, 6, 3, true);
    const patterns = signPatterns(layer);
    const feasible = new Set(argmaxableSets(layer).map(({ labels }) => String(labels)));
    const all = [...patterns];
    expect(all.map(({ labels }) => labels)).toEqual(
      [...enumerateLabelSets({ numLabels: 6 })].map((labels) => [...labels]),
    );
    for (const [number, pattern] of all.entries()) {
      expect(pattern.feasible).toBe(feasible.has(String(pattern.labels)));
      expect(patterns.isFeasible(number)).toBe(pattern.feasible);
      expect([...pattern.signs]).toEqual(
        [0, 1, 2, 3, 4, 5].map((label) => (pattern.labels.includes(label) ? 1 : -1)),
      );
    }
    expect([...patterns.feasible()]).toEqual(all.filter((pattern) => pattern.feasible));
    expect([...patterns.infeasible()]).toEqual(all.filter((pattern) => !pattern.feasible));
    expect([patterns.numFeasible, patterns.numInfeasible]).toEqual([feasible.size, 64 - feasible.size]);
    expect(feasible.size).toBeGreaterThan(0);
  });

  it('is lazy: the first of a million costs no million', () => {
    const patterns = signPatterns(normalLayer(0, 20, 2));
    expect(patterns.numFeasible).toBe(40);
    const first = patterns.infeasible().next().value!;
    expect(patterns.isFeasible(first.labels.reduce((sum, label) => sum + 2 ** label, 0))).toBe(false);
  });

  it('refuses more than 20 labels, and patterns that are none', () => {
    expect(() => signPatterns({ weights: createMatrix(21, 1, new Float64Array(21).fill(1)) })).toThrow(
      /21 labels have 2\^21 sign patterns, at most 2\^20.*argmaxableSets/,
    );
    expect(() => signPatterns(normalLayer(0, 2, 2)).isFeasible(4)).toThrow(/from 0 to 3, got 4/);
  });
});
