import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { labelsFromSignVector, signVectorFrom } from './sign-vectors.js';

describe('sign vectors', () => {
  it('has +1 at the labels and -1 elsewhere', () => {
    expect(signVectorFrom([3, 0], 5)).toEqual(Int8Array.of(1, -1, -1, 1, -1));
    expect(signVectorFrom(new Set<number>(), 2)).toEqual(Int8Array.of(-1, -1));
    expect(labelsFromSignVector([1, -1, -1, 1, -1])).toEqual(Uint32Array.of(0, 3));
  });

  it('goes there and back', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(1, -1), { minLength: 1 }), (signs) => {
        const labels = labelsFromSignVector(signs);
        expect([...signVectorFrom(labels, signs.length)]).toEqual(signs);
      }),
    );
  });

  it('refuses labels and signs that are none', () => {
    expect(() => signVectorFrom([5], 5)).toThrow(/label 5 is not an integer in \[0, 5\)/);
    expect(() => signVectorFrom([-1], 5)).toThrow(RangeError);
    expect(() => signVectorFrom([1.5], 5)).toThrow(RangeError);
    expect(() => signVectorFrom([2, 1, 2], 5)).toThrow(/label 2 occurs twice/);
    expect(() => signVectorFrom(3 as unknown as number[], 5)).toThrow(TypeError);
    expect(() => labelsFromSignVector([1, 0])).toThrow(/signs\[1\] must be 1 or -1, got 0/);
    expect(() => labelsFromSignVector('11' as unknown as number[])).toThrow(TypeError);
  });
});
