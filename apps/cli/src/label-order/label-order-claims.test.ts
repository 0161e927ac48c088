import { describe, expect, it } from 'vitest';
import { guaranteeClaim, otherSetsClaim } from './label-order-claims.js';
import type { LabelOrderSummary, OrderedHeadSummary } from './label-order-summary.js';

function head(order: string, unargmaxable: number, undecided: number): OrderedHeadSummary {
  return {
    ...{ headId: order, layer: 'DFT k=2', order, seeds: [0] },
    ...{ metric: null, argmaxable: null, argmaxableLarger: null, epsilonArgmaxable: null },
    ...{ metricDifference: null, argmaxableDifference: null },
    guarantee: { total: 50, argmaxable: 50 - unargmaxable - undecided, unargmaxable, undecided },
  };
}

/** @param learned shares of the co-occurrence order, one for each k */
function summary(
  learned: readonly number[],
  random: readonly (readonly number[])[],
  heads: readonly OrderedHeadSummary[] = [],
): LabelOrderSummary {
  return {
    ...{ name: 'x', metric: 'f1At5', numSets: 100, numLarger: learned.map(() => 40), randomSignChanges: 8 },
    orders: [
      {
        ...{ id: 'co-occurrence', name: 'co-occurrence order', meanSignChanges: 4 },
        shares: learned.map((ofLarger, i) => ({ k: i + 1, ofAll: 0.5, ofLarger })),
      },
    ],
    random: random.map((ofLarger, i) => ({ k: i + 1, ofLarger })),
    heads,
  };
}

describe('the claim of the guarantee', () => {
  it('is borne out where nothing promised is out of reach or undecided, in all orders', () => {
    const { verdict, figure, remark } = guaranteeClaim(
      summary([], [], [head('given order', 0, 0), head('random order 1', 0, 0)]),
    );
    expect({ verdict, remark }).toEqual({ verdict: 'borne-out', remark: undefined });
    expect(figure).toContain('In 2 orders, all seeds together, 100 of 100 checks');
  });

  it('falls by one set that is proved to be out of reach, and is open where one is undecided', () => {
    expect(guaranteeClaim(summary([], [], [head('a', 0, 0), head('b', 1, 3)]))).toMatchObject({
      verdict: 'not-borne-out',
      remark: expect.stringContaining('1 are proved'),
    });
    expect(guaranteeClaim(summary([], [], [head('a', 0, 1)])).verdict).toBe('open');
    expect(guaranteeClaim(summary([], [])).verdict).toBe('open');
  });
});

describe('the claim that the order decides about the other sets', () => {
  it('is borne out where the learned order is outside of all random ones for each k', () => {
    const { verdict, figure } = otherSetsClaim(
      summary(
        [0.5, 0.75],
        [
          [0.1, 0.2, 0.25],
          [0.3, 0.4, 0.5],
        ],
      ),
    );
    expect(verdict).toBe('borne-out');
    expect(figure).toContain('With k = 1 and no slack, 50');
    expect(figure).toContain('outside of the range of the random orders for 2 of 2 k');
  });

  it('leaves out a k for which no order matters', () => {
    expect(
      otherSetsClaim(
        summary(
          [0.5, 1],
          [
            [0.1, 0.2],
            [1, 1],
          ],
        ),
      ).verdict,
    ).toBe('borne-out');
    expect(otherSetsClaim(summary([1], [[1, 1]])).verdict).toBe('open');
  });

  it('falls where the learned order is like random ones, and is open where that depends on k', () => {
    expect(
      otherSetsClaim(
        summary(
          [0.15, 0.4],
          [
            [0.1, 0.2],
            [0.3, 0.5],
          ],
        ),
      ).verdict,
    ).toBe('not-borne-out');
    expect(
      otherSetsClaim(
        summary(
          [0.5, 0.4],
          [
            [0.1, 0.2],
            [0.3, 0.5],
          ],
        ),
      ).verdict,
    ).toBe('open');
    expect(otherSetsClaim(summary([], [])).verdict).toBe('open');
  });
});
