import type { ReportInBox } from '../in-box-data.js';

/** Ten label sets of twenty examples, one of which has an input and no ball. Made up. */
export const sampleInBox: ReportInBox = {
  box: 1e4,
  epsilon: 1,
  leastRadius: 1e-8,
  sets: {
    total: 10,
    ...{ argmaxable: 7, unargmaxable: 2, undecided: 1 },
    ...{ epsilonArgmaxable: 4, notEpsilonArgmaxable: 5, epsilonUndecided: 1 },
  },
  examples: {
    total: 20,
    ...{ argmaxable: 16, unargmaxable: 3, undecided: 1 },
    ...{ epsilonArgmaxable: 12, notEpsilonArgmaxable: 7, epsilonUndecided: 1 },
  },
  radii: [
    { percent: 5, sets: 0, examples: 0 },
    { percent: 50, sets: 0.42, examples: 2.5 },
    { percent: 95, sets: 310, examples: null },
  ],
  disagreements: {
    sets: 1,
    examples: 2,
    listed: [
      {
        labels: ['<b>red</b>', 'green'],
        numbers: [3, 17],
        occurrences: 2,
        margin: 3e-11,
        radiusUpperBound: 4e-9,
        inBox: 'unargmaxable',
      },
    ],
  },
};
