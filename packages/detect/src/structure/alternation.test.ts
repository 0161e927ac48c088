import {
  countArgmaxableLabelSets,
  createMatrix,
  createRandom,
  type Matrix,
  trigonometricBasis,
  vandermondeBasis,
} from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import { signsOf } from '../layer/check-label-set.js';
import { createLayer } from '../layer/layer.js';
import { labelsOfMask, normalMatrix } from '../testing/random-layer.js';
import type { ArgmaxableByWitness } from '../verdict/verdict.js';
import { createVerifier, verifyVerdict } from '../verify/verify-verdict.js';
import { alternationCertificate } from './alternation-certificate.js';
import type { LayerStructure } from './layer-structure.js';
import { resolveStructure, signChangesOf } from './resolve-structure.js';

function permuted(basis: Matrix, permutation: ArrayLike<number>): Matrix {
  const weights = createMatrix(basis.rows, basis.cols);
  for (let label = 0; label < basis.rows; label++) {
    const at = permutation[label]! * basis.cols;
    weights.data.set(basis.data.subarray(at, at + basis.cols), label * basis.cols);
  }
  return weights;
}

const shuffled = createRandom(3).shuffle([0, 1, 2, 3, 4, 5, 6, 7]);

const small: { name: string; weights: Matrix; structure: LayerStructure }[] = [
  ...[0, 1, 2, 3].map((k) => ({
    name: `trigonometric, n = 8, k = ${k}`,
    weights: trigonometricBasis({ numLabels: 8, k }),
    structure: { kind: 'trigonometric', k } as const,
  })),
  {
    name: 'trigonometric, permuted',
    weights: permuted(trigonometricBasis({ numLabels: 8, k: 2 }), shuffled),
    structure: { kind: 'trigonometric', k: 2, permutation: shuffled },
  },
  ...[1, 2, 5, 8].map((dim) => ({
    name: `vandermonde, n = 8, dim = ${dim}`,
    weights: vandermondeBasis({ numLabels: 8, dim }),
    structure: { kind: 'vandermonde', dim } as const,
  })),
  {
    name: 'vandermonde on equispaced points',
    weights: vandermondeBasis({ numLabels: 8, dim: 4, points: 'equispaced' }),
    structure: { kind: 'vandermonde', dim: 4, points: 'equispaced' },
  },
  {
    name: 'vandermonde on points of its own, permuted',
    weights: permuted(
      vandermondeBasis({ numLabels: 8, dim: 4, points: [-3, -1, 0, 0.5, 2, 2.5, 7, 8] }),
      shuffled,
    ),
    structure: {
      kind: 'vandermonde',
      dim: 4,
      points: [-3, -1, 0, 0.5, 2, 2.5, 7, 8],
      permutation: shuffled,
    },
  },
];

describe('alternationCertificate', () => {
  it.each(small)('$name: annihilates every column of the basis', ({ weights, structure }) => {
    const layer = createLayer('test', { weights });
    const resolved = resolveStructure('test', layer, structure);
    const { dim } = layer;
    let numCertificates = 0;
    for (let mask = 0; mask < 256; mask++) {
      const labels = labelsOfMask(mask);
      if (signChangesOf(resolved, labels) <= resolved.maxSignChanges) continue;
      numCertificates++;
      const { rows, multipliers } = alternationCertificate(resolved, signsOf(layer, labels));
      expect(new Set(rows).size).toBe(resolved.maxSignChanges + 2);
      for (let j = 0; j < dim; j++) {
        let sum = 0;
        rows.forEach((label, i) => {
          sum += multipliers[i]! * (labels.includes(label) ? 1 : -1) * weights.data[label * dim + j]!;
        });
        expect(Math.abs(sum)).toBeLessThan(1e-12);
      }
    }
    expect(numCertificates).toBe(256 - countSetsWithin(weights, structure));
  });

  /** Sets with few enough sign changes: what the layer can output. */
  function countSetsWithin(weights: Matrix, structure: LayerStructure): number {
    const resolved = resolveStructure('test', createLayer('test', { weights }), structure);
    let count = 0;
    for (let mask = 0; mask < 256; mask++) {
      if (signChangesOf(resolved, labelsOfMask(mask)) <= resolved.maxSignChanges) count++;
    }
    expect(BigInt(count)).toBe(countArgmaxableLabelSets({ numLabels: 8, dim: weights.cols }));
    return count;
  }
});

