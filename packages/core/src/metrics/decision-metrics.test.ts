import { describe, expect, it } from 'vitest';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { confusionCounts } from './confusion-counts.js';
import { exactAccuracy } from './exact-accuracy.js';
import { hammingLoss } from './hamming-loss.js';
import { labelSetsAboveThreshold } from './label-sets-above-threshold.js';
import { macroF1 } from './macro-f1.js';
import { microF1 } from './micro-f1.js';

const predicted = labelSetsFrom([[0, 1], [2], [], [0]], 5);
const gold = labelSetsFrom([[1, 2], [2], [], [3]], 5);
const counts = confusionCounts({ predicted, gold });

describe('confusionCounts', () => {
  it('counts by hand', () => {
    expect(counts).toEqual({
      numRows: 4,
      numLabels: 5,
      numExact: 2,
      truePositives: Float64Array.of(0, 1, 1, 0, 0),
      falsePositives: Float64Array.of(2, 0, 0, 0, 0),
      falseNegatives: Float64Array.of(0, 0, 1, 1, 0),
    });
  });

  it('refuses label sets that do not match', () => {
    expect(() => confusionCounts({ predicted, gold: labelSetsFrom([[0]], 5) })).toThrow(
      /expected 1 rows, got 4/,
    );
    expect(() => confusionCounts({ predicted, gold: labelSetsFrom([[], [], [], []], 4) })).toThrow(
      RangeError,
    );
    expect(() => confusionCounts(undefined as never)).toThrow(TypeError);
  });
});

describe('metrics of decisions, by hand', () => {
  it('micro-F1', () => {
    const { precision, recall, f1 } = microF1(counts);
    expect([precision, recall, f1]).toEqual([2 / 4, 2 / 4, 4 / 8]);
  });

  it('macro-F1', () => {
    // F1 per label: 0, 1, 2/3, 0, 0; labels 1, 2, 3 are gold somewhere.
    const { allLabels, presentLabels, numPresentLabels } = macroF1(counts);
    expect(allLabels).toBeCloseTo(5 / 3 / 5, 15);
    expect(presentLabels).toBeCloseTo(5 / 3 / 3, 15);
    expect(numPresentLabels).toBe(3);
  });

  it('Hamming loss and exact accuracy', () => {
    expect(hammingLoss(counts)).toBe(4 / 20);
    expect(exactAccuracy(counts)).toBe(1 / 2);
  });

  it('are 0 where there is nothing to divide by', () => {
    const empty = labelSetsFrom([[]], 2);
    const nothing = confusionCounts({ predicted: empty, gold: empty });
    expect(microF1(nothing)).toEqual({ precision: 0, recall: 0, f1: 0 });
    expect(macroF1(nothing)).toEqual({ allLabels: 0, presentLabels: 0, numPresentLabels: 0 });
    expect(exactAccuracy(nothing)).toBe(1);
  });

  it('refuse what are no counts', () => {
    const none = confusionCounts({ predicted: labelSetsFrom([], 2), gold: labelSetsFrom([], 2) });
    for (const metric of [microF1, macroF1, hammingLoss, exactAccuracy]) {
      expect(() => metric(none)).toThrow(/at least one row and one label, got 0 x 2/);
      expect(() => metric({} as never)).toThrow(TypeError);
    }
  });
});

describe('labelSetsAboveThreshold', () => {
  it('takes labels strictly above', () => {
    const scores = Float32Array.of(1, 0, -1, 0.5, 2, 0.25);
    expect(labelSetsAboveThreshold({ scores, numRows: 2, numLabels: 3 })).toEqual(
      labelSetsFrom([[0], [0, 1, 2]], 3),
    );
    expect(labelSetsAboveThreshold({ scores, numRows: 2, numLabels: 3, threshold: 0.5 })).toEqual(
      labelSetsFrom([[0], [1]], 3),
    );
  });

  it('refuses NaN and shapes that do not fit', () => {
    const scores = Float32Array.of(1, Number.NaN);
    expect(() => labelSetsAboveThreshold({ scores, numRows: 2, numLabels: 1 })).toThrow(
      /row 1, label 0 is NaN/,
    );
    expect(() => labelSetsAboveThreshold({ scores, numRows: 2, numLabels: 2 })).toThrow(
      /need 4 scores, got 2/,
    );
    expect(() => labelSetsAboveThreshold({ scores, numRows: 1, numLabels: 2, threshold: Infinity })).toThrow(
      RangeError,
    );
  });
});
