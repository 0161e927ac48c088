import { describe, expect, it } from 'vitest';
import { binomialInterval } from './binomial-interval.js';

/** P(X <= x) of a binomial variable, summed term by term. */
function probabilityUpTo(x: number, total: number, p: number): number {
  let logChoose = 0;
  let sum = 0;
  for (let i = 0; i <= x; i++) {
    sum += Math.exp(logChoose + i * Math.log(p) + (total - i) * Math.log1p(-p));
    logChoose += Math.log(total - i) - Math.log(i + 1);
  }
  return sum;
}

describe('binomialInterval', () => {
  // The figures that R's binom.test prints.
  it.each([
    [7, 20, 0.95, 0.1539092, 0.5921885],
    [682, 925, 0.95, 0.7076683, 0.7654066],
    [0, 10, 0.95, 0, 0.3084971],
    [10, 10, 0.95, 0.6915029, 1],
    [1, 1, 0.95, 0.025, 1],
  ])('%i of %i at %f', async (successes, total, confidence, low, high) => {
    const interval = await binomialInterval({ successes, total, confidence });
    expect(interval.low).toBeCloseTo(low, 7);
    expect(interval.high).toBeCloseTo(high, 7);
    expect(interval).toMatchObject({ estimate: successes / total, confidence });
  });

  it('leaves half of the doubt at either end', async () => {
    for (const [successes, total] of [
      [1, 5],
      [3, 1000],
      [250, 1000],
      [999, 1000],
      [20, 20_000],
    ] as const) {
      for (const confidence of [0.5, 0.95, 0.999]) {
        const { low, high } = await binomialInterval({ successes, total, confidence });
        const tail = (1 - confidence) / 2;
        expect(1 - probabilityUpTo(successes - 1, total, low)).toBeCloseTo(tail, 6);
        expect(probabilityUpTo(successes, total, high)).toBeCloseTo(tail, 6);
      }
    }
  });

  it('takes unknown outcomes for failures below and for successes above', async () => {
    const interval = await binomialInterval({ successes: 7, unknown: 5, total: 30, confidence: 0.95 });
    const low = await binomialInterval({ successes: 7, total: 30, confidence: 0.95 });
    const high = await binomialInterval({ successes: 12, total: 30, confidence: 0.95 });
    expect(interval).toEqual({ estimate: 7 / 25, low: low.low, high: high.high, confidence: 0.95 });
    expect(await binomialInterval({ successes: 0, unknown: 4, total: 4, confidence: 0.95 })).toEqual({
      estimate: undefined,
      low: 0,
      high: 1,
      confidence: 0.95,
    });
  });

  it('refuses counts that cannot be', async () => {
    const options = { successes: 1, unknown: 0, total: 2, confidence: 0.95 };
    for (const [change, message] of [
      [{ successes: -1 }, /successes must be an integer >= 0, got -1/],
      [{ unknown: 0.5 }, /unknown must be an integer >= 0, got 0.5/],
      [{ unknown: 2 }, /at least successes \+ unknown = 3, got 2/],
      [{ successes: 0, total: 0 }, /total must be at least 1/],
      [{ confidence: 1 }, /confidence must be a number in \(0, 1\), got 1/],
    ] as const) {
      await expect(binomialInterval({ ...options, ...change })).rejects.toThrow(message);
    }
  });
});
