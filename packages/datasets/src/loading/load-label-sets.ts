import type { LabelSets } from '@sbn/core';
import type { DatasetOptions } from './dataset-options.js';
import { growableArray } from './growable-array.js';
import { labelSpaceFit } from './label-space.js';
import type { ExampleFile } from './raw-example.js';

/** The label sets of a file's examples, without the inputs. */
export interface LoadedLabelSets {
  readonly numLabels: number;
  /** The names of the labels, in order, where they have names. */
  readonly labelNames?: readonly string[];
  /** One set per example, in the order of the file. */
  readonly sets: LabelSets;
}

/**
 * Reads the label sets of a file's examples, whatever its format. Reads it twice: once to find out the labels, once to
 * pack the sets.
 *
 * @throws InputError with file and line for whatever is wrong in the file
 * @throws RangeError when options have values that they cannot have
 */
export async function loadLabelSets(
  file: ExampleFile,
  options: Pick<
    DatasetOptions,
    'labelNames' | 'numLabels' | 'minLabelCount' | 'unknownLabels' | 'signal'
  > = {},
): Promise<LoadedLabelSets> {
  const { signal } = options;
  const fit = labelSpaceFit(file.schema, options);
  for await (const block of file.read({ signal })) {
    signal?.throwIfAborted();
    for (const { labels, line } of block) fit.add(labels, true, { file: file.file, line });
  }
  const { numLabels, labelNames, numbersOf } = fit.finish(file.file);
  const offsets = growableArray((length) => new Uint32Array(length));
  const indices = growableArray((length) => new Uint32Array(length));
  offsets.append([0]);
  for await (const block of file.read({ signal })) {
    signal?.throwIfAborted();
    for (const { labels } of block) {
      indices.append(numbersOf(labels));
      offsets.append([indices.length]);
    }
  }
  return {
    numLabels,
    ...(labelNames === undefined ? {} : { labelNames }),
    sets: {
      numRows: offsets.length - 1,
      numCols: numLabels,
      offsets: offsets.toArray(),
      indices: indices.toArray(),
    },
  };
}
