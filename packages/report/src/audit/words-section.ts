import type { AuditReportData } from '../audit-report-data.js';
import { wordList } from '../html/word-list.js';
import type { Section } from '../sections/section.js';

/** The words of an audit's report. */
export function wordsSection({ question, sample, margins }: AuditReportData): Section {
  const { rule, box } = question;
  const words: [boolean, string, string][] = [
    [
      true,
      'Output layer',
      'The last step of a model: it turns d numbers x into one score per label, y = Wx + b.',
    ],
    [
      rule === 'argmax',
      'Wins (argmaxable)',
      'Some input gives this class a higher score than every other. The proof is such an input, checked with error bounds.',
    ],
    [
      rule === 'threshold',
      'Can be output (argmaxable)',
      'Some input gives the labels of the set scores above 0 and all others scores below 0. The proof is such an input, checked with error bounds.',
    ],
    [
      typeof rule === 'object',
      'Can be the top k (argmaxable)',
      'Some input gives each label of the set a higher score than every label outside it. The proof is such an input, checked with error bounds.',
    ],
    [
      true,
      'Never (unargmaxable)',
      'No input does. The proof is a certificate: a combination of rows of the weights that rules it out.',
    ],
    [
      true,
      'Undecided',
      'Neither proof was found, mostly because it is too close for double precision. Never counted as unargmaxable.',
    ],
    [
      box !== undefined,
      'Box',
      'Only inputs whose every coordinate lies between −B and B count. What is out of reach without a box is out of reach in every box.',
    ],
    [
      margins !== undefined,
      'Margin',
      'Room around an input: the smallest distance to the border of any label, for inputs of length 1. It depends neither on the scale of the weights nor on a box.',
    ],
    [
      sample !== undefined,
      'Confidence interval',
      'Made so that, over many random samples, it holds the true share at least as often as its confidence says.',
    ],
  ];
  return {
    id: 'words',
    title: 'Words',
    body: wordList(words.filter(([shown]) => shown).map(([, word, meaning]) => [word, meaning])),
  };
}
