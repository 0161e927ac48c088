import { describe, expect, it } from 'vitest';
import { clipPolygon } from './clip-polygon.js';

const square = [
  [0n, 0n, 1n],
  [2n, 0n, 1n],
  [2n, 2n, 1n],
  [0n, 2n, 1n],
] as const;

describe('clipPolygon', () => {
  it('cuts exactly', () => {
    // 3x <= 1.
    expect(clipPolygon(square, [-3n, 0n, 1n])).toEqual([
      [0n, 0n, 1n],
      [1n, 0n, 3n],
      [1n, 6n, 3n],
      [0n, 2n, 1n],
    ]);
  });

  it('keeps a polygon that the line only touches, or drops all of it', () => {
    expect(clipPolygon(square, [1n, 0n, 0n])).toEqual(square);
    expect(clipPolygon(square, [-1n, 0n, 0n])).toEqual([]);
    expect(clipPolygon(square, [0n, 0n, 1n])).toEqual(square);
    expect(clipPolygon(square, [0n, 0n, 0n])).toEqual([]);
    // Through two corners.
    expect(clipPolygon(square, [1n, -1n, 0n])).toEqual([square[0], square[1], square[2]]);
  });
});
