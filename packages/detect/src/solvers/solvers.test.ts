import { createMatrix, createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { fullMargin } from '../testing/full-program.js';
import { plainSystem } from '../testing/plain-system.js';
import { normalMatrix, normalVector, outputOf } from '../testing/random-layer.js';
import { createActiveSetSolver } from './active-set/active-set-solver.js';
import { createHighsSolver } from './highs/highs-solver.js';
import { loadHighs } from './highs/load-highs.js';
import type { SolverResult } from './margin-solver.js';
import type { RowSystem } from './row-system.js';

const activeSetSolver = createActiveSetSolver();

const highsSolver = createHighsSolver(await loadHighs());

function marginOf(system: RowSystem, signs: Int8Array, direction: Float64Array): number {
  const products = system.multiply(direction);
  let smallest = Infinity;
  for (let i = 0; i < products.length; i++) smallest = Math.min(smallest, products[i]! * signs[i]!);
  return smallest / Math.hypot(...direction);
}

/** ‖Σ λ_i s_i p_i‖ / Σ λ_i, and how many rows there are. */
function combined(system: RowSystem, signs: Int8Array, result: SolverResult): [number, number] {
  const { rows, multipliers } = result.combination!;
  const sum = new Float64Array(system.dimension);
  const row = new Float64Array(system.dimension);
  let weight = 0;
  rows.forEach((label, k) => {
    system.copyRow(label, row, 0);
    weight += multipliers[k]!;
    row.forEach((entry, j) => {
      sum[j] = sum[j]! + multipliers[k]! * signs[label]! * entry;
    });
  });
  if (system.nonnegative !== undefined) sum[system.nonnegative] = Math.max(0, sum[system.nonnegative]!);
  return [Math.hypot(...sum) / weight, rows.length];
}

describe.each([activeSetSolver, highsSolver])('$name', (solver) => {
  it('finds a direction for planted sets', () => {
    for (const withBias of [false, true]) {
      for (let seed = 0; seed < 5; seed++) {
        const random = createRandom([seed, 'planted']);
        const weights = normalMatrix(random, 300, 12);
        const bias = withBias ? normalVector(random, 300) : undefined;
        const labels = outputOf(weights, bias, normalVector(random, 12));
        const { system, signs } = plainSystem({ weights, bias }, labels);
        const result = solver.solve({ system, signs, goal: 'best', tight: false });
        expect(result.failure).toBeUndefined();
        expect(marginOf(system, signs, result.direction!)).toBeGreaterThan(0);
        if (withBias) expect(result.direction![12]).toBeGreaterThanOrEqual(-1e-9);
      }
    }
  });

  it('finds a combination against random sets', () => {
    for (const withBias of [false, true]) {
      for (let seed = 0; seed < 5; seed++) {
        const random = createRandom([seed, 'random']);
        const weights = normalMatrix(random, 300, 12);
        const bias = withBias ? normalVector(random, 300) : undefined;
        const { system, signs } = plainSystem({ weights, bias }, [...random.sample(300, 100)]);
        const result = solver.solve({ system, signs, goal: 'best', tight: false });
        const [residual, count] = combined(system, signs, result);
        expect(residual).toBeLessThan(1e-9);
        expect(count).toBeLessThanOrEqual(system.dimension + 1);
      }
    }
  });

  it('answers for argmax and top-k, with the threshold as a coordinate', () => {
    const random = createRandom('topk'.length);
    const weights = normalMatrix(random, 50, 6);
    const x = normalVector(random, 6);
    const scores = Array.from({ length: 50 }, (_, i) =>
      weights.data.subarray(6 * i, 6 * i + 6).reduce((sum, w, j) => sum + w * x[j]!, 0),
    );
    const best = scores.map((_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
    const { system, signs } = plainSystem({ weights, rule: { topK: 5 } }, best.slice(0, 5));
    const result = solver.solve({ system, signs, goal: 'best', tight: true });
    expect(marginOf(system, signs, result.direction!)).toBeGreaterThan(0);
  });

  it('proposes nothing false about numbers it cannot handle', () => {
    const weights = createMatrix(2, 2, [1e-320, 1e-320, -1e-320, 2e-320]);
    const { system, signs } = plainSystem({ weights }, [0]);
    const result = solver.solve({ system, signs, goal: 'best', tight: false });
    expect(result.failure ?? result.direction ?? result.combination).toBeDefined();
  });
});

describe('createActiveSetSolver', () => {
  it('ends at the largest margin: its multipliers bound it from above, and the quadratic program agrees', async () => {
    let compared = 0;
    for (let seed = 0; seed < 12; seed++) {
      const random = createRandom([seed, 'margin']);
      const weights = normalMatrix(random, 60, 8);
      const labels = outputOf(weights, undefined, normalVector(random, 8));
      const { system, signs } = plainSystem({ weights }, labels);
      const result = activeSetSolver.solve({ system, signs, goal: 'best', tight: false });
      const margin = marginOf(system, signs, result.direction!);
      const [bound] = combined(system, signs, result);
      expect(result.isBest).toBe(true);
      expect(margin).toBeLessThanOrEqual(bound * (1 + 1e-12));
      expect(margin).toBeGreaterThan(bound * (1 - 1e-6));
      const reference = await fullMargin(weights, labels);
      if (reference === undefined) continue;
      compared++;
      expect(margin / reference).toBeCloseTo(1, 4);
    }
    expect(compared).toBeGreaterThan(6);
  });

  it('stops early when any direction will do', () => {
    const random = createRandom(77);
    const weights = normalMatrix(random, 2000, 20);
    const labels = outputOf(weights, undefined, normalVector(random, 20));
    const { system, signs } = plainSystem({ weights }, labels);
    const best = activeSetSolver.solve({ system, signs, goal: 'best', tight: false });
    const any = activeSetSolver.solve({ system, signs, goal: 'any', tight: false });
    expect(marginOf(system, signs, any.direction!)).toBeGreaterThan(0);
    expect(any.iterations).toBeLessThanOrEqual(best.iterations);
  });
});
