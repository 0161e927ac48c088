import { describe, expect, it } from 'vitest';
import { trigonometricBasis } from '../bases/trigonometric-basis.js';
import { vandermondeBasis } from '../bases/vandermonde-basis.js';
import { countArgmaxableLabelSets } from '../counting/count-argmaxable-label-sets.js';
import type { Matrix } from '../matrix/matrix.js';
import { createRandom } from '../random/random.js';
import { enumerateKSparseLabelSets, enumerateLabelSets } from './enumerate-label-sets.js';
import { type AlternatingStructure, isArgmaxableByAlternation } from './is-argmaxable-by-alternation.js';
import { labelsFromSignVector } from './sign-vectors.js';

const count = (numLabels: number, structure: AlternatingStructure): number =>
  [...enumerateLabelSets({ numLabels })].filter((labels) =>
    isArgmaxableByAlternation({ labels, numLabels, structure }),
  ).length;

function outputs(basis: Matrix, seed: number, tries: number): Set<string> {
  const random = createRandom(seed);
  const seen = new Set<string>();
  for (let i = 0; i < tries; i++) {
    const c = Array.from({ length: basis.cols }, () => random.normal());
    const signs = Array.from({ length: basis.rows }, (_, t) =>
      c.reduce((sum, value, j) => sum + value * basis.data[t * basis.cols + j]!, 0) > 0 ? 1 : -1,
    );
    seen.add(labelsFromSignVector(signs).join());
  }
  return seen;
}

describe('isArgmaxableByAlternation', () => {
  it('admits exactly as many sets as Cover counts for a layer in general position', () => {
    for (let n = 1; n <= 11; n++) {
      for (let k = 0; 2 * k + 1 <= n; k++) {
        expect(BigInt(count(n, { kind: 'trigonometric', k }))).toBe(
          countArgmaxableLabelSets({ numLabels: n, dim: 2 * k + 1 }),
        );
      }
      for (let dim = 1; dim <= n; dim++) {
        expect(BigInt(count(n, { kind: 'vandermonde', dim }))).toBe(
          countArgmaxableLabelSets({ numLabels: n, dim }),
        );
      }
    }
  });

  it('admits exactly what random inputs to the layer do output', () => {
    // Small enough that 20,000 random inputs find every region.
    const cases: [number, AlternatingStructure, Matrix][] = [
      [6, { kind: 'trigonometric', k: 1 }, trigonometricBasis({ numLabels: 6, k: 1 })],
      [7, { kind: 'trigonometric', k: 1 }, trigonometricBasis({ numLabels: 7, k: 1 })],
      [6, { kind: 'vandermonde', dim: 3 }, vandermondeBasis({ numLabels: 6, dim: 3 })],
      [5, { kind: 'vandermonde', dim: 2 }, vandermondeBasis({ numLabels: 5, dim: 2, points: 'equispaced' })],
    ];
    for (const [numLabels, structure, basis] of cases) {
      const admitted = [...enumerateLabelSets({ numLabels })]
        .filter((labels) => isArgmaxableByAlternation({ labels, numLabels, structure }))
        .map((labels) => labels.join());
      expect([...outputs(basis, 3, 20000)].sort()).toEqual(admitted.sort());
    }
  });

  it('admits every set with at most k labels, in any order of labels', () => {
    const permutation = createRandom(4).shuffle(Uint32Array.from({ length: 14 }, (_, i) => i));
    for (const labels of enumerateKSparseLabelSets({ numLabels: 14, k: 3 })) {
      for (const structure of [
        { kind: 'trigonometric', k: 3 },
        { kind: 'trigonometric', k: 3, permutation },
        { kind: 'vandermonde', dim: 7, permutation },
      ] as const) {
        expect(isArgmaxableByAlternation({ labels, numLabels: 14, structure })).toBe(true);
      }
    }
  });

  it('reads the permutation as label -> row', () => {
    // Labels 0 and 1 sit on rows 0 and 2: four sign changes around the cycle of 5.
    const permutation = [0, 2, 1, 3, 4];
    const ask = (labels: number[]): boolean =>
      isArgmaxableByAlternation({
        labels,
        numLabels: 5,
        structure: { kind: 'trigonometric', k: 1, permutation },
      });
    expect(ask([0, 1])).toBe(false);
    expect(ask([0, 2])).toBe(true);
  });

  it('refuses structures that do not exist', () => {
    const ask = (structure: unknown) => (): boolean =>
      isArgmaxableByAlternation({
        labels: [1, 2],
        numLabels: 4,
        structure: structure as AlternatingStructure,
      });
    expect(ask({ kind: 'trigonometric', k: 2 })).toThrow(/structure.k must be an integer in \[0, 1\], got 2/);
    expect(ask({ kind: 'vandermonde', dim: 5 })).toThrow(RangeError);
    expect(ask({ kind: 'fourier', k: 1 })).toThrow(/got fourier/);
    expect(ask(undefined)).toThrow(TypeError);
    expect(ask({ kind: 'trigonometric', k: 1, permutation: [0, 1] })).toThrow(/must have 4 entries/);
    expect(ask({ kind: 'trigonometric', k: 1, permutation: [0, 1, 9, 3] })).toThrow(
      /permutation\[2\].*got 9/,
    );
    expect(ask({ kind: 'trigonometric', k: 1, permutation: [0, 1, 1, 3] })).toThrow(/occurs twice/);
  });
});
