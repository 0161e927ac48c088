import { InputError } from '@sbn/core';
import { type ExampleFile, openCsv, openLabelSets } from '@sbn/datasets';
import { type Command, Option } from 'commander';

/** The flags that say how label sets stand in a file. */
export interface LabelSetFileOptions {
  readonly format?: 'jsonl' | 'csv';
  readonly labelColumn?: string;
  readonly labelSyntax: 'separated' | 'json' | 'python';
  readonly labelSeparator: string;
  /** False with --no-header. */
  readonly header: boolean;
  readonly mergeDuplicates?: boolean;
}

/** Adds the flags of {@link LabelSetFileOptions}. */
export function addLabelSetFileOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--format <format>', 'how the label sets stand in the file (default: by its name)').choices([
        'jsonl',
        'csv',
      ]),
    )
    .option('--label-column <column>', 'CSV: the column with the labels, by its title or its number from 0')
    .addOption(
      new Option('--label-syntax <syntax>', 'CSV: how the labels of one row are written')
        .choices(['separated', 'json', 'python'])
        .default('separated'),
    )
    .option('--label-separator <text>', 'CSV: what stands between labels that are separated', ';')
    .option('--no-header', 'CSV: the first row is data, and columns go by their numbers')
    .option('--merge-duplicates', 'a label that one example has twice counts once; else it is an error');
}

/**
 * Opens a file of label sets: lines of JSON (`[3, 17]`, `["cat"]` or `{"labels": …}`), or one column of a CSV file.
 *
 * @param shown how messages call the file
 * @throws InputError when the file or a column is not there, or the flags do not fit together
 */
export async function openLabelSetFile(
  path: string,
  shown: string,
  options: LabelSetFileOptions,
): Promise<ExampleFile> {
  const { labelColumn, labelSyntax, labelSeparator, header } = options;
  const duplicateLabels = options.mergeDuplicates ? 'merge' : 'error';
  const format = options.format ?? (/\.(csv|tsv)$/i.test(path) ? 'csv' : 'jsonl');
  if (format === 'jsonl') {
    if (labelColumn === undefined && header) return openLabelSets(path, { duplicateLabels });
    const flag = labelColumn === undefined ? '--no-header' : '--label-column';
    throw new InputError(`${flag} is for CSV files, and ${shown} is read as JSON lines. Add --format csv`, {
      code: 'bad-flag',
    });
  }
  if (labelColumn === undefined) {
    throw new InputError(
      `${shown}: expected --label-column, the title of the column with the labels (or, with --no-header, its number from 0)`,
      { code: 'bad-flag' },
    );
  }
  return openCsv(path, {
    delimiter: /\.tsv$/i.test(path) ? '\t' : ',',
    header,
    labelColumn,
    labelSyntax,
    labelSeparator,
    textColumns: [],
    duplicateLabels,
  });
}
