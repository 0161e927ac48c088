import { InputError } from '@sbn/core';
import type { Command } from 'commander';
import { isClassification } from '../classification/classification-task.js';
import { wordnetDataSchema } from '../classification/config/data/wordnet.js';
import type { DataConfig } from '../classification/config/data.js';
import type { Session } from '../session.js';
import { type LoadedExperiment, loadExperiment } from '../tasks/load-experiment.js';
import { formatInteger } from '../terminal/format-number.js';
import { renderTable } from '../terminal/table.js';
import { type CommonOptions, defineCommand } from './define-command.js';
import { addExperimentOptions, type ExperimentOptions } from './experiment-options.js';

/** The kinds of `data`, what they are, and the least that each needs. */
const kinds: readonly { readonly kind: string; readonly what: string; readonly needs: string }[] = [
  { kind: 'wordnet', what: "WordNet's nouns: definition to hypernyms; comes with npm", needs: '(nothing)' },
  { kind: 'arff', what: 'ARFF files of Mulan or MEKA, dense or sparse', needs: 'train, labelsXml or labels' },
  {
    kind: 'svmlight',
    what: 'svmlight files, and those of the extreme classification repository',
    needs: 'train',
  },
  { kind: 'fasttext', what: 'text with __label__ words', needs: 'train' },
  { kind: 'jsonl', what: 'JSON lines with texts or features, and labels', needs: 'train' },
  { kind: 'csv', what: 'CSV files', needs: 'train, labelColumn(s), textColumns or featureColumns' },
  {
    kind: 'npy',
    what: 'matrices of features (NumPy, safetensors, Parquet), labels as JSON lines',
    needs: 'train: {inputs, labels}',
  },
  {
    kind: 'label-sets',
    what: 'label sets alone, the input being the labels: what a layer can say',
    needs: 'file',
  },
  { kind: 'prepared', what: 'a folder that sbn prepare made of a raw data set', needs: 'folder' },
];

/** What the columns of inputs are called. */
const inputWords = { bag: 'features', dense: 'columns', tokens: 'words' } as const;

/** `sbn datasets`: the kinds of data there are, and the counts of one data set. */
export function addDatasetsCommand(program: Command, session: Session): void {
  const command = defineCommand(program, {
    usage: 'datasets [action] [source]',
    summary: 'the kinds of data sets, and the counts of one',
    description:
      'Without arguments: the kinds of data that a configuration may name. "describe" loads the data of a ' +
      'configuration, or wordnet, checks it on the way, and counts examples, labels and label sets.',
    examples: [
      'sbn datasets',
      'sbn datasets describe wordnet',
      'sbn datasets describe experiments/bibtex.yaml --json',
    ],
  });
  addExperimentOptions(command).action(
    async (
      action: string | undefined,
      source: string | undefined,
      options: CommonOptions & ExperimentOptions,
    ) => {
      const terminal = session.openTerminal(options);
      if (action === undefined) {
        await terminal.printJson({ kinds });
        terminal.print(
          renderTable(
            [{ title: 'Kind' }, { title: 'What it is' }, { title: 'Needs' }],
            kinds.map(({ kind, what, needs }) => [kind, what, needs]),
            terminal.colors,
          ),
        );
        return;
      }
      if (action !== 'describe' || source === undefined) {
        throw new InputError(
          'expected "sbn datasets", "sbn datasets describe CONFIG" or "sbn datasets describe wordnet"',
          { code: 'bad-flag' },
        );
      }
      await describe(source, options.set, session, terminal);
    },
  );
}

/** @throws InputError when the experiment's task has other data */
function dataOf({ file, config }: LoadedExperiment): DataConfig {
  if (isClassification(config)) return config.data;
  throw new InputError(`${file}: the task ${config.task} has no examples with labels to describe`, {
    code: 'other-task',
  });
}

async function describe(
  source: string,
  overrides: readonly string[],
  session: Session,
  terminal: ReturnType<Session['openTerminal']>,
): Promise<void> {
  const { variables, workingDirectory } = session.environment;
  const config =
    source === 'wordnet' && overrides.length === 0
      ? wordnetDataSchema.parse({ kind: 'wordnet' })
      : dataOf(await loadExperiment({ file: source, overrides, variables, workingDirectory }));
  const [{ sharedWork }, { datasetRecord }] = await Promise.all([
    import('../classification/shared-work.js'),
    import('../classification/dataset-record.js'),
  ]);
  const work = sharedWork({ data: config, backend: 'auto', terminal, signal: session.signal });
  const record = datasetRecord(await work.data());
  await terminal.printJson(record);
  const { provenance, description, numLabels, inputDim, inputKind } = record;
  const splits = ['train', 'valid', 'test'] as const;
  const row = (title: string, value: (split: (typeof splits)[number]) => string): string[] => [
    title,
    ...splits.map(value),
  ];
  terminal.print(
    `${record.name} (${provenance.source}): ${formatInteger(numLabels)} labels, ${formatInteger(inputDim)} ${inputWords[inputKind]}\n`,
  );
  terminal.print(
    renderTable(
      [{ title: '' }, ...splits.map((title) => ({ title, align: 'right' as const }))],
      [
        row('examples', (split) => formatInteger(provenance.counts[split])),
        ...(description === undefined
          ? []
          : [
              row('different label sets', (split) =>
                formatInteger(description.splits[split].uniqueLabelSets),
              ),
              row('labels per example, mean', (split) =>
                description.splits[split].cardinality.mean.toFixed(2),
              ),
              row('labels per example, max', (split) =>
                formatInteger(description.splits[split].cardinality.max),
              ),
              row('labels that occur', (split) => formatInteger(description.splits[split].labelsUsed)),
              row(`${inputKind === 'tokens' ? 'words' : 'features'} per example, mean`, (split) =>
                description.splits[split].meanFeatures.toFixed(1),
              ),
            ]),
      ],
      terminal.colors,
    ),
  );
}
