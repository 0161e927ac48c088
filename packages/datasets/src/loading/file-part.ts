import { failAt } from '../reading/fail-at.js';
import type { DatasetFiles } from './dataset-options.js';
import type { ExampleFile, RawExample } from './raw-example.js';

/** A file, or the examples `rows[0] ≤ i < rows[1]` of a file, counted from 0. */
export type FilePart = string | { readonly file: string; readonly rows: readonly [from: number, to: number] };

/** The files of a data set by their paths. What is not given is carved out of `train` by hash. */
export interface FileParts {
  readonly train: FilePart;
  readonly valid?: FilePart | undefined;
  readonly test?: FilePart | undefined;
}

/** Opens the files of a data set; `open` is told what the training file was, once it is open. */
export async function openParts(
  parts: FileParts,
  open: (file: string, train: ExampleFile | undefined) => ExampleFile | Promise<ExampleFile>,
): Promise<DatasetFiles> {
  const openPart = async (part: FilePart, train: ExampleFile | undefined): Promise<ExampleFile> =>
    typeof part === 'string' ? open(part, train) : sliceExamples(await open(part.file, train), ...part.rows);
  const train = await openPart(parts.train, undefined);
  return {
    train,
    ...(parts.valid === undefined ? {} : { valid: await openPart(parts.valid, train) }),
    ...(parts.test === undefined ? {} : { test: await openPart(parts.test, train) }),
  };
}

/**
 * The examples `from ≤ i < to` of a file, counted from 0.
 *
 * @throws RangeError when that is not a range; reading throws InputError when the file has fewer examples
 */
export function sliceExamples(file: ExampleFile, from: number, to: number): ExampleFile {
  if (!Number.isSafeInteger(from) || !Number.isSafeInteger(to) || from < 0 || to <= from) {
    throw new RangeError(`rows must be [from, to] with integers 0 <= from < to, got [${from}, ${to}]`);
  }
  return {
    ...file,
    async *read(options) {
      let first = 0;
      let last: RawExample | undefined;
      for await (const block of file.read(options)) {
        const part = block.slice(Math.max(0, from - first), Math.max(0, to - first));
        first += block.length;
        last = block.at(-1);
        if (part.length > 0) yield part;
        if (first >= to) return;
      }
      failAt(
        { file: file.file, line: last?.line },
        'wrong-count',
        `Expected examples ${from} to ${to - 1}, but the file ends after ${first}.`,
      );
    },
  };
}
