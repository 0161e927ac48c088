import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topKLabels } from './top-k-labels.js';

describe('topKLabels', () => {
  it('puts the best first and the lower label first among equals', () => {
    const scores = Float32Array.of(1, 3, 2, 3, -1, 3);
    expect(topKLabels({ scores, k: 1 })).toEqual(Uint32Array.of(1));
    expect(topKLabels({ scores, k: 2 })).toEqual(Uint32Array.of(1, 3));
    expect(topKLabels({ scores, k: 5 })).toEqual(Uint32Array.of(1, 3, 5, 2, 0));
    expect(topKLabels({ scores, k: 99 })).toEqual(Uint32Array.of(1, 3, 5, 2, 0, 4));
    const flat = new Float64Array(4).fill(Number.NEGATIVE_INFINITY);
    expect(topKLabels({ scores: flat, k: 2 })).toEqual(Uint32Array.of(0, 1));
    expect(topKLabels({ scores: new Float64Array(0), k: 2 })).toEqual(new Uint32Array(0));
  });

  it('equals sorting everything', () => {
    const score = fc.oneof(fc.constantFrom(0, 1, -0, Infinity, -Infinity), fc.double({ noNaN: true }));
    fc.assert(
      fc.property(fc.array(score, { maxLength: 60 }), fc.integer({ min: 1, max: 70 }), (list, k) => {
        const scores = Float64Array.from(list);
        const sorted = Array.from(list.keys()).sort((a, b) =>
          list[a] === list[b] ? a - b : list[b]! > list[a]! ? 1 : -1,
        );
        expect([...topKLabels({ scores, k })]).toEqual(sorted.slice(0, k));
      }),
      { numRuns: 500 },
    );
  });

  it('refuses NaN and a k that is none', () => {
    expect(() => topKLabels({ scores: Float32Array.of(1, Number.NaN), k: 1 })).toThrow(
      /row 0, label 1 is NaN/,
    );
    expect(() => topKLabels({ scores: Float32Array.of(1), k: 0 })).toThrow(RangeError);
    expect(() => topKLabels({ scores: [1] as unknown as Float32Array, k: 1 })).toThrow(TypeError);
  });
});
