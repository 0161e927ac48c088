import { createMatrix, createRandom, trigonometricBasis } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import type { OutputRule } from '../layer/output-rule.js';
import { adversarialLayers } from '../testing/adversarial-layers.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { createDetector } from './create-detector.js';

/** Families whose difficulty is one of form, not of digits: nothing about them may stay open. */
const alwaysDecided = [
  'zero rows',
  'columns of any scale',
  'rank-deficient by a repeated column',
  'integer lattice with ties',
  'lattice of tenths',
];

// 11 families of 91 layers: 1,001 layers.
describe('1,000 adversarial layers: never a verdict that exact arithmetic contradicts', () => {
  it.each(Object.keys(adversarialLayers))('%s', async (family) => {
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    for (let seed = 0; seed < 91; seed++) {
      const random = createRandom([family, seed]);
      const rows = 4 + random.int(4);
      const cols = 2 + random.int(3);
      const weights = adversarialLayers[family]!(random, rows, cols);
      const bias =
        seed % 3 === 1
          ? family.includes('lattice')
            ? Float64Array.from({ length: rows }, () => random.int(3) - 1)
            : normalVector(random, rows)
          : undefined;
      const rule: OutputRule = seed % 4 === 3 ? { topK: 2 } : 'threshold';
      const layer = { weights, bias, rule };
      const detector = await createDetector(layer);
      const verifier = createVerifier(layer);
      for (let trial = 0; trial < 4; trial++) {
        const labels = [...random.sample(rows, rule === 'threshold' ? random.int(rows + 1) : 2)];
        const verdict = await detector.check(labels);
        counts[verdict.status]++;
        expect(verifier.verify(verdict)).toEqual({ ok: true });
        if (verdict.status === 'undecided') continue;
        const truth = isArgmaxableExactly(layer, labels) ? 'argmaxable' : 'unargmaxable';
        expect(verdict.status, `seed ${seed}, labels ${labels}`).toBe(truth);
      }
    }
    expect(counts.argmaxable).toBeGreaterThan(0);
    expect(counts.argmaxable + counts.unargmaxable).toBeGreaterThan(counts.undecided / 2);
    if (alwaysDecided.includes(family)) expect(counts.undecided).toBe(0);
  });
});

describe('a layer of low rank up to rounding', () => {
  it('is undecided with a bound, or unargmaxable with one where that is accepted', async () => {
    const random = createRandom(31);
    const weights = adversarialLayers['rank-deficient up to rounding']!(random, 12, 4);
    const strict = await createDetector({ weights });
    const lenient = await createDetector({ weights, acceptMarginBound: 1e-12 });
    const verifier = createVerifier({ weights });
    let numBounded = 0;
    for (let trial = 0; trial < 40; trial++) {
      const labels = [...random.sample(12, 6)];
      const [first, second] = [await strict.check(labels), await lenient.check(labels)];
      expect(verifier.verify(first)).toEqual({ ok: true });
      expect(verifier.verify(second)).toEqual({ ok: true });
      if (first.status !== 'undecided') {
        expect(second.status).toBe(first.status);
        continue;
      }
      numBounded++;
      expect(first.marginUpperBound).toBeLessThan(1e-13);
      expect(second).toMatchObject({ status: 'unargmaxable', proof: 'bounded' });
      const claim = { ...second, marginUpperBound: first.marginUpperBound! / 10 };
      expect(verifier.verify(claim).ok).toBe(false);
    }
    expect(numBounded).toBeGreaterThan(10);
  });
});

describe("the reference implementation's hard case", () => {
  it('n = 1000, k = 5, 5 random slack columns: argmaxable with a witness or undecided, never unargmaxable', async () => {
    const numLabels = 1000;
    const basis = trigonometricBasis({ numLabels, k: 5 });
    for (let seed = 0; seed < 3; seed++) {
      const slack = normalMatrix(createRandom([seed, 'slack']), numLabels, 5);
      const weights = createMatrix(numLabels, 16);
      for (let i = 0; i < numLabels; i++) {
        weights.data.set(basis.data.subarray(i * 11, i * 11 + 11), i * 16);
        weights.data.set(slack.data.subarray(i * 5, i * 5 + 5), i * 16 + 11);
      }
      const detector = await createDetector({ weights });
      const verdict = await detector.check([0, 2, 5, 10, 13, 18, 23, 25, 32, 45]);
      expect(['argmaxable', 'undecided']).toContain(verdict.status);
      expect(createVerifier({ weights }).verify(verdict)).toEqual({ ok: true });
      if (verdict.status === 'undecided') expect(verdict.marginUpperBound).toBeLessThan(1e-12);
    }
  });
});
