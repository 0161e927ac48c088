import { describe, expect, it } from 'vitest';
import { type BoxedVerdict, disagreementLimit, leastRadius, summarizeBox } from './box-summary.js';

function verdict(
  labels: number[],
  occurrences: number,
  status: BoxedVerdict['status'] = 'argmaxable',
): BoxedVerdict {
  return { labels, status, isImpossible: status === 'unargmaxable', occurrences, margin: 0.25 };
}

const exactly = (radius: number): { radius: number; radiusUpperBound: number } => ({
  radius,
  radiusUpperBound: radius,
});

describe('summarizeBox', () => {
  it('counts sets and examples, and lists what has an input and no ball', () => {
    const summarizer = summarizeBox({ box: 1e4, epsilon: 1 });
    summarizer.add(verdict([1], 5), exactly(20));
    summarizer.add(verdict([2], 1), exactly(1));
    summarizer.add(verdict([1, 2], 2), exactly(leastRadius / 2));
    summarizer.add(verdict([1, 3], 3), { radius: 0, radiusUpperBound: 2 });
    summarizer.add(verdict([4, 5], 1, 'undecided'), { radius: 0, radiusUpperBound: 1e-7 });
    summarizer.add(verdict([0, 2, 4], 8, 'unargmaxable'));
    const summary = summarizer.summary();
    expect(summary.sets).toEqual({
      total: 6,
      argmaxable: 2,
      unargmaxable: 2,
      undecided: 2,
      epsilonArgmaxable: 1,
      notEpsilonArgmaxable: 4,
      epsilonUndecided: 1,
    });
    expect(summary.examples).toEqual({
      total: 20,
      argmaxable: 6,
      unargmaxable: 10,
      undecided: 4,
      epsilonArgmaxable: 5,
      notEpsilonArgmaxable: 12,
      epsilonUndecided: 3,
    });
    expect(summary.byCardinality.map(({ cardinality, sets }) => [cardinality, sets.total])).toEqual([
      [1, 2],
      [2, 3],
      [3, 1],
    ]);
    expect(summary.byCardinality[1]).toMatchObject({
      sets: { argmaxable: 0, unargmaxable: 1, undecided: 2 },
      examples: { total: 6, unargmaxable: 2 },
    });
    expect(summary.disagreements).toEqual({
      sets: 2,
      examples: 5,
      listed: [
        { labels: [1, 3], occurrences: 3, margin: 0.25, radiusUpperBound: 2, inBox: 'undecided' },
        {
          labels: [1, 2],
          occurrences: 2,
          margin: 0.25,
          radiusUpperBound: leastRadius / 2,
          inBox: 'unargmaxable',
        },
      ],
    });
  });

  it('weighs percentiles by what carries the set; a set without a ball has the radius 0', () => {
    const summarizer = summarizeBox({ box: 10, epsilon: 0 });
    for (let i = 1; i <= 10; i++) summarizer.add(verdict([i], i === 1 ? 91 : 1), exactly(i));
    summarizer.add(verdict([11], 1), { radius: Infinity, radiusUpperBound: Infinity });
    summarizer.add(verdict([0, 1], 1, 'unargmaxable'));
    const { radii } = summarizer.summary();
    const at = (percent: number) => radii.find((one) => one.percent === percent);
    expect(at(1)).toMatchObject({ sets: 0, examples: 1 });
    expect(at(50)).toMatchObject({ sets: 5, examples: 1 });
    expect(at(99)).toMatchObject({ sets: null, examples: 10 });
  });

  it('names only so many disagreements, and is empty without sets', () => {
    const summarizer = summarizeBox({ box: 10, epsilon: 1 });
    expect(summarizer.summary()).toMatchObject({ sets: { total: 0 }, radii: [] });
    for (let i = 0; i < 50; i++) summarizer.add(verdict([i], i), exactly(-1));
    const { disagreements } = summarizer.summary();
    expect(disagreements.sets).toBe(50);
    expect(disagreements.listed).toHaveLength(disagreementLimit);
    expect(disagreements.listed[0]?.occurrences).toBe(49);
  });
});
