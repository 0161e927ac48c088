import { wordList } from '../html/word-list.js';
import { askedWords } from '../summary/asked-words.js';
import type { Digest } from '../summary/digest.js';
import type { Section } from './section.js';

/** The words of this report; those of heads that are not in it are left out. */
export function glossarySection(digest: Digest): Section {
  const kinds = new Set(digest.configurations.map((one) => one.head.kind));
  const guaranteed = digest.configurations.some((one) => one.head.k !== undefined);
  const slack = digest.configurations.some((one) => (one.head.slackDims ?? 0) > 0);
  const cutoff = /At(\d+)$/.exec(digest.metric?.key ?? '')?.[1];
  const words: [boolean, string, string][] = [
    [true, 'Label set', 'A subset of the labels: all that are on for one example, and no others.'],
    [
      true,
      'Head',
      `The output layer: it turns the features of an example into one score per label. ${askedWords(digest.data).output}`,
    ],
    [
      true,
      'Argmaxable',
      'Some input makes the head output exactly this label set. The proof is such an input, checked with error bounds.',
    ],
    [
      true,
      'Unargmaxable',
      'No input whatsoever makes the head output exactly this label set. The proof is a certificate: a combination of rows of the output matrix that rules it out.',
    ],
    [
      true,
      'Undecided',
      'Neither proof was found, mostly because the set is too close to the border for double precision. It is never counted as unargmaxable.',
    ],
    [
      true,
      'Width d',
      'Columns of the output matrix: the number of dimensions that all scores are made from. With fewer dimensions than labels some label sets are out of reach for every choice of weights.',
    ],
    [
      true,
      'Margin',
      'Room around the best input that outputs a set: the smallest distance to the border of any label, for inputs of length 1. It depends neither on the scale of the weights nor on a box.',
    ],
    [
      kinds.has('sigmoid-bottleneck'),
      'BSL',
      'Bottlenecked sigmoid layer: the features go through d numbers before they become scores. All columns are learned.',
    ],
    [
      kinds.has('dft'),
      'DFT head',
      'An output layer whose first 2k + 1 columns are fixed waves of low frequency. Every label set with at most k labels is argmaxable by construction.',
    ],
    [
      kinds.has('vandermonde'),
      'Vandermonde head',
      'As the DFT head, with powers of increasing points in place of waves.',
    ],
    [
      guaranteed,
      'Promised sets',
      'Label sets with at most k labels: the head is built so that each of them is argmaxable, whatever is learned.',
    ],
    [slack, 'Slack columns (s)', 'Learned columns beside the fixed ones, for accuracy.'],
    [
      true,
      'Parameters',
      'Trainable numbers of the head, biases included; the encoder before it is not counted.',
    ],
    [
      cutoff !== undefined,
      `P@${cutoff}, R@${cutoff}, F1@${cutoff}`,
      `Of the ${cutoff} labels with the highest scores: the share that is right (P), the share of the right labels they hold (R), and the harmonic mean of the two averages (F1).`,
    ],
    [
      true,
      'Seed',
      'The number that all randomness of a run comes from. Several seeds show how much of a difference is chance.',
    ],
  ];
  return {
    id: 'glossary',
    title: 'Words',
    body: wordList(words.filter(([shown]) => shown).map(([, word, meaning]) => [word, meaning])),
  };
}
