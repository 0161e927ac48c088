import { describe, expect, it } from 'vitest';
import { asInputError } from './as-input-error.js';

describe('asInputError', () => {
  it('makes a mistake in the configuration of what a library refuses', async () => {
    const cause = new RangeError('dim must be >= 1');
    await expect(asInputError('heads: x', () => Promise.reject(cause))).rejects.toMatchObject({
      name: 'InputError',
      code: 'bad-config',
      message: 'heads: x: dim must be >= 1',
      cause,
    });
  });

  it('says what to do where there is no memory', async () => {
    // What V8 throws, in its own words.
    const tooMuch = (): unknown => new ArrayBuffer(Number.MAX_SAFE_INTEGER);
    await expect(asInputError('encoder', tooMuch)).rejects.toMatchObject({
      code: 'not-enough-memory',
      message:
        'encoder: the system refused memory (Array buffer allocation failed). ' +
        'Free memory, or raise the limit of this process or container (ulimit -v).',
    });
  });

  it('lets everything else through', async () => {
    const fault = new Error('a fault');
    await expect(asInputError('x', () => Promise.reject(fault))).rejects.toBe(fault);
    expect(await asInputError('x', () => 5)).toBe(5);
  });
});
