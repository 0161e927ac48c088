import type { SplitName } from '../dataset.js';
import type { Expectation } from '../prepared/check-expectation.js';

/** How the articles of each split are counted. */
export const articleCounts: Readonly<Record<SplitName, string>> = {
  train: 'training articles',
  valid: 'validation articles',
  test: 'test articles',
};

/** Grivas et al. (2024): the articles of task A that they drew, and the most frequent of their headings. */
export const bioasqExpectation: Expectation = {
  name: 'BioASQ task A as in the paper',
  counts: {
    [articleCounts.train]: 100_000,
    [articleCounts.valid]: 5000,
    [articleCounts.test]: 10_000,
    labels: 20_000,
  },
};
