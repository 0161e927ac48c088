import { KernelMemoryError } from '@sbn/kernels/training';
import { describe, expect, it } from 'vitest';
import { withMemoryErrors } from './with-memory-errors.js';

const refuse = (code: KernelMemoryError['code'], bytes: number) => () => {
  throw new KernelMemoryError('the system said no', { code, bytes });
};

describe('withMemoryErrors', () => {
  it('says what to do about a model that is too large, and about a limit on addresses', () => {
    expect(() => withMemoryErrors(refuse('memory-limit', 5e9))).toThrow(
      /the system said no\. .*narrower head/,
    );
    expect(() => withMemoryErrors(refuse('memory-refused', 0))).toThrow(/the system said no\. .*ulimit -v/);
    expect(() => withMemoryErrors(refuse('memory-refused', 0))).toThrow(
      expect.objectContaining({ name: 'InputError', code: 'not-enough-memory' }),
    );
  });

  it('leaves everything else as it is', () => {
    const other = new Error('other');
    expect(() =>
      withMemoryErrors(() => {
        throw other;
      }),
    ).toThrow(other);
    expect(withMemoryErrors(() => 3)).toBe(3);
  });
});
