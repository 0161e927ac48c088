import { Option } from 'commander';
import { asInputError } from '../as-input-error.js';
import { parseInteger } from '../commands/parse-integer.js';
import type { PreparationKind } from './preparation-kind.js';

interface Options {
  readonly source: string;
  readonly dataSet?: string;
  readonly splitColumn: number;
}

/** `sbn prepare xmc`: data sets of the Extreme Classification Repository. */
export const xmcPreparation: PreparationKind<Options> = {
  command: {
    usage: 'xmc',
    summary: 'a data set of the Extreme Classification Repository, such as EURLex-4K',
    description:
      'Takes a folder with train.txt and test.txt (bags of features with the header "examples features labels"), with ' +
      '…_data.txt and lists of example numbers (…_trSplit.txt, …_tstSplit.txt), with the matrices trn_X_Xf.txt, trn_X_Y.txt, ' +
      'tst_X_Xf.txt and tst_X_Y.txt, or with the texts trn.json.gz, tst.json.gz and lbl.json.gz. Y.txt and Xf.txt name ' +
      'labels and features. All may be gzipped.',
    examples: [
      'sbn prepare xmc --source Eurlex --data-set eurlex-4k --out data/eurlex-4k',
      'sbn prepare xmc --source Bibtex --data-set bibtex --split-column 3 --out data/bibtex',
      'sbn prepare xmc --source LF-AmazonTitles-131K --out data/titles',
    ],
  },
  expectation: "those of --data-set in the repository's table",
  addOptions: (command) =>
    command
      .requiredOption('--source <folder>', 'the folder with the files')
      .addOption(
        new Option('--data-set <name>', 'which data set it is, so that its counts are checked').choices([
          'bibtex',
          'delicious',
          'mediamill',
          'eurlex-4k',
          'wiki10-31k',
          'amazoncat-13k',
          'amazon-670k',
        ]),
      )
      .option('--split-column <number>', 'which column of the lists counts, from 0', parseInteger(0), 0),
  prepare: async ({ options: { source, dataSet, splitColumn }, resolve, ...request }) => {
    const { prepareXmc } = await import('@sbn/datasets/prepare');
    return asInputError('sbn prepare xmc', () =>
      prepareXmc({ ...request, source: resolve(source), dataSet, splitColumn }),
    );
  },
};
