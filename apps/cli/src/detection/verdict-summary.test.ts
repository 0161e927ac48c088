import type { Verdict } from '@sbn/detect';
import { describe, expect, it } from 'vitest';
import { notableLimit, summarizeVerdicts } from './verdict-summary.js';

const base = { decidedBy: 'highs', iterations: 1, milliseconds: 1 } as const;

function argmaxable(labels: number[], margin: number): Verdict {
  return {
    ...base,
    labels,
    status: 'argmaxable',
    proof: 'witness',
    witness: new Float64Array(1),
    margin,
    marginIsBest: true,
  };
}

function unargmaxable(labels: number[]): Verdict {
  return {
    ...base,
    labels,
    status: 'unargmaxable',
    proof: 'exact',
    certificate: { rows: [], multipliers: new Float64Array() },
    marginUpperBound: 0,
  };
}

function undecided(labels: number[]): Verdict {
  return { ...base, labels, status: 'undecided', reason: 'too close to call' };
}

describe('summarizeVerdicts', () => {
  it('counts sets, examples, cardinalities and what was promised', () => {
    const summarizer = summarizeVerdicts(2);
    summarizer.add(argmaxable([1], 0.5), 7);
    summarizer.add(argmaxable([1, 2], 0.02), 2);
    summarizer.add(undecided([2, 5]), 1);
    summarizer.add(unargmaxable([0, 2, 4]), 1);
    summarizer.add(unargmaxable([1, 3, 4]), 5);
    expect(summarizer.summary()).toEqual({
      total: 5,
      argmaxable: 2,
      unargmaxable: 2,
      undecided: 1,
      perExample: { total: 16, argmaxable: 9, unargmaxable: 6, undecided: 1 },
      guarantee: { k: 2, total: 3, argmaxable: 2, unargmaxable: 0, undecided: 1 },
      byCardinality: [
        {
          cardinality: 1,
          ...{ total: 1, argmaxable: 1, unargmaxable: 0, undecided: 0 },
          perExample: { total: 7, argmaxable: 7, unargmaxable: 0, undecided: 0 },
        },
        {
          cardinality: 2,
          ...{ total: 2, argmaxable: 1, unargmaxable: 0, undecided: 1 },
          perExample: { total: 3, argmaxable: 2, unargmaxable: 0, undecided: 1 },
        },
        {
          cardinality: 3,
          ...{ total: 2, argmaxable: 0, unargmaxable: 2, undecided: 0 },
          perExample: { total: 6, argmaxable: 0, unargmaxable: 6, undecided: 0 },
        },
      ],
      margins: {
        log10Edges: [-1.75, -1.5, -1.25, -1, -0.75, -0.5, -0.25],
        counts: [1, 0, 0, 0, 0, 1],
      },
      marginsAreBest: true,
      decidedBy: [{ name: 'highs', count: 5, milliseconds: 5 }],
      notable: [
        { labels: [1, 3, 4], status: 'unargmaxable', occurrences: 5 },
        { labels: [0, 2, 4], status: 'unargmaxable', occurrences: 1 },
        { labels: [2, 5], status: 'undecided', occurrences: 1, reason: 'too close to call' },
      ],
    });
  });

  it('tells deciders apart, most verdicts first, and margins that might be larger', () => {
    const summarizer = summarizeVerdicts();
    summarizer.add(unargmaxable([0]));
    for (const label of [1, 2]) {
      summarizer.add({
        ...argmaxable([label], 0.1),
        decidedBy: 'active-set',
        marginIsBest: false,
      } as Verdict);
    }
    expect(summarizer.summary()).toMatchObject({
      marginsAreBest: false,
      decidedBy: [
        { name: 'active-set', count: 2, milliseconds: 2 },
        { name: 'highs', count: 1, milliseconds: 1 },
      ],
    });
  });

  it('names only so many', () => {
    const summarizer = summarizeVerdicts();
    for (let i = 0; i < 100; i++) summarizer.add(unargmaxable([i]), i === 90 ? 2 : 1);
    const { notable, guarantee } = summarizer.summary();
    expect(notable.map(({ labels }) => labels[0])).toEqual([
      90,
      ...Array.from({ length: notableLimit - 1 }, (_, i) => i),
    ]);
    expect(guarantee).toBeUndefined();
  });

  it('is empty without verdicts', () => {
    expect(summarizeVerdicts().summary()).toMatchObject({
      total: 0,
      margins: { log10Edges: [], counts: [] },
    });
  });
});
