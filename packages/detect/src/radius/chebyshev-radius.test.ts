import { createMatrix, createRandom, trigonometricBasis } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { createDetector } from '../detector/create-detector.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';

describe('Detector.radius', () => {
  it('is the radius known by geometry', async () => {
    // Both scores positive: the quadrant. The largest ball with its center in the box touches both axes.
    const quadrant = await createDetector({ weights: createMatrix(2, 2, [1, 0, 0, 7]) });
    const both = await quadrant.radius([0, 1], { box: 10 });
    expect(both.radius).toBeCloseTo(10, 9);
    expect(both.radiusUpperBound).toBeCloseTo(10, 9);
    expect([...both.center!]).toEqual([10, 10]);
    expect(both.isEpsilonArgmaxable).toBe(true);
    // A strip of width 2: 0 < x < 2.
    const strip = await createDetector({
      weights: createMatrix(2, 1, [1, -1]),
      bias: Float64Array.of(0, 2),
    });
    const inside = await strip.radius([0, 1], { epsilon: 1 });
    expect(inside.radius).toBeCloseTo(1, 9);
    expect((await strip.radius([0, 1], { epsilon: 0.9 })).isEpsilonArgmaxable).toBe(true);
    expect((await strip.radius([0, 1], { epsilon: 1.1 })).isEpsilonArgmaxable).toBe(false);
    // Neither: x < 0 and x > 2. The best point is in the middle, 1 away from both.
    expect((await strip.radius([])).radius).toBeCloseTo(-1, 9);
  });

  it('takes differences of rows for argmax and top-k', async () => {
    // Three points at the corners of a triangle, b = -‖w‖² / 2: the regions are the cells of nearest points.
    const points = [0, 0, 2, 0, 0, 2];
    const detector = await createDetector({
      weights: createMatrix(3, 2, points),
      bias: Float64Array.of(0, -2, -2),
      rule: 'argmax',
    });
    // Nearest to (0, 0): x < 1, y < 1, center in the box [-5, 5]²: distance 6 to both lines.
    expect((await detector.radius([0], { box: 5 })).radius).toBeCloseTo(6, 9);
    const pairs = await createDetector({
      weights: createMatrix(3, 1, [-1, 0, 1]),
      rule: { topK: 2 },
    });
    expect((await pairs.radius([1, 2], { box: 3 })).radius).toBeCloseTo(3, 9);
    const outer = await pairs.radius([0, 2], { box: 3 });
    expect(outer.radius).toBeLessThanOrEqual(0);
    expect(outer.isEpsilonArgmaxable).toBe(false);
    const all = await createDetector({ weights: createMatrix(2, 1, [1, 2]), rule: { topK: 2 } });
    expect((await all.radius([0, 1])).radius).toBe(Infinity);
  });

  it('knows scores that no input changes', async () => {
    const weights = createMatrix(2, 1, [0, 1]);
    const on = await createDetector({ weights, bias: Float64Array.of(1, 0) });
    expect((await on.radius([0, 1], { box: 2 })).radius).toBeCloseTo(2, 9);
    expect((await on.radius([1])).radius).toBe(-Infinity);
    expect((await on.radius([1])).isEpsilonArgmaxable).toBe(false);
  });

  it('has a ball of inputs around its center that all output the set', async () => {
    const random = createRandom(9);
    const weights = normalMatrix(random, 30, 3);
    const bias = normalVector(random, 30);
    const detector = await createDetector({ weights, bias });
    const scores = (x: Float64Array): boolean[] =>
      Array.from({ length: 30 }, (_, i) => {
        let score = bias[i]!;
        for (let j = 0; j < 3; j++) score += weights.data[3 * i + j]! * x[j]!;
        return score > 0;
      });
    let positive = 0;
    for (let trial = 0; trial < 20; trial++) {
      const on = scores(normalVector(random, 3));
      const labels = on.flatMap((value, i) => (value ? [i] : []));
      const { radius, center } = await detector.radius(labels);
      if (radius <= 0) continue;
      positive++;
      for (let probe = 0; probe < 50; probe++) {
        const step = normalVector(random, 3);
        const length = Math.hypot(...step);
        const x = center!.map((value, j) => value + (step[j]! / length) * radius * 0.999);
        expect(scores(x)).toEqual(on);
      }
    }
    expect(positive).toBeGreaterThan(15);
  });

  it('has bounds where both solvers give up', async () => {
    // Five labels close to each other or to the end of the cycle: a ball of a hundred millionth of the box, or none.
    const [numLabels, k, slack] = [2000, 5, 4];
    const fixed = trigonometricBasis({ numLabels, k });
    const random = createRandom(['drawn layer', 0, numLabels, k]);
    const dim = fixed.cols + slack;
    const weights = createMatrix(numLabels, dim);
    for (let j = 0; j < dim; j++) {
      for (let i = 0; i < numLabels; i++) {
        weights.data[i * dim + j] =
          j < fixed.cols ? fixed.data[i * fixed.cols + j]! : Math.sqrt(1 / numLabels) * random.normal();
      }
    }
    const detector = await createDetector({ weights, warmStart: false, screening: false });
    const found = await detector.radius([366, 1864, 1941, 1960, 1971]);
    expect(found.failure).toMatch(/HiGHS/);
    expect(found.radiusUpperBound).toBeLessThan(1e-3);
    expect(found.radius).toBeLessThanOrEqual(found.radiusUpperBound);
    expect(found.isEpsilonArgmaxable).toBe(false);
  });

  it('refuses bad options', async () => {
    const detector = await createDetector({ weights: createMatrix(1, 1, [1]) });
    await expect(detector.radius([0], { box: 0 })).rejects.toThrow(/box must be a finite number > 0, got 0/);
    await expect(detector.radius([0], { epsilon: Number.NaN })).rejects.toThrow(RangeError);
    await expect(detector.radius([1])).rejects.toThrow(/labels must be integers in \[0, 1\), got 1/);
  });
});

describe('radii where lengths are subnormal', () => {
  it('are proved all the same: no more than geometry allows, and no less', async () => {
    // One score, u (x + y): the ball around the corner (B, B) reaches to the line x + y = 0, √2 B away.
    for (const unit of [2 ** -1074, 3 * 2 ** -1074, 2 ** -1060, 2 ** -1022]) {
      const detector = await createDetector({ weights: createMatrix(1, 2, [unit, unit]) });
      const { radius, radiusUpperBound } = await detector.radius([0], { box: 1e6 });
      expect(radius).toBeLessThanOrEqual(Math.SQRT2 * 1e6 * (1 + 1e-9));
      expect(radiusUpperBound).toBeGreaterThanOrEqual(Math.SQRT2 * 1e6 * (1 - 1e-9));
      if (unit >= 2 ** -1030) expect(radius).toBeGreaterThan(1.414e6);
    }
  });
});
