import { availableParallelism } from 'node:os';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { threadCount } from './thread-count.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('threadCount', () => {
  it('is what was asked for, else one for each processor', () => {
    expect(threadCount('here', 3)).toBe(3);
    expect(threadCount('here', undefined)).toBe(Math.min(availableParallelism(), 16));
    expect(() => threadCount('here', 0)).toThrow(RangeError);
    expect(() => threadCount('here', 1.5)).toThrow(/^here: threads must be an integer >= 1, got 1.5/);
  });

  it('is one where threads cannot share memory, and more are refused', () => {
    vi.stubGlobal('SharedArrayBuffer', undefined);
    expect(threadCount('here', undefined)).toBe(1);
    expect(threadCount('here', 1)).toBe(1);
    expect(() => threadCount('train', 2)).toThrow(
      expect.objectContaining({
        name: 'InputError',
        code: 'no-shared-memory',
        message: expect.stringMatching(/^train: 2 threads were asked for, .* Use threads: 1/s),
      }),
    );
  });
});
