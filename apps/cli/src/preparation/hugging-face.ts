import type { HuggingFaceOptions } from '@sbn/datasets/prepare';
import { InvalidArgumentError, Option } from 'commander';
import { asInputError } from '../as-input-error.js';
import { parseNames } from './parse-names.js';
import type { PreparationKind } from './preparation-kind.js';

interface Options
  extends Pick<
    HuggingFaceOptions,
    'text' | 'features' | 'labels' | 'labelVector' | 'labelSeparator' | 'duplicateLabels' | 'id'
  > {
  readonly source: string;
  readonly config?: string;
  readonly splits?: string;
}

/** `sbn prepare hugging-face`: data sets in the layout of the Hugging Face hub. */
export const huggingFacePreparation: PreparationKind<Options> = {
  command: {
    usage: 'hugging-face',
    summary: 'a data set in the layout of the Hugging Face hub: Parquet or JSON lines',
    description:
      'Takes a folder as the hub has it: data/train-00000-of-00002.parquet and the like, or JSON lines, or a folder for ' +
      'each split. README.md (its YAML), dataset_infos.json or the Parquet files themselves say what integer labels are ' +
      'called and how many examples each split must have; a missing shard is noticed.',
    examples: [
      'sbn prepare hugging-face --source arxiv --text title,abstract --labels tags --out data/arxiv',
      'sbn prepare hugging-face --source eurlex --config english --text text --labels labels --out data/eurlex',
      'sbn prepare hugging-face --source embedded --features embedding --labels topics --out data/embedded',
      'sbn prepare hugging-face --source toxic --text comment --labels toxic,insult,threat --out data/toxic',
    ],
  },
  expectation: 'those that the data set states of itself',
  addOptions: (command) =>
    command
      .requiredOption('--source <folder>', 'the folder of the data set')
      .option('--text <columns>', 'columns whose texts are the input', parseNames)
      .option('--features <column>', 'a column of lists of numbers, which are the dense input')
      .requiredOption(
        '--labels <columns>',
        'the column with the labels, or several columns that are each 0 or 1',
        parseNames,
      )
      .option('--label-vector', 'the label column has a list of zeros and ones')
      .option('--label-separator <text>', 'what parts the labels in a text')
      .addOption(
        new Option('--duplicate-labels <what>', 'what happens to a label that an example has twice')
          .choices(['error', 'merge'])
          .default('error'),
      )
      .option('--id <column>', 'a column that names the examples')
      .option('--config <name>', 'which configuration of the data set')
      .option(
        '--splits <names>',
        'its own names of the splits, such as train=train,valid=dev,test=test_matched',
        checkSplits,
      ),
  prepare: async ({ options, resolve, ...request }) => {
    const { prepareHuggingFace } = await import('@sbn/datasets/prepare');
    const { text, features, labels, labelVector, labelSeparator, duplicateLabels, id, config, splits } =
      options;
    return asInputError('sbn prepare hugging-face', () =>
      prepareHuggingFace({
        ...request,
        source: resolve(options.source),
        text,
        features,
        labels,
        labelVector,
        labelSeparator,
        duplicateLabels,
        id,
        configuration: config,
        splits: splits === undefined ? undefined : splitsOf(splits),
      }),
    );
  },
};

/** The flag stays a text, so that the command can be shown as it was typed. */
function checkSplits(text: string): string {
  if (text.split(',').every((pair) => /^(train|valid|test)=.+$/.test(pair))) return text;
  throw new InvalidArgumentError('Expected such as train=train,valid=dev.');
}

function splitsOf(text: string): NonNullable<HuggingFaceOptions['splits']> {
  return Object.fromEntries(text.split(',').map((pair) => pair.split('=', 2)));
}
