import { createMatrix, createRandom, type Matrix, trigonometricBasis } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import { fullRadius } from '../testing/full-program.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { createVerifier } from '../verify/verify-verdict.js';

/** In the papers a set is argmaxable where the program max r, r >= 1e-8 is feasible. */
const leastRadius = 1e-8;

describe("the papers' program, all rows at once", () => {
  it('decides like the proved bounds of the radius, on small layers', async () => {
    const decided = { argmaxable: 0, unargmaxable: 0, epsilonArgmaxable: 0 };
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom([seed, 'papers']);
      const [numLabels, dim] = [4 + random.int(20), 1 + random.int(5)];
      const weights = normalMatrix(random, numLabels, dim);
      const bias = seed % 2 === 0 ? normalVector(random, numLabels) : undefined;
      const detector = await createDetector({ weights, bias });
      // Half of the sets come from an input, so that both answers are frequent.
      const x = normalVector(random, dim);
      const scores = Array.from({ length: numLabels }, (_, i) =>
        x.reduce((sum, value, j) => sum + value * weights.data[i * dim + j]!, bias?.[i] ?? 0),
      );
      const labels =
        seed % 4 < 2
          ? scores.flatMap((score, i) => (score > 0 ? [i] : []))
          : [...random.sample(numLabels, 1 + random.int(3))].sort((a, b) => a - b);
      for (const box of [1, 1e4]) {
        const { radius, radiusUpperBound, isEpsilonArgmaxable } = await detector.radius(labels, { box });
        const full = await fullRadius(weights, bias, labels, box);
        expect(Math.abs(full - radius)).toBeLessThan(1e-6 * Math.max(1, Math.abs(radius)));
        // Without a bias the best radius of an impossible set is 0 itself, where a tolerance decides.
        if (Math.abs(full - leastRadius) < 1e-6 * box || Math.abs(full - 1) < 1e-6) continue;
        expect(radius >= leastRadius).toBe(full >= leastRadius);
        expect(radiusUpperBound < leastRadius).toBe(full < leastRadius);
        expect(isEpsilonArgmaxable).toBe(full > 1);
        decided[full >= leastRadius ? 'argmaxable' : 'unargmaxable']++;
        if (full > 1) decided.epsilonArgmaxable++;
      }
    }
    for (const count of Object.values(decided)) expect(count).toBeGreaterThan(15);
  });

  it('calls a label set infeasible of which an input is known (n = 1000, k = 5, 5 random slack columns)', async () => {
    const weights = dftWithSlack(1000, 5, 5, 2);
    const labels = [0, 2, 5, 10, 13];
    const detector = await createDetector({ weights });
    const verdict = await detector.check(labels);
    expect(verdict).toMatchObject({ status: 'argmaxable', proof: 'witness' });
    expect(createVerifier({ weights }).verify(verdict)).toEqual({ ok: true });
    // A solver with tolerances finds no ball at all; the proved one is small, and larger than the papers ask for.
    expect(await fullRadius(weights, undefined, labels, 1e4)).toBeLessThan(leastRadius);
    const { radius, isEpsilonArgmaxable } = await detector.radius(labels, { box: 1e4 });
    expect(radius).toBeGreaterThan(leastRadius);
    expect(isEpsilonArgmaxable).toBe(false);
  });

  it('leaves open what is too near to call (the same layers, the set of twice as many labels)', async () => {
    const labels = [0, 2, 5, 10, 13, 18, 23, 25, 32, 45];
    for (let seed = 0; seed < 3; seed++) {
      const weights = dftWithSlack(1000, 5, 5, seed);
      const detector = await createDetector({ weights });
      expect(await fullRadius(weights, undefined, labels, 1e4)).toBeLessThan(leastRadius);
      const { radius, radiusUpperBound } = await detector.radius(labels, { box: 1e4 });
      expect(radius).toBeLessThan(leastRadius);
      expect(radiusUpperBound).toBeGreaterThan(leastRadius);
      expect((await detector.check(labels)).status).toBe('undecided');
    }
  });
});

function dftWithSlack(numLabels: number, k: number, slackDims: number, seed: number): Matrix {
  const random = createRandom([seed, 'slack']);
  const basis = trigonometricBasis({ numLabels, k });
  const dim = basis.cols + slackDims;
  const weights = createMatrix(numLabels, dim);
  for (let label = 0; label < numLabels; label++) {
    weights.data.set(basis.data.subarray(label * basis.cols, (label + 1) * basis.cols), label * dim);
    for (let j = basis.cols; j < dim; j++) weights.data[label * dim + j] = random.uniform();
  }
  return weights;
}
