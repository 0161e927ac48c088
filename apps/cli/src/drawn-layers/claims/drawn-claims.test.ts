import { describe, expect, it } from 'vitest';
import { allPercentiles, drawnMeasurement } from '../../testing/drawn-measurement.js';
import type { DrawnMeasurement } from '../drawn-summary.js';
import { drawnClaims } from './drawn-claims.js';

const question = { box: 1e4, epsilon: 1, leastRadius: 1e-8 };

/** The verdict on one claim, with its figure. */
function judge(id: string, measurements: readonly DrawnMeasurement[]) {
  return drawnClaims({ measurements, question }).find((claim) => claim.id === id);
}

const dft = (slackDims: number, changes: Partial<DrawnMeasurement> = {}): DrawnMeasurement =>
  drawnMeasurement({
    head: { kind: 'dft', slackDims },
    family: 'DFT',
    dim: 5 + slackDims,
    argmaxable: { yes: 10, no: 0, undecided: 0 },
    ...changes,
  });

const overSeeds = (...make: ((seed: number) => DrawnMeasurement)[]): DrawnMeasurement[] =>
  [0, 1, 2].flatMap((seed) => make.map((one) => one(seed)));

describe('every k-sparse set is argmaxable', () => {
  const claim = (argmaxable: DrawnMeasurement['argmaxable'], cardinality = 2) =>
    judge(
      'k-guarantee',
      overSeeds(
        (seed) => dft(0, { seed }),
        (seed) => dft(4, { seed, argmaxable, cardinality }),
      ),
    )!;

  it('is judged by proofs', () => {
    expect(claim({ yes: 10, no: 0, undecided: 0 }).verdict).toBe('borne-out');
    expect(claim({ yes: 9, no: 0, undecided: 1 }).verdict).toBe('open');
    expect(claim({ yes: 9, no: 1, undecided: 0 }).verdict).toBe('not-borne-out');
    expect(claim({ yes: 9, no: 1, undecided: 0 }).figure).toBe(
      '57 of 60 random sets of at most k labels are argmaxable by proof: 95.0% [95.0%, 95.0%] over 3 seeds; 3 unargmaxable, 0 undecided.',
    );
  });

  it('promises nothing of larger sets', () => {
    expect(claim({ yes: 0, no: 10, undecided: 0 }, 3)).toMatchObject({ verdict: 'borne-out' });
  });
});

describe('a random layer of the same width', () => {
  const claim = (no: number, undecided = 0, seeds = [0, 1, 2]) =>
    judge(
      'random-of-same-width',
      seeds.map((seed) =>
        drawnMeasurement({ seed, argmaxable: { yes: 10 - no - undecided, no, undecided } }),
      ),
    )!;

  it('is judged by the share that is proved to be out of reach', () => {
    expect(claim(9).verdict).toBe('borne-out');
    expect(claim(4).verdict).toBe('not-borne-out');
    // What is undecided may be argmaxable.
    expect(claim(4, 6).verdict).toBe('not-borne-out');
    // One seed tells nothing of the spread.
    expect(claim(9, 0, [0]).verdict).toBe('open');
  });

  it('is one without a constant column and with no more columns', () => {
    expect(judge('random-of-same-width', [drawnMeasurement({ dim: 9 })])).toBe(undefined);
    const constant = { kind: 'gaussian', extraDims: 0, constantColumn: true } as const;
    expect(judge('random-of-same-width', [drawnMeasurement({ head: constant })])).toBe(undefined);
  });
});

describe('the radius', () => {
  const sized = (radiusOf: (numLabels: number, seed: number) => number, slackDims = 0) =>
    [0, 1, 2].flatMap((seed) =>
      [100, 1000, 10_000].map((numLabels) =>
        dft(slackDims, { seed, numLabels, radius: allPercentiles(radiusOf(numLabels, seed)) }),
      ),
    );

  it('falls with n where every k has an exponent below 0', () => {
    const falling = judge(
      'radius-falls',
      sized((n, seed) => (1e6 * (1 + seed / 10)) / n ** 2),
    )!;
    expect(falling.verdict).toBe('borne-out');
    expect(falling.figure).toContain(
      'k = 2: e = -2.00 [-2.00, -2.00], from 110 at n = 100 to 0.011 at n = 10000.',
    );
    expect(
      judge(
        'radius-falls',
        sized((n) => n),
      )!.verdict,
    ).toBe('not-borne-out');
    expect(
      judge(
        'radius-falls',
        sized((n, seed) => n ** (seed - 1)),
      )!.verdict,
    ).toBe('open');
    // Radii that nobody can tell from 0 are no fall.
    expect(
      judge(
        'radius-falls',
        sized((n) => 1e-9 / n),
      )!.verdict,
    ).not.toBe('borne-out');
    expect(judge('radius-falls', [dft(0)])).toBe(undefined);
  });

  it('is raised by slack where it is at every n', () => {
    const plain = sized((n) => 1 / n);
    const raised = judge('slack-raises-radius', [...plain, ...sized((n, seed) => (5 + seed / 10) / n, 8)])!;
    expect(raised.verdict).toBe('borne-out');
    expect(raised.figure).toContain(
      'with 8 slack columns against none: least × 5.1 [4.9, 5.4] at k = 2, n = ',
    );
    const mixed = sized((n) => (n === 100 ? 0.5 : 5) / n, 8);
    expect(judge('slack-raises-radius', [...plain, ...mixed])!.verdict).toBe('not-borne-out');
    expect(judge('slack-raises-radius', plain)).toBe(undefined);
  });
});

describe('margins', () => {
  it('of fixed columns alone are tiny below a hundredth of the best order', () => {
    const claim = (margin: number) =>
      judge(
        'tiny-margins',
        overSeeds((seed) => dft(0, { seed, margin: allPercentiles(margin) })),
      )!.verdict;
    expect(claim(0.009 / Math.SQRT2)).toBe('borne-out');
    expect(claim(0.011 / Math.SQRT2)).toBe('not-borne-out');
  });

  it('of wide random layers with a constant column are those of the narrowest that is wide enough', () => {
    const head = { kind: 'gaussian', extraDims: 0, constantColumn: true } as const;
    const claim = (...margins: (readonly [dim: number, margin: number])[]) =>
      judge(
        'width-for-margins',
        overSeeds(
          ...margins.map(
            ([dim, margin]) =>
              (seed: number) =>
                drawnMeasurement({ head, dim, seed, margin: allPercentiles(margin) }),
          ),
        ),
      );
    // 3 k ln(n/k) = 23.5
    expect(claim([23, 0])).toBe(undefined);
    expect(claim([23, 0], [24, 0.08], [50, 0])!.verdict).toBe('borne-out');
    expect(claim([24, 0.06], [50, 0.2])!.verdict).toBe('not-borne-out');
  });
});

it('the number of label sets out of reach is counted exactly', () => {
  const claim = judge('exponentially-many', [drawnMeasurement({ dim: 5, numLabels: 100 })])!;
  expect(claim.verdict).toBe('borne-out');
  // 2 (C(99, 0) + … + C(99, 4)) = 7,852,352 of 2^100.
  expect(claim.figure).toContain('more than 1 in 10^23 of the 2^100 label sets');
});
