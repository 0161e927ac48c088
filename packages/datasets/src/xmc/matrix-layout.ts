import { failAt } from '../reading/fail-at.js';
import { openSparseRows, type SparseRow } from './read-sparse-rows.js';
import type { XmcExample, XmcLayout } from './xmc-layout.js';

/** The files of features and of labels of each split. */
export type MatrixFiles = Readonly<
  Record<'train' | 'test', { readonly features: string; readonly labels: string }>
>;

/**
 * Opens `trn_X_Xf.txt` with `trn_X_Y.txt`, and the same of `tst`: sparse matrices of features and of labels.
 *
 * @throws InputError when a file cannot be read or has no header, or two do not agree in their numbers of rows or columns
 */
export async function openMatrixLayout(files: MatrixFiles): Promise<XmcLayout> {
  const open = async (split: 'train' | 'test') => {
    const features = await openSparseRows(files[split].features);
    const labels = await openSparseRows(files[split].labels);
    checkSame(labels.file, 'rows', features.numRows, labels.numRows, features.file);
    return { features, labels };
  };
  const splits = { train: await open('train'), test: await open('test') };
  const { train, test } = splits;
  checkSame(
    test.features.file,
    'columns',
    train.features.numCols,
    test.features.numCols,
    train.features.file,
  );
  checkSame(test.labels.file, 'columns', train.labels.numCols, test.labels.numCols, train.labels.file);
  const filesOf = (split: 'train' | 'test'): string[] => [files[split].features, files[split].labels];
  return {
    inputs: 'sparse',
    numFeatures: train.features.numCols,
    numLabels: train.labels.numCols,
    files: { train: filesOf('train'), test: filesOf('test') },
    async *read(split, options) {
      const { features, labels } = splits[split];
      const labelRows = rowByRow(labels.read(options));
      try {
        for await (const block of features.read(options)) {
          const examples: XmcExample[] = [];
          for (const { indices, values } of block) {
            const next = await labelRows.next();
            // Files that are too short are refused where they end.
            if (next.done) break;
            const { value } = next;
            const present = value.indices.filter((_, i) => value.values[i] !== 0);
            examples.push({ features: { indices, values }, labels: present });
          }
          yield examples;
        }
        // So that the end of the labels is checked, too.
        await labelRows.next();
      } finally {
        await labelRows.return(undefined);
      }
    },
  };
}

async function* rowByRow(blocks: AsyncIterable<readonly SparseRow[]>): AsyncGenerator<SparseRow, undefined> {
  for await (const block of blocks) yield* block;
}

function checkSame(file: string, what: string, expected: number, got: number, other: string): void {
  if (expected === got) return;
  failAt({ file, line: 1 }, 'wrong-count', `Expected ${expected} ${what}, as in ${other}, got ${got}.`);
}
