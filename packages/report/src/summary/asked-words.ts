import type { ReportData } from '../report-data.js';

/** What the detection asked about, in words. */
export interface AskedWords {
  /** `label sets`, as in "of the 1,980 label sets". */
  readonly many: string;
  /** `different label sets of the test split`. */
  readonly manyOfSplit: string;
  /** `test label sets`. */
  readonly manyOfTest: string;
  /** What was asked, as a sentence. */
  readonly question: string;
  /** When a label counts as output, as the end of a sentence. */
  readonly output: string;
}

/** The words for a rule; those of the threshold rule where the data names none. */
export function askedWords({ rule = 'threshold' }: Pick<ReportData, 'rule'>): AskedWords {
  if (rule === 'argmax') {
    return {
      many: 'classes',
      manyOfSplit: 'classes',
      manyOfTest: 'classes',
      question:
        'Every class was checked against the trained output layer: is there any input at all for which it has the highest score?',
      output: 'The class with the highest score is the output.',
    };
  }
  if (rule === 'threshold') {
    return {
      many: 'label sets',
      manyOfSplit: 'different label sets of the test split',
      manyOfTest: 'test label sets',
      question:
        'Every different label set of the test split was checked against the trained output layer: is there any input at all for which the layer outputs exactly this set?',
      output: 'A label is on where its score is above 0.',
    };
  }
  const { topK } = rule;
  return {
    many: `sets of ${topK} labels`,
    manyOfSplit: `different sets of ${topK} labels of the test split`,
    manyOfTest: `test sets of ${topK} labels`,
    question: `Every different set of ${topK} labels of the test split was checked against the trained output layer: is there any input at all for which exactly these have the ${topK} highest scores?`,
    output: `The ${topK} labels with the highest scores are the output.`,
  };
}
