import { countArgmaxableLabelSets, createMatrix, createRandom } from '@sbn/core';
import { describe, expect, it } from 'vitest';
import { isArgmaxableExactly } from './exact-reference.js';
import { labelsOfMask, normalMatrix } from './random-layer.js';

describe('isArgmaxableExactly', () => {
  it('finds as many label sets as Cover counts', () => {
    for (const [numLabels, dim] of [
      [5, 2],
      [6, 3],
      [5, 5],
    ] as const) {
      const weights = normalMatrix(createRandom([numLabels, dim]), numLabels, dim);
      let count = 0n;
      for (let mask = 0; mask < 2 ** numLabels; mask++) {
        if (isArgmaxableExactly({ weights }, labelsOfMask(mask))) count++;
      }
      expect(count).toBe(countArgmaxableLabelSets({ numLabels, dim }));
    }
  });

  it('knows cases done by hand', () => {
    // Scores x, -x, 0: a zero row is never above nor below.
    const weights = createMatrix(3, 1, [1, -1, 0]);
    expect(isArgmaxableExactly({ weights }, [0])).toBe(false);
    // Scores x and -x with bias 1 each: both on at x = 0, never both off.
    const pair = { weights: createMatrix(2, 1, [1, -1]), bias: Float64Array.of(1, 1) };
    expect(isArgmaxableExactly(pair, [0, 1])).toBe(true);
    expect(isArgmaxableExactly(pair, [0])).toBe(true);
    expect(isArgmaxableExactly(pair, [])).toBe(false);
    // The middle of three points on a line never has the highest score; with a bias it can.
    const line = createMatrix(3, 1, [-1, 0, 1]);
    expect(isArgmaxableExactly({ weights: line, rule: 'argmax' }, [1])).toBe(false);
    expect(isArgmaxableExactly({ weights: line, rule: 'argmax' }, [2])).toBe(true);
    expect(
      isArgmaxableExactly({ weights: line, bias: Float64Array.of(0, 0.5, 0), rule: 'argmax' }, [1]),
    ).toBe(true);
    expect(isArgmaxableExactly({ weights: line, rule: { topK: 2 } }, [0, 2])).toBe(false);
    expect(isArgmaxableExactly({ weights: line, rule: { topK: 2 } }, [1, 2])).toBe(true);
    expect(isArgmaxableExactly({ weights: line, rule: { topK: 3 } }, [0, 1, 2])).toBe(true);
  });
});
