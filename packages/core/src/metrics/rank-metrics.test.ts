import { describe, expect, it } from 'vitest';
import { averagePrecision } from './average-precision.js';
import { f1AtK } from './f1-at-k.js';
import { ndcgAtK } from './ndcg-at-k.js';
import { precisionAtK } from './precision-at-k.js';
import { recallAtK } from './recall-at-k.js';

const hits = [1, 0, 1, 1, 0];

describe('precisionAtK', () => {
  it('divides by k, whatever there is', () => {
    expect([1, 2, 3, 4, 5].map((k) => precisionAtK({ hits, k }))).toEqual([1, 1 / 2, 2 / 3, 3 / 4, 3 / 5]);
    expect(precisionAtK({ hits: [1, 1], k: 8 })).toBe(1 / 4);
    expect(precisionAtK({ hits: [], k: 2 })).toBe(0);
  });
});

describe('recallAtK', () => {
  it('divides by the number of gold labels, 0 without any', () => {
    expect([1, 3, 5].map((k) => recallAtK({ hits, k, numRelevant: 4 }))).toEqual([1 / 4, 1 / 2, 3 / 4]);
    expect(recallAtK({ hits: [0, 0], k: 2, numRelevant: 0 })).toBe(0);
  });
});

describe('f1AtK', () => {
  it('is the harmonic mean', () => {
    expect(f1AtK({ precision: 1 / 2, recall: 1 / 4 })).toBeCloseTo(1 / 3, 15);
    expect(f1AtK({ precision: 1, recall: 1 })).toBe(1);
    expect(f1AtK({ precision: 0, recall: 0 })).toBe(0);
    expect(() => f1AtK({ precision: 1.1, recall: 0 })).toThrow(RangeError);
    expect(() => f1AtK({ precision: Number.NaN, recall: 0 })).toThrow(RangeError);
  });
});

describe('ndcgAtK', () => {
  it('discounts by log2 and compares with the best order cut at k', () => {
    // Gains 1 and 1/2 at ranks 1 and 3; the best order of four has 1, 1/log2 3 and 1/2.
    expect(ndcgAtK({ hits, k: 3, numRelevant: 4 })).toBeCloseTo(1.5 / (1.5 + 1 / Math.log2(3)), 15);
    expect(ndcgAtK({ hits: [0, 1], k: 5, numRelevant: 1 })).toBeCloseTo(1 / Math.log2(3), 15);
    expect(ndcgAtK({ hits: [1, 1, 0], k: 3, numRelevant: 2 })).toBe(1);
    expect(ndcgAtK({ hits: [0, 0], k: 2, numRelevant: 0 })).toBe(0);
    expect(ndcgAtK({ hits: [1], k: 3, numRelevant: 3 })).toBeCloseTo(1 / (1.5 + 1 / Math.log2(3)), 15);
  });
});

describe('averagePrecision', () => {
  it('is the mean of the precisions at the hits', () => {
    const scores = Float64Array.of(0.9, 0.8, 0.7, 0.6);
    expect(averagePrecision({ scores, hits: [1, 0, 1, 0] })).toBeCloseTo((1 + 2 / 3) / 2, 15);
    expect(averagePrecision({ scores, hits: [0, 0, 0, 1] })).toBe(1 / 4);
    expect(averagePrecision({ scores, hits: [1, 1, 1, 1] })).toBe(1);
    expect(averagePrecision({ scores, hits: [0, 0, 0, 0] })).toBe(0);
    expect(averagePrecision({ scores: new Float32Array(0), hits: [] })).toBe(0);
  });

  it('lets equal scores stand or fall together', () => {
    // A hit and a miss share the top: precision 1/2 for that hit, 2/3 for the next.
    expect(averagePrecision({ scores: Float32Array.of(2, 2, 1), hits: [1, 0, 1] })).toBeCloseTo(
      (1 / 2 + 2 / 3) / 2,
      15,
    );
    expect(averagePrecision({ scores: Float32Array.of(2, 2, 1), hits: [0, 1, 1] })).toBeCloseTo(
      (1 / 2 + 2 / 3) / 2,
      15,
    );
    expect(averagePrecision({ scores: Float64Array.of(0, -0), hits: [0, 1] })).toBe(1 / 2);
  });

  it('refuses arrays that do not fit', () => {
    const scores = Float64Array.of(1, 2);
    expect(() => averagePrecision({ scores, hits: [1] })).toThrow(/2 scores need as many hits, got 1/);
    expect(() => averagePrecision({ scores, hits: [1, 2] })).toThrow(/hits\[1\] must be 0 or 1, got 2/);
    expect(() => averagePrecision({ scores: Float64Array.of(Number.NaN), hits: [1] })).toThrow(RangeError);
    expect(() => averagePrecision({ scores: [1] as unknown as Float64Array, hits: [1] })).toThrow(TypeError);
    expect(() => averagePrecision({ scores, hits: null as unknown as number[] })).toThrow(TypeError);
  });
});

describe('rankings that are none', () => {
  it('are refused', () => {
    expect(() => precisionAtK({ hits: [2], k: 1 })).toThrow('precisionAtK: hits[0] must be 0 or 1, got 2');
    expect(() => precisionAtK({ hits, k: 0 })).toThrow(RangeError);
    expect(() => precisionAtK({ hits: 1 as unknown as number[], k: 1 })).toThrow(TypeError);
    expect(() => recallAtK({ hits, k: 5, numRelevant: 2 })).toThrow(
      'recallAtK: 3 hits, but numRelevant is only 2',
    );
    expect(() => ndcgAtK({ hits, k: 5, numRelevant: -1 })).toThrow(RangeError);
    expect(() => ndcgAtK(undefined as never)).toThrow(TypeError);
  });
});
