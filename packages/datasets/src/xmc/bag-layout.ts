import { openSvmlight } from '../formats/svmlight.js';
import type { RawExample } from '../loading/raw-example.js';
import { failAt } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import type { XmcExample, XmcLayout } from './xmc-layout.js';

/** Where the examples of a bag-of-words data set are. */
export type BagFiles =
  | { readonly train: string; readonly test: string }
  | {
      /** All examples. */
      readonly data: string;
      /** Lists of their numbers, from 1 on, with a column for each of several ways to split. */
      readonly trainSplit: string;
      readonly testSplit: string;
      /** Which column counts, from 0 on. */
      readonly splitColumn: number;
    };

/**
 * Opens files with the header `examples features labels` and a line `label,label feature:value …` for each example, in
 * two files or in one with lists of the numbers of its training and test examples.
 *
 * @throws InputError when a file cannot be read or has no such header, or train and test do not agree in it
 */
export async function openBagLayout(files: BagFiles): Promise<XmcLayout> {
  if (!('data' in files)) {
    const train = await openSvmlight(files.train, { header: true });
    const test = await openSvmlight(files.test, { header: true });
    const { numFeatures, numLabels } = train.schema;
    if (test.schema.numFeatures !== numFeatures || test.schema.numLabels !== numLabels) {
      failAt(
        { file: files.test, line: 1 },
        'wrong-count',
        `Expected ${numFeatures} features and ${numLabels} labels, as in ${files.train}, got ${test.schema.numFeatures} and ${test.schema.numLabels}.`,
      );
    }
    return {
      inputs: 'sparse',
      numFeatures: numFeatures!,
      numLabels: numLabels!,
      files: { train: [files.train], test: [files.test] },
      async *read(split, options) {
        const file = split === 'train' ? train : test;
        for await (const block of file.read(options)) yield block.map(toExample);
      },
    };
  }
  const data = await openSvmlight(files.data, { header: true });
  const { numFeatures, numLabels } = data.schema;
  return {
    inputs: 'sparse',
    numFeatures: numFeatures!,
    numLabels: numLabels!,
    files: { train: [files.data, files.trainSplit], test: [files.data, files.testSplit] },
    async *read(split, options) {
      const list = split === 'train' ? files.trainSplit : files.testSplit;
      const chosen = await readSplitColumn(list, files.splitColumn);
      let first = 1;
      let numFound = 0;
      for await (const block of data.read(options)) {
        const kept = block.filter((_, i) => chosen.has(first + i));
        first += block.length;
        numFound += kept.length;
        yield kept.map(toExample);
      }
      if (numFound < chosen.size) {
        failAt(
          { file: list },
          'wrong-count',
          `Expected numbers of the ${first - 1} examples of ${files.data}, got ${chosen.size - numFound} larger ones.`,
        );
      }
    },
  };
}

function toExample({ labels, input }: RawExample): XmcExample {
  const { indices, values } = input as Extract<RawExample['input'], { kind: 'sparse' }>;
  return {
    features: { indices: Array.from(indices), values: Array.from(values!) },
    labels: labels as readonly number[],
  };
}

/** The numbers in one column of a list such as `bibtex_trSplit.txt`. */
async function readSplitColumn(file: string, column: number): Promise<ReadonlySet<number>> {
  const chosen = new Set<number>();
  for await (const { firstLine, lines } of readLines(file)) {
    for (const [i, text] of lines.entries()) {
      const place = { file, line: firstLine + i };
      const fields = text.trim().split(/\s+/);
      const number = Number(fields[column]);
      if (column >= fields.length || !Number.isSafeInteger(number) || number < 1) {
        failAt(place, 'syntax', `Expected the number of an example, from 1 on, in column ${column}.`);
      }
      if (chosen.has(number)) failAt(place, 'duplicate-name', `The example ${number} is listed twice.`);
      chosen.add(number);
    }
  }
  if (chosen.size === 0) failAt({ file, line: 1 }, 'empty-file', 'The file is empty.');
  return chosen;
}
