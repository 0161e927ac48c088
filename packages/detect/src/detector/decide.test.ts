import { createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createActiveSetSolver } from '../solvers/active-set/active-set-solver.js';
import type { MarginSolver, SolverResult } from '../solvers/margin-solver.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { plainSystem } from '../testing/plain-system.js';
import { labelsOfMask, normalMatrix, normalVector } from '../testing/random-layer.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { decide } from './decide.js';

const activeSetSolver = createActiveSetSolver();

const random = createRandom([2024, 'mutations']);

/** Ways for a solver to go wrong, silently. */
const mutations: Record<string, (result: SolverResult, numRows: number) => SolverResult> = {
  'turns the direction round': (result) => ({ ...result, direction: result.direction?.map((v) => -v) }),
  'disturbs the direction': (result) => ({
    ...result,
    direction: result.direction?.map((v) => v + random.normal() * Math.abs(v)),
  }),
  'praises the wrong direction': (result) => ({
    ...result,
    direction: result.direction?.map(() => random.normal()),
    smallestProduct: [1, 1e300, Number.POSITIVE_INFINITY, Number.NaN, -1][random.int(5)]!,
    isBest: true,
  }),
  'returns a direction too long or too short to square': (result) => {
    const factor = [1e-320, 1e-200, 1e200, 1e308][random.int(4)]!;
    return { ...result, direction: result.direction?.map((v) => v * factor), smallestProduct: factor };
  },
  'returns zeros': (result) => ({ ...result, direction: result.direction?.map(() => 0) }),
  'returns NaN': (result) => ({ ...result, direction: result.direction?.map(() => Number.NaN) }),
  'returns infinities': (result) => ({ ...result, direction: result.direction?.map(() => Infinity) }),
  'calls everything impossible': (result, numRows) => ({
    iterations: result.iterations,
    combination: { rows: [random.int(numRows)], multipliers: [1] },
  }),
  'invents a combination': (_, numRows) => {
    const rows = [...random.sample(numRows, 1 + random.int(numRows))];
    return { iterations: 0, combination: { rows, multipliers: rows.map(() => random.uniform()) } };
  },
  'swaps a row of the combination': (result, numRows) =>
    result.combination === undefined
      ? result
      : {
          ...result,
          combination: {
            ...result.combination,
            rows: result.combination.rows.map((row, k) => (k === 0 ? (row + 1) % numRows : row)),
          },
        },
  'loses a row of the combination': (result) =>
    result.combination === undefined
      ? result
      : {
          ...result,
          combination: {
            rows: result.combination.rows.slice(1),
            multipliers: result.combination.multipliers.slice(1),
          },
        },
  'disturbs the multipliers': (result) =>
    result.combination === undefined
      ? result
      : {
          ...result,
          combination: {
            ...result.combination,
            multipliers: result.combination.multipliers.map((v) => v * Math.exp(3 * random.normal())),
          },
        },
  'returns negative multipliers': (result) =>
    result.combination === undefined
      ? result
      : {
          ...result,
          combination: { ...result.combination, multipliers: result.combination.multipliers.map((v) => -v) },
        },
  fails: () => ({ iterations: 3, failure: 'out of memory' }),
};

describe('decide', () => {
  it.each(Object.keys(mutations))('stays honest when the solver %s', async (name) => {
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    for (const withBias of [false, true]) {
      const weights = normalMatrix(createRandom([name, String(withBias)]), 7, 3);
      const bias = withBias ? normalVector(createRandom(name.length), 7) : undefined;
      const { layer, system } = plainSystem({ weights, bias }, []);
      const verifier = createVerifier({ weights, bias });
      const solver: MarginSolver = {
        name: 'active-set',
        solve: (request) => mutations[name]!(activeSetSolver.solve(request), 7),
      };
      for (let mask = 0; mask < 128; mask++) {
        const labels = labelsOfMask(mask);
        const verdict = await decide(
          {
            layer,
            goal: 'best',
            acceptMarginBound: 0,
            attempts: [{ solver: () => solver, system: () => system, tight: false, isFast: true }],
          },
          labels,
        );
        counts[verdict.status]++;
        expect(verifier.verify(verdict)).toEqual({ ok: true });
        if (verdict.status === 'undecided') continue;
        const truth = isArgmaxableExactly({ weights, bias }, labels);
        expect(verdict.status).toBe(truth ? 'argmaxable' : 'unargmaxable');
      }
    }
    expect(counts.undecided).toBeGreaterThan(0);
    if (name === 'fails') expect(counts.undecided).toBe(256);
  });

  it.each(Object.keys(mutations))('decides every set in spite of a search that %s', async (name) => {
    for (const withBias of [false, true]) {
      const weights = normalMatrix(createRandom([name, 'search', String(withBias)]), 6, 3);
      const bias = withBias ? normalVector(createRandom(name.length), 6) : undefined;
      const { layer, system } = plainSystem({ weights, bias }, []);
      const verifier = createVerifier({ weights, bias });
      // Where it ends is also where the solver after it starts.
      const search: MarginSolver = {
        name: 'screening',
        solve: (request) => mutations[name]!(activeSetSolver.solve(request), 6),
      };
      const attempt = (solver: MarginSolver, tight: boolean) => ({
        solver: () => solver,
        system: () => system,
        tight,
        isFast: true,
      });
      for (let mask = 0; mask < 64; mask++) {
        const labels = labelsOfMask(mask);
        const verdict = await decide(
          {
            layer,
            goal: mask % 3 === 0 ? 'best' : 'any',
            acceptMarginBound: 0,
            attempts: [
              attempt(search, false),
              attempt(activeSetSolver, false),
              attempt(activeSetSolver, true),
            ],
          },
          labels,
        );
        expect(verifier.verify(verdict)).toEqual({ ok: true });
        const truth = isArgmaxableExactly({ weights, bias }, labels);
        expect(verdict.status).toBe(truth ? 'argmaxable' : 'unargmaxable');
      }
    }
  });

  it('asks the next solver when the first one cannot prove its answer, and says what was tried', async () => {
    const weights = normalMatrix(createRandom(5), 6, 2);
    const { layer, system } = plainSystem({ weights }, []);
    const failing: MarginSolver = { name: 'highs', solve: () => ({ iterations: 1, failure: 'no luck' }) };
    const attempt = (solver: MarginSolver) => ({
      solver: () => solver,
      system: () => system,
      tight: true,
      isFast: true,
    });
    const both = { layer, goal: 'best' as const, acceptMarginBound: 0 };
    const decided = await decide({ ...both, attempts: [attempt(failing), attempt(activeSetSolver)] }, [0, 1]);
    expect(decided.status).not.toBe('undecided');
    expect(decided.decidedBy).toBe('active-set');
    const open = await decide({ ...both, attempts: [attempt(failing), attempt(failing)] }, [0, 1]);
    expect(open).toMatchObject({
      status: 'undecided',
      reason: 'highs (tight): no luck; highs (tight): no luck',
    });
  });
});
