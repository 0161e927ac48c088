import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchify } from './batchify.js';
import { type TextWindow, type TextWindowOptions, textWindows } from './text-windows.js';

const text = (length: number): Int32Array => Int32Array.from({ length }, (_, i) => i);

describe('batchify', () => {
  it('lays contiguous pieces side by side', () => {
    expect(batchify({ tokens: text(11), batchSize: 3 })).toEqual({
      tokens: Int32Array.of(0, 3, 6, 1, 4, 7, 2, 5, 8),
      numSteps: 3,
      batchSize: 3,
      numDropped: 2,
    });
  });

  it('refuses what makes no columns', () => {
    expect(() => batchify({ tokens: text(5), batchSize: 3 })).toThrow(
      'batchify: 3 columns need at least 6 tokens, an input and a target each, got 5',
    );
    expect(() => batchify({ tokens: text(5), batchSize: 0 })).toThrow(RangeError);
    expect(() => batchify({ tokens: text(5), batchSize: 1.5 })).toThrow(RangeError);
  });
});

describe('textWindows', () => {
  it('gives inputs and the tokens that follow them', () => {
    const columns = batchify({ tokens: text(10), batchSize: 2 });
    expect([...textWindows(columns, { numSteps: 3 })]).toEqual([
      {
        start: 0,
        numSteps: 3,
        inputs: Int32Array.of(0, 5, 1, 6, 2, 7),
        targets: Int32Array.of(1, 6, 2, 7, 3, 8),
      },
      { start: 3, numSteps: 1, inputs: Int32Array.of(3, 8), targets: Int32Array.of(4, 9) },
    ]);
  });

  it('has every token but the last of each column as an input once, in order, whatever the windows', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 900 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 80 }),
        fc.option(fc.record({ seed: fc.integer(), epoch: fc.nat(9) }), { nil: undefined }),
        fc.nat(12),
        (length, batchSize, numSteps, jitter, skip) => {
          fc.pre(length >= 2 * batchSize);
          const columns = batchify({ tokens: text(length), batchSize });
          const options: TextWindowOptions = { numSteps, jitter };
          const windows = [...textWindows(columns, options)];
          const inputs = windows.flatMap((window) => [...window.inputs]);
          expect(inputs).toEqual([...columns.tokens.subarray(0, inputs.length)]);
          expect(inputs.length).toBe((columns.numSteps - 1) * batchSize);
          for (const window of windows) {
            // Tokens are their own places in the text.
            expect(window.targets).toEqual(window.inputs.map((token) => token + 1));
            expect(window.inputs.length).toBe(window.numSteps * batchSize);
          }
          expect([...textWindows(columns, { ...options, skip })]).toEqual(windows.slice(skip));
        },
      ),
    );
  });

  it('draws lengths as AWD-LSTM does', () => {
    const columns = batchify({ tokens: text(2_000_000), batchSize: 1 });
    const lengths = (jitter: { seed: number; epoch: number }): number[] =>
      [...textWindows(columns, { numSteps: 70, jitter })].slice(0, -1).map(({ numSteps }) => numSteps);
    const drawn = lengths({ seed: 1, epoch: 0 });
    const near = (values: number[], middle: number): void => {
      const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
      const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
      // Lengths are rounded down: half a step less.
      expect(Math.abs(mean - (middle - 0.5))).toBeLessThan(25 / Math.sqrt(values.length));
      expect(Math.abs(spread - 5)).toBeLessThan(20 / Math.sqrt(values.length));
    };
    // 70 and 35 are seven standard deviations apart.
    const short = drawn.filter((length) => length < 52);
    expect(Math.abs(short.length / drawn.length - 0.05)).toBeLessThan(0.005);
    near(short, 35);
    near(
      drawn.filter((length) => length >= 52),
      70,
    );
    expect(lengths({ seed: 1, epoch: 0 })).toEqual(drawn);
    expect(lengths({ seed: 1, epoch: 1 })).not.toEqual(drawn);
    expect(lengths({ seed: 2, epoch: 0 })).not.toEqual(drawn);
    const tiny: TextWindow[] = [...textWindows(columns, { numSteps: 2, jitter: { seed: 1, epoch: 0 } })];
    expect(tiny.slice(0, -1).filter(({ numSteps }) => numSteps < 5)).toEqual([]);
    expect(tiny.filter(({ numSteps }) => numSteps === 5).length).toBeGreaterThan(tiny.length / 2);
  });

  it('refuses options that are none, at the call', () => {
    const columns = batchify({ tokens: text(10), batchSize: 2 });
    expect(() => textWindows(columns, { numSteps: 0 })).toThrow(RangeError);
    expect(() => textWindows(columns, { numSteps: 3, skip: -1 })).toThrow(/skip must be a number of windows/);
    expect(() => textWindows(columns, { numSteps: 3, jitter: { seed: Number.NaN, epoch: 0 } })).toThrow(
      RangeError,
    );
  });
});
