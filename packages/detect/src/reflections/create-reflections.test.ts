import { createMatrix, createRandom, type Matrix } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { buildWitness } from '../detector/build-witness.js';
import { createLayer, type Layer, type LayerInput } from '../layer/layer.js';
import { createPriceRows } from '../solvers/price-rows.js';
import { isArgmaxableExactly } from '../testing/exact-reference.js';
import { normalMatrix, normalVector } from '../testing/random-layer.js';
import { createReflections, type Reflections } from './create-reflections.js';

function reflectionsOf(input: LayerInput): { layer: Layer; reflections: Reflections } {
  const layer = createLayer('test', { ...input, rule: 'argmax' });
  return { layer, reflections: createReflections(layer, createPriceRows(layer)) };
}

function scoresAt({ weights, bias }: LayerInput, x: Float64Array): number[] {
  return Array.from({ length: weights.rows }, (_, i) =>
    weights.data
      .subarray(i * weights.cols, (i + 1) * weights.cols)
      .reduce((sum, weight, j) => sum + weight * x[j]!, bias?.[i] ?? 0),
  );
}

const scaled = (weights: Matrix, factor: number): Matrix =>
  createMatrix(
    weights.rows,
    weights.cols,
    weights.data.map((value) => value * factor),
  );

describe('createReflections', () => {
  it.each([false, true])(
    'proposes what can be proved, and finds nearly every class that can win (bias: %s)',
    (withBias) => {
      let possible = 0;
      let found = 0;
      for (let seed = 0; seed < 12; seed++) {
        const random = createRandom([seed, 'reflections']);
        const input = {
          weights: normalMatrix(random, 14, 3),
          ...(withBias ? { bias: normalVector(random, 14) } : {}),
        };
        const { layer, reflections } = reflectionsOf(input);
        for (let label = 0; label < 14; label++) {
          const canWin = isArgmaxableExactly({ ...input, rule: 'argmax' }, [label]);
          if (canWin) possible++;
          const result = reflections.search(label, { limit: 500 })!;
          if (!result.settled) continue;
          expect(canWin).toBe(true);
          expect(buildWitness(layer, [label], result.direction)?.margin).toBeGreaterThan(0);
          found++;
        }
      }
      expect(possible).toBeGreaterThan(60);
      expect(found).toBeGreaterThan(0.97 * possible);
    },
  );

  it('needs the reflections, not only the start', () => {
    const random = createRandom(['braid']);
    const { reflections } = reflectionsOf({ weights: normalMatrix(random, 200, 8) });
    const settledAfter = (limit: number): number =>
      Array.from({ length: 200 }, (_, label) => reflections.search(label, { limit })!).filter(
        ({ settled }) => settled,
      ).length;
    expect(settledAfter(0)).toBeGreaterThan(50);
    expect(settledAfter(40)).toBeGreaterThan(settledAfter(0) + 20);
  });

  it('mirrors the lead of the winner', () => {
    const random = createRandom(['mirror']);
    const input = { weights: normalMatrix(random, 60, 4), bias: normalVector(random, 60) };
    const { reflections } = reflectionsOf(input);
    let compared = 0;
    for (let label = 0; label < 60; label++) {
      const before = reflections.search(label, { limit: 0 })!;
      if (before.settled) continue;
      const after = reflections.search(label, { limit: 1 })!;
      const scoresBefore = scoresAt(input, before.direction.slice(0, 4));
      const scoresAfter = scoresAt(input, after.direction.slice(0, 4));
      const winner = scoresBefore.indexOf(Math.max(...scoresBefore));
      const lead = scoresBefore[winner]! - scoresBefore[label]!;
      expect(scoresAfter[label]! - scoresAfter[winner]!).toBeCloseTo(lead, 9);
      compared++;
    }
    expect(compared).toBeGreaterThan(10);
  });

  it('gives a threshold between the best score and the second', () => {
    const random = createRandom(['threshold']);
    const input = { weights: normalMatrix(random, 30, 6), bias: normalVector(random, 30) };
    const { layer, reflections } = reflectionsOf(input);
    const result = reflections.search(3, { limit: 100 })!;
    expect(result.settled).toBe(true);
    const scores = scoresAt(input, result.direction.slice(0, 6));
    const threshold = result.direction.at(-1)! * layer.thresholdScale;
    expect(threshold).toBeLessThan(scores[3]!);
    scores.forEach((score, label) => {
      if (label !== 3) expect(threshold).toBeGreaterThan(score);
    });
  });

  it('stays in the box, and goes as far as biases ask for', () => {
    // Class 0 wins only for x > 1000.
    const input = { weights: createMatrix(2, 1, [1, 0]), bias: Float64Array.of(-1000, 0) };
    const { layer, reflections } = reflectionsOf(input);
    const far = reflections.search(0)!;
    expect(far.settled).toBe(true);
    expect(buildWitness(layer, [0], far.direction)!.witness[0]).toBeGreaterThan(1000);
    const near = reflections.search(0, { box: 1500 })!;
    expect(near.settled).toBe(true);
    expect(near.direction[0]).toBeLessThanOrEqual(1500);
    const none = reflections.search(0, { box: 900 })!;
    expect(none.settled).toBe(false);
    expect(Math.abs(none.direction[0]!)).toBeLessThanOrEqual(900);

    const random = createRandom(['box']);
    const wide = { weights: normalMatrix(random, 50, 5), bias: normalVector(random, 50).map((b) => 30 * b) };
    const inBox = reflectionsOf(wide).reflections;
    let settled = 0;
    for (let label = 0; label < 50; label++) {
      const result = inBox.search(label, { limit: 50, box: 20 })!;
      expect(Math.max(...result.direction.slice(0, 5).map(Math.abs))).toBeLessThanOrEqual(20);
      if (result.settled) settled++;
    }
    expect(settled).toBeGreaterThan(5);
  });

  it('does not depend on the scale of the layer', () => {
    const random = createRandom(['scale']);
    const weights = normalMatrix(random, 40, 5);
    const counts = [1, 2 ** 400, 2 ** -400].map((factor) => {
      const { layer, reflections } = reflectionsOf({ weights: scaled(weights, factor) });
      return Array.from({ length: 40 }, (_, label) => {
        const result = reflections.search(label, { limit: 30 })!;
        if (result.settled) expect(buildWitness(layer, [label], result.direction)).toBeDefined();
        return result.settled ? result.reflections : -1;
      });
    });
    expect(counts[1]).toEqual(counts[0]);
    expect(counts[2]).toEqual(counts[0]);
  });

  it('ends without an answer for equal rows, and for a layer of one class with one', () => {
    const twins = reflectionsOf({ weights: createMatrix(3, 2, [1, 2, 1, 2, -1, 0]) }).reflections;
    expect(twins.search(0, { limit: 1e9 })!.settled).toBe(false);
    const single = reflectionsOf({ weights: createMatrix(1, 2, [1, 2]) });
    const result = single.reflections.search(0)!;
    expect(result).toMatchObject({ settled: true, reflections: 0 });
    expect(buildWitness(single.layer, [0], result.direction)).toBeDefined();
    const zeros = reflectionsOf({ weights: createMatrix(3, 2) }).reflections;
    expect(zeros.search(0)?.settled).not.toBe(true);
  });
});
