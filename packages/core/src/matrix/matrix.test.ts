import { describe, expect, it } from 'vitest';
import { createMatrix } from './matrix.js';

describe('createMatrix', () => {
  it('uses a Float64Array as it is, copies anything else, and starts at zero', () => {
    const data = Float64Array.of(1, 2, 3, 4, 5, 6);
    expect(createMatrix(2, 3, data).data).toBe(data);
    expect(createMatrix(2, 1, [7, 8])).toEqual({ rows: 2, cols: 1, data: Float64Array.of(7, 8) });
    expect(createMatrix(1, 2, Float32Array.of(0.5, 1)).data).toEqual(Float64Array.of(0.5, 1));
    expect(createMatrix(2, 2).data).toEqual(new Float64Array(4));
    expect(createMatrix(0, 5).data.length).toBe(0);
  });

  it('refuses shapes that are none', () => {
    expect(() => createMatrix(-1, 2)).toThrow('createMatrix: rows must be an integer >= 0, got -1');
    expect(() => createMatrix(1, 2.5)).toThrow('createMatrix: cols must be an integer >= 0, got 2.5');
    expect(() => createMatrix(2, 2, [1, 2, 3])).toThrow('a 2 x 2 matrix needs 4 entries, got 3');
  });
});
