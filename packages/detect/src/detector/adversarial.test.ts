import { createMatrix, createRandom, type Matrix, type Random, trigonometricBasis } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import type { OutputRule } from '../layer/output-rule.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { createVerifier } from '../verify/verify-verdict.js';
import { createDetector } from './create-detector.js';

const lattice = (random: Random, rows: number, cols: number): Matrix =>
  createMatrix(
    rows,
    cols,
    Float64Array.from({ length: rows * cols }, () => random.int(5) - 2),
  );

/** Layers made to fool floating point. Each row or column is changed after a random start. */
const families: Record<string, (random: Random, rows: number, cols: number) => Matrix> = {
  'duplicate rows': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = rows >> 1; i < rows; i++) {
      const factor = random.uniform() < 0.5 ? 1 : 3;
      for (let j = 0; j < cols; j++)
        matrix.data[i * cols + j] = factor * matrix.data[(i - (rows >> 1)) * cols + j]!;
    }
    return matrix;
  },
  'near-duplicate rows': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = rows >> 1; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        matrix.data[i * cols + j] =
          matrix.data[(i - (rows >> 1)) * cols + j]! * (1 + 1e-12 * random.normal());
      }
    }
    return matrix;
  },
  'neighbouring doubles': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = rows >> 1; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        matrix.data[i * cols + j] =
          matrix.data[(i - (rows >> 1)) * cols + j]! * (1 + 2 ** -52 * (random.int(3) - 1));
      }
    }
    return matrix;
  },
  'zero rows': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    matrix.data.fill(0, cols, 2 * cols);
    return matrix;
  },
  'rows of any scale': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = 0; i < rows; i++) {
      const scale = 10 ** (150 * (2 * random.uniform() - 1));
      for (let j = 0; j < cols; j++) matrix.data[i * cols + j] = matrix.data[i * cols + j]! * scale;
    }
    return matrix;
  },
  'columns of any scale': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let j = 0; j < cols; j++) {
      const scale = 10 ** (150 * (2 * random.uniform() - 1));
      for (let i = 0; i < rows; i++) matrix.data[i * cols + j] = matrix.data[i * cols + j]! * scale;
    }
    return matrix;
  },
  'entries of any scale': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = 0; i < rows * cols; i++) matrix.data[i] = matrix.data[i]! * 10 ** (random.int(21) - 10);
    return matrix;
  },
  'rank-deficient by a repeated column': (random, rows, cols) => {
    const matrix = normalMatrix(random, rows, cols);
    for (let i = 0; i < rows; i++) matrix.data[i * cols + cols - 1] = matrix.data[i * cols]!;
    return matrix;
  },
  'rank-deficient up to rounding': (random, rows, cols) => {
    const left = normalMatrix(random, rows, cols - 1);
    const right = normalMatrix(random, cols - 1, cols);
    const matrix = createMatrix(rows, cols);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < cols; j++) {
        let sum = 0;
        for (let k = 0; k < cols - 1; k++) sum += left.data[i * (cols - 1) + k]! * right.data[k * cols + j]!;
        matrix.data[i * cols + j] = sum;
      }
    }
    return matrix;
  },
  'integer lattice with ties': lattice,
  'lattice of tenths': (random, rows, cols) => {
    const matrix = lattice(random, rows, cols);
    for (let i = 0; i < rows * cols; i++) matrix.data[i] = matrix.data[i]! / 10;
    return matrix;
  },
};

/** Families whose difficulty is one of form, not of digits: nothing about them may stay open. */
const alwaysDecided = [
  'zero rows',
  'columns of any scale',
  'rank-deficient by a repeated column',
  'integer lattice with ties',
  'lattice of tenths',
];

describe('adversarial layers: never a verdict that exact arithmetic contradicts', () => {
  it.each(Object.keys(families))('%s', async (family) => {
    const counts = { argmaxable: 0, unargmaxable: 0, undecided: 0 };
    for (let seed = 0; seed < 24; seed++) {
      const random = createRandom([family, seed]);
      const rows = 4 + random.int(4);
      const cols = 2 + random.int(3);
      const weights = families[family]!(random, rows, cols);
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
      for (let trial = 0; trial < 12; trial++) {
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
    const weights = families['rank-deficient up to rounding']!(random, 12, 4);
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
