import { expect, it } from 'vitest';
import { normaliseRows } from './normalise-rows.js';

it('scales every row but one of zeros', () => {
  const rows = Float32Array.of(3, 4, 0, 0, -5, 12);
  normaliseRows(rows, 2);
  const expected = [0.6, 0.8, 0, 0, -5 / 13, 12 / 13];
  for (const [i, value] of rows.entries()) expect(value).toBeCloseTo(expected[i]!, 6);
});
