import { describe, expect, it } from 'vitest';
import { InputError } from './input-error.js';

describe('InputError', () => {
  it('puts place, message and hint into one line', () => {
    const cause = new Error('inner');
    const error = new InputError('expected 3 labels, got 2.', {
      code: 'wrong-count',
      file: 'train.arff',
      line: 12,
      hint: 'Check the header.',
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe('InputError');
    expect(error.message).toBe('train.arff:12: expected 3 labels, got 2. Check the header.');
    expect(error).toMatchObject({
      code: 'wrong-count',
      file: 'train.arff',
      line: 12,
      hint: 'Check the header.',
      cause,
    });
  });

  it('leaves out what is not known', () => {
    expect(new InputError('is empty', { code: 'empty', file: 'a.csv' }).message).toBe('a.csv: is empty');
    const bare = new InputError('is empty', { code: 'empty', line: 3 });
    expect(bare.message).toBe('is empty');
    expect('cause' in bare).toBe(false);
  });
});
