import { InputError } from '@sbn/core';
import type { ArticleShares, BioasqOptions } from '@sbn/datasets/prepare';
import { asInputError } from '../as-input-error.js';
import { parseInteger } from '../commands/parse-integer.js';
import { parseNumber } from '../commands/parse-number.js';
import type { PreparationKind } from './preparation-kind.js';

interface Options {
  readonly articles: string;
  readonly train?: string;
  readonly valid?: string;
  readonly test?: string;
  readonly validShare?: number;
  readonly testShare?: number;
  readonly seed?: number;
  readonly maxTrain?: number;
  readonly maxValid?: number;
  readonly maxTest?: number;
  readonly labels?: string;
  readonly numLabels?: number;
}

/** `sbn prepare bioasq`: abstracts of PubMed and their MeSH headings. */
export const bioasqPreparation: PreparationKind<Options> = {
  command: {
    usage: 'bioasq',
    summary: 'BioASQ task A: titles and abstracts of PubMed and their MeSH headings',
    description:
      'Takes allMeSH_20xx.json, plain or .gz, which is streamed: 30 GB take minutes and little memory. Lists of PMIDs, ' +
      'one on each line, say which articles are for training, validation and testing; without them all articles are split ' +
      'by a hash of their PMIDs. Labels are the headings of a file, or those that most training articles have, or all. ' +
      'The data is given out at participants-area.bioasq.org to registered users.',
    examples: [
      'sbn prepare bioasq --articles allMeSH_2020.json --train train.csv --valid valid.csv --test test.csv --labels labels.txt --out data/bioasq',
      'sbn prepare bioasq --articles allMeSH_2020.json --max-train 100000 --max-valid 5000 --max-test 10000 --num-labels 20000 --out data/bioasq',
      'sbn prepare bioasq --articles sample.json.gz --test-share 0.2 --expect none --out data/sample',
    ],
  },
  expectation: 'those of the paper (100,000, 5,000 and 10,000 articles, 20,000 labels)',
  addOptions: (command) =>
    command
      .requiredOption('--articles <file>', 'allMeSH_20xx.json')
      .option('--train <file>', 'PMIDs of the training articles; with --valid and --test')
      .option('--valid <file>', 'PMIDs of the validation articles')
      .option('--test <file>', 'PMIDs of the test articles')
      .option(
        '--valid-share <share>',
        'without lists: share for validation (default: 0.05)',
        parseNumber(0, 1),
      )
      .option('--test-share <share>', 'without lists: share for testing (default: 0.1)', parseNumber(0, 1))
      .option('--seed <n>', 'without lists: another seed splits otherwise (default: 0)', parseInteger(0))
      .option('--max-train <n>', 'without lists: training articles at most', parseInteger(1))
      .option('--max-valid <n>', 'without lists: validation articles at most', parseInteger(0))
      .option('--max-test <n>', 'without lists: test articles at most', parseInteger(0))
      .option('--labels <file>', 'the labels, a MeSH heading on each line')
      .option('--num-labels <n>', 'take the headings that most training articles have', parseInteger(1)),
  prepare: async ({ options, resolve, ...request }) => {
    const { articles, labels, numLabels } = options;
    const { prepareBioasq } = await import('@sbn/datasets/prepare');
    if (labels !== undefined && numLabels !== undefined) fail('expected --labels or --num-labels, not both');
    return asInputError('sbn prepare bioasq', () =>
      prepareBioasq({
        ...request,
        ...splitOf(options, resolve),
        articles: resolve(articles),
        labels: labels === undefined ? undefined : resolve(labels),
        numLabels,
      }),
    );
  },
};

function splitOf(
  { train, valid, test, validShare, testShare, seed, maxTrain, maxValid, maxTest }: Options,
  resolve: (path: string) => string,
): Pick<BioasqOptions, 'lists' | 'shares'> {
  const hashing = [validShare, testShare, seed, maxTrain, maxValid, maxTest];
  if (train === undefined && valid === undefined && test === undefined) {
    const shares: ArticleShares = {
      seed: seed ?? 0,
      valid: validShare ?? 0.05,
      test: testShare ?? 0.1,
      limits: { train: maxTrain, valid: maxValid, test: maxTest },
    };
    return { shares };
  }
  if (train === undefined || valid === undefined || test === undefined) {
    return fail('expected all of --train, --valid and --test, or none of them');
  }
  if (hashing.some((flag) => flag !== undefined)) {
    fail('shares, seed and maxima are for a split without --train, --valid and --test');
  }
  return { lists: { train: resolve(train), valid: resolve(valid), test: resolve(test) } };
}

function fail(message: string): never {
  throw new InputError(message, { code: 'bad-flag' });
}
