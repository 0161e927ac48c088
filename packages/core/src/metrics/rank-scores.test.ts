import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelSetsFrom } from '../sparse/label-sets.js';
import { arbitraryRows } from '../testing/arbitrary-rows.js';
import { scoredBatch } from '../testing/scored-batch.js';
import { rankScores } from './rank-scores.js';

describe('rankScores', () => {
  it('is what its definition says, ties included', () => {
    fc.assert(
      fc.property(
        arbitraryRows(),
        fc.nat(9),
        fc.constantFrom(0, 0.5, -1),
        ([numLabels, rows], k, threshold) => {
          const ranked = rankScores({ ...scoredBatch(rows, numLabels), k, threshold });
          const labels = Array.from({ length: numLabels }, (_, label) => label);
          const predicted = rows.map(({ scores }) => scores.map((score) => score > threshold));
          expect([...ranked.topLabels]).toEqual(
            rows.flatMap(({ scores }) =>
              labels
                .toSorted((a, b) => (scores[a] === scores[b] ? a - b : scores[b]! - scores[a]!))
                .slice(0, k),
            ),
          );
          expect([...ranked.goldRanks]).toEqual(
            rows.flatMap(({ scores, gold }) =>
              gold.map((label) => scores.filter((score) => score >= scores[label]!).length),
            ),
          );
          expect([...ranked.goldPredicted]).toEqual(
            rows.flatMap(({ gold }, row) => gold.map((label) => Number(predicted[row]![label]!))),
          );
          expect([...ranked.rowPredictions]).toEqual(predicted.map((row) => row.filter(Boolean).length));
          expect([...ranked.labelPredictions]).toEqual(
            labels.map((label) => predicted.filter((row) => row[label]).length),
          );
        },
      ),
      { numRuns: 300 },
    );
  });

  it('refuses what is not well-formed', () => {
    const batch = { scores: Float32Array.of(1, 2), numRows: 1, labels: labelSetsFrom([[0]], 2) };
    const rank = (change: object) => () => rankScores({ ...batch, k: 1, threshold: 0, ...change });
    expect(rank({ k: -1 })).toThrow(/rankScores: k must be an integer >= 0, got -1/);
    expect(rank({ threshold: Number.NaN })).toThrow(RangeError);
    expect(rank({ scores: Float32Array.of(1, Number.NaN) })).toThrow(/row 0, label 1 is NaN/);
    expect(rank({ labels: undefined })).toThrow(TypeError);
    expect(rank({ numRows: 2 })).toThrow(RangeError);
  });
});
