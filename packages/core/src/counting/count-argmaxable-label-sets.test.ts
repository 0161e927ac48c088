import { describe, expect, it } from 'vitest';
import { createRandom } from '../random/random.js';
import { countArgmaxableLabelSets } from './count-argmaxable-label-sets.js';

/**
 * Regions of n lines in the plane counted without the formula: walk the circle (no bias), or count by sampling points
 * densely around every crossing (with bias).
 */
function regionsThroughOrigin(rows: readonly [number, number][]): number {
  const angles = rows.flatMap(([x, y]) => [Math.atan2(x, -y), Math.atan2(-x, y)]).sort((a, b) => a - b);
  const seen = new Set<string>();
  angles.forEach((angle, i) => {
    const next = i + 1 < angles.length ? angles[i + 1]! : angles[0]! + 2 * Math.PI;
    const middle = (angle + next) / 2;
    seen.add(rows.map(([x, y]) => (x * Math.cos(middle) + y * Math.sin(middle) > 0 ? '1' : '0')).join(''));
  });
  return seen.size;
}

function regionsOfLines(rows: readonly [number, number, number][]): number {
  const seen = new Set<string>();
  const visit = (x: number, y: number): void => {
    seen.add(rows.map(([a, b, c]) => (a * x + b * y + c > 0 ? '1' : '0')).join(''));
  };
  rows.forEach(([a, b, c], i) => {
    rows.slice(0, i).forEach(([d, e, f]) => {
      const det = a * e - b * d;
      const x = (b * f - c * e) / det;
      const y = (c * d - a * f) / det;
      // Every region of two or more lines in general position has a corner: look all around each of them.
      for (let turn = 0; turn < 720; turn++) {
        const angle = (2 * Math.PI * (turn + 0.5)) / 720;
        visit(x + 1e-7 * Math.cos(angle), y + 1e-7 * Math.sin(angle));
      }
    });
  });
  return seen.size;
}

describe('countArgmaxableLabelSets', () => {
  it('has the values known by hand', () => {
    // Three labels on two features: 6 of 8; with a bias 7 of 8 (three lines cut the plane into seven).
    expect(countArgmaxableLabelSets({ numLabels: 3, dim: 2 })).toBe(6n);
    expect(countArgmaxableLabelSets({ numLabels: 3, dim: 2, bias: true })).toBe(7n);
    expect(countArgmaxableLabelSets({ numLabels: 1, dim: 1 })).toBe(2n);
    expect(countArgmaxableLabelSets({ numLabels: 5, dim: 1 })).toBe(2n);
    expect(countArgmaxableLabelSets({ numLabels: 5, dim: 1, bias: true })).toBe(6n);
    // No features: Wx is 0 and no sign is strict; with a bias there is the one sign vector of b.
    expect(countArgmaxableLabelSets({ numLabels: 5, dim: 0 })).toBe(0n);
    expect(countArgmaxableLabelSets({ numLabels: 5, dim: 0, bias: true })).toBe(1n);
    expect(countArgmaxableLabelSets({ numLabels: 10, dim: 4 })).toBe(2n * (1n + 9n + 36n + 84n));
  });

  it('is 2^n from d = n on, and never before (with a bias: from d = n on)', () => {
    for (let n = 1; n <= 12; n++) {
      for (const bias of [false, true]) {
        expect(countArgmaxableLabelSets({ numLabels: n, dim: n, bias })).toBe(1n << BigInt(n));
        expect(countArgmaxableLabelSets({ numLabels: n, dim: n + 3, bias })).toBe(1n << BigInt(n));
        expect(countArgmaxableLabelSets({ numLabels: n, dim: n - 1, bias })).toBeLessThan(1n << BigInt(n));
      }
    }
  });

  it('counts the regions of random lines', () => {
    const random = createRandom('lines'.length);
    for (let n = 2; n <= 7; n++) {
      const rows = Array.from(
        { length: n },
        () => [random.normal(), random.normal(), random.normal()] as const,
      );
      expect(BigInt(regionsThroughOrigin(rows.map(([a, b]) => [a, b])))).toBe(
        countArgmaxableLabelSets({ numLabels: n, dim: 2 }),
      );
      expect(BigInt(regionsOfLines(rows.map(([a, b, c]) => [a, b, c])))).toBe(
        countArgmaxableLabelSets({ numLabels: n, dim: 2, bias: true }),
      );
    }
  });

  it('obeys the recurrence of cutting by one more hyperplane, at sizes of real layers', () => {
    // Both kinds grow by the regions of the new hyperplane itself: R(n+1, d) = R(n, d) + R(n, d-1).
    for (const [numLabels, dim] of [
      [8921, 100],
      [20000, 200],
    ] as const) {
      for (const bias of [false, true]) {
        expect(countArgmaxableLabelSets({ numLabels: numLabels + 1, dim, bias })).toBe(
          countArgmaxableLabelSets({ numLabels, dim, bias }) +
            countArgmaxableLabelSets({ numLabels, dim: dim - 1, bias }),
        );
      }
    }
  });

  it('refuses what is no layer', () => {
    expect(() => countArgmaxableLabelSets({ numLabels: 0, dim: 1 })).toThrow(RangeError);
    expect(() => countArgmaxableLabelSets({ numLabels: 3, dim: -1 })).toThrow(RangeError);
    expect(() => countArgmaxableLabelSets({ numLabels: 3, dim: 1, bias: 1 as unknown as boolean })).toThrow(
      TypeError,
    );
  });
});