describe('the alternation rule', () => {
  it.each(small)(
    '$name: all 256 sets as without the rule, proved without a solver',
    async ({ weights, structure }) => {
      const byRule = await createDetector({ weights, structure, margin: 'any' });
      const bySolver = await createDetector({ weights });
      const verifier = createVerifier({ weights });
      for (let mask = 0; mask < 256; mask++) {
        const labels = labelsOfMask(mask);
        const verdict = await byRule.check(labels);
        expect(verdict.decidedBy).toBe('alternation');
        expect(verdict.status).toBe((await bySolver.check(labels)).status);
        // At this size doubles prove everything, so the verifier need not know the structure.
        expect(verdict).not.toMatchObject({ proof: 'alternation' });
        expect(verifier.verify(verdict)).toEqual({ ok: true });
      }
    },
  );

  it('gives the largest margin when that is asked for', async () => {
    const weights = trigonometricBasis({ numLabels: 30, k: 4 });
    const best = await createDetector({ weights, structure: { kind: 'trigonometric', k: 4 } });
    const plain = await createDetector({ weights });
    const labels = [2, 9, 10, 21];
    const [first, second] = [await best.check(labels), await plain.check(labels)];
    expect(first).toMatchObject({ status: 'argmaxable', proof: 'witness', marginIsBest: true });
    expect(second).toMatchObject({ status: 'argmaxable', proof: 'witness', marginIsBest: true });
    const [one, other] = [first, second].map((verdict) => (verdict as ArgmaxableByWitness).margin);
    expect(one).toBeCloseTo(other!, 12);
  });

  it('answers by theorem where doubles show nothing, and the verifier needs the structure for that', async () => {
    const structure = { kind: 'trigonometric', k: 10 } as const;
    const weights = trigonometricBasis({ numLabels: 4000, k: 10 });
    const detector = await createDetector({ weights, structure });
    // Ten labels, every second one, packed into a two-hundredth of the cycle.
    const packed = await detector.check([0, 2, 4, 6, 8, 10, 12, 14, 16, 18]);
    expect(packed).toMatchObject({ status: 'argmaxable', proof: 'alternation', signChanges: 20 });
    const one = await detector.check([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20]);
    expect(one).toMatchObject({ status: 'unargmaxable', proof: 'alternation', signChanges: 22 });
    for (const verdict of [packed, one]) {
      expect(verifyVerdict({ weights, structure }, verdict)).toEqual({ ok: true });
      expect(verifyVerdict({ weights }, verdict)).toMatchObject({ ok: false });
      expect(verifyVerdict({ weights, structure }, { ...verdict, signChanges: 18 }).ok).toBe(false);
      const swapped = { ...verdict, status: verdict.status === 'argmaxable' ? 'unargmaxable' : 'argmaxable' };
      expect(verifyVerdict({ weights, structure }, swapped).ok).toBe(false);
      const relabelled = { ...verdict, labels: verdict.labels.slice(1) };
      expect(verifyVerdict({ weights, structure }, relabelled).ok).toBe(false);
    }
    // Spread out, the same number of labels needs no theorem.
    const spread = await detector.check([0, 400, 800, 1200, 1600, 2000, 2400, 2800, 3200, 3600]);
    expect(spread).toMatchObject({ status: 'argmaxable', proof: 'witness' });
    const spreadTooMany = await detector.check([0, 380, 800, 1100, 1500, 1800, 2200, 2600, 2900, 3300, 3700]);
    expect(spreadTooMany).toMatchObject({ status: 'unargmaxable', proof: 'exact', decidedBy: 'alternation' });
    expect(verifyVerdict({ weights }, spreadTooMany)).toEqual({ ok: true });
  });

  it('promises the same sets beside slack columns and a bias, and says nothing against others', async () => {
    const numLabels = 60;
    const basis = trigonometricBasis({ numLabels, k: 3 });
    const random = createRandom(6);
    const slack = normalMatrix(random, numLabels, 2);
    const weights = createMatrix(numLabels, 9);
    for (let i = 0; i < numLabels; i++) {
      weights.data.set(basis.data.subarray(7 * i, 7 * i + 7), 9 * i);
      weights.data.set(slack.data.subarray(2 * i, 2 * i + 2), 9 * i + 7);
    }
    const structure = { kind: 'trigonometric', k: 3 } as const;
    const bias = Float64Array.from({ length: numLabels }, () => random.normal());
    for (const layer of [
      { weights, structure },
      { weights, structure, bias },
    ]) {
      for (const margin of ['any', 'best'] as const) {
        const detector = await createDetector({ ...layer, margin });
        const few = await detector.check([5, 20, 41]);
        expect(few).toMatchObject({
          status: 'argmaxable',
          proof: 'witness',
          decidedBy: margin === 'any' ? 'alternation' : 'active-set',
        });
        expect(verifyVerdict(layer, few)).toEqual({ ok: true });
        const many = await detector.check([5, 7, 9, 11, 20, 41]);
        expect(many.decidedBy).not.toBe('alternation');
        expect(verifyVerdict(layer, many)).toEqual({ ok: true });
      }
    }
    const forged = {
      labels: [0, 2, 4, 6, 8],
      status: 'unargmaxable',
      proof: 'alternation',
      signChanges: 10,
      marginUpperBound: 1,
      certificate: { rows: [0], multipliers: Float64Array.of(1) },
    };
    expect(verifyVerdict({ weights, structure }, forged).reason).toMatch(/slack columns or a bias/);
  });

  it('decides argmax and top-k with the threshold 0', async () => {
    const structure = { kind: 'trigonometric', k: 2 } as const;
    const weights = trigonometricBasis({ numLabels: 40, k: 2 });
    for (const [rule, labels] of [
      ['argmax', [17]],
      [{ topK: 2 }, [3, 30]],
    ] as const) {
      const detector = await createDetector({ weights, structure, rule, margin: 'any' });
      const verdict = await detector.check(labels);
      expect(verdict).toMatchObject({ status: 'argmaxable', decidedBy: 'alternation', threshold: 0 });
      expect(verifyVerdict({ weights, rule }, verdict)).toEqual({ ok: true });
    }
    const top3 = await createDetector({ weights, structure, rule: { topK: 3 } });
    const verdict = await top3.check([3, 15, 30]);
    expect(verdict).toMatchObject({ status: 'unargmaxable', decidedBy: 'alternation', proof: 'exact' });
    expect(verifyVerdict({ weights, rule: { topK: 3 } }, verdict)).toEqual({ ok: true });
  });

  it('refuses weights that are not what they are said to be', async () => {
    const weights = trigonometricBasis({ numLabels: 8, k: 2 });
    const make = (structure: LayerStructure, matrix: Matrix = weights) =>
      createDetector({ weights: matrix, structure });
    await expect(make({ kind: 'trigonometric', k: 3 })).rejects.toThrow(
      /has 7 columns, but the weights have only 5/,
    );
    await expect(make({ kind: 'vandermonde', dim: 5 })).rejects.toThrow(
      /not the vandermonde basis in float64: label 0/,
    );
    await expect(make({ kind: 'trigonometric', k: 2, permutation: shuffled })).rejects.toThrow(RangeError);
    await expect(
      make({ kind: 'trigonometric', k: 2, permutation: [0, 0, 2, 3, 4, 5, 6, 7] }),
    ).rejects.toThrow(/every integer of \[0, 8\) once, got 0 for label 1/);
    await expect(make({ kind: 'trigonometric', k: 2, permutation: [0] })).rejects.toThrow(/8 entries, got 1/);
    await expect(make({ kind: 'fourier' } as unknown as LayerStructure)).rejects.toThrow(TypeError);
    const single = { ...weights, data: weights.data.map(Math.fround) };
    await expect(make({ kind: 'trigonometric', k: 2 }, single)).rejects.toThrow(/leave structure out/);
  });
});
