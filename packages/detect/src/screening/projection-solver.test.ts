import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { buildWitness } from '../detector/build-witness.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { plainSystem } from '../testing/plain-system.js';
import { labelsOfMask, normalMatrix, normalVector, outputOf } from '../testing/random-layer.js';
import { createProjectionSolver } from './projection-solver.js';

describe('createProjectionSolver', () => {
  it('settles no set that cannot be output, and nearly all that can', () => {
    let possible = 0;
    let found = 0;
    for (let seed = 0; seed < 6; seed++) {
      const random = createRandom([seed, 'single']);
      const weights = normalMatrix(random, 8, 3);
      const bias = seed % 2 === 0 ? normalVector(random, 8) : undefined;
      for (const rule of ['threshold', 'argmax'] as const) {
        const solver = createProjectionSolver({ maxSteps: 200 });
        const sets = rule === 'argmax' ? Array.from({ length: 8 }, (_, c) => [c]) : undefined;
        for (const labels of sets ?? Array.from({ length: 256 }, (_, mask) => labelsOfMask(mask))) {
          const { layer, system, signs } = plainSystem({ weights, bias, rule }, labels);
          const can = isArgmaxableExactly({ weights, bias, rule }, labels);
          if (can) possible++;
          const { direction, failure } = solver.solve({ system, signs });
          if (failure !== undefined) continue;
          expect(can).toBe(true);
          expect(buildWitness(layer, labels, system.toLayer(direction!))?.margin).toBeGreaterThan(0);
          found++;
        }
      }
    }
    expect(possible).toBeGreaterThan(400);
    expect(found).toBeGreaterThan(0.95 * possible);
  });

  it('takes few steps for planted sparse sets, and gives up in time', () => {
    const random = createRandom([1, 'sparse']);
    const weights = normalMatrix(random, 1000, 20);
    for (let i = 0; i < 1000; i++) weights.data[20 * i] = 1;
    const solver = createProjectionSolver();
    let steps = 0;
    for (let k = 0; k < 20; k++) {
      const x = normalVector(random, 20);
      x[0] = -14;
      const labels = outputOf(weights, undefined, x);
      const { system, signs } = plainSystem({ weights }, labels);
      const result = solver.solve({ system, signs });
      expect(result.failure).toBeUndefined();
      steps += result.iterations;
    }
    expect(steps / 20).toBeLessThan(5);
    const { system, signs } = plainSystem({ weights }, [...random.sample(1000, 500)]);
    expect(solver.solve({ system, signs })).toMatchObject({ iterations: 3, failure: /lead nowhere/ });
  });

  it('stays inside the box', () => {
    const random = createRandom([2, 'box']);
    const weights = normalMatrix(random, 60, 6);
    const bias = normalVector(random, 60).map((value) => 3 * value);
    const solver = createProjectionSolver({ box: 1, maxSteps: 100 });
    let found = 0;
    for (let k = 0; k < 40; k++) {
      const x = Float64Array.from({ length: 6 }, () => 1.8 * random.uniform() - 0.9);
      const labels = outputOf(weights, bias, x);
      const { layer, system, signs } = plainSystem({ weights, bias }, labels);
      const { direction, failure } = solver.solve({ system, signs });
      if (failure !== undefined) continue;
      found++;
      const witness = buildWitness(layer, labels, system.toLayer(direction!))!.witness;
      expect(Math.max(...witness.map(Math.abs))).toBeLessThanOrEqual(1);
    }
    expect(found).toBeGreaterThan(15);
  });
});
