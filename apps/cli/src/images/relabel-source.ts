import { type LabelSets, labelSetsFrom } from '@sbn/core';
import type { Batch, ExampleSource } from '@sbn/datasets';

/** A source of dense rows, all of whose label sets are known beforehand. */
export interface LabelledSource extends ExampleSource {
  /** Of every row, in the order of the data. */
  readonly labels: LabelSets;
}

/** What {@link relabelSource} makes of the rows. */
export interface RelabelOptions {
  /** Of the new labels. */
  readonly numLabels: number;
  /**
   * The new label of a row with one label, or, for undefined, of a row with none. `'none'` for no label; `'left out'` for no
   * such row.
   */
  readonly relabel: (label: number | undefined) => number | 'none' | 'left out';
}

/**
 * A source with other labels, and without some of its rows. Batches are as large as those of the source.
 *
 * @param source each of its rows has one label or none
 */
export function relabelSource(
  source: LabelledSource,
  { numLabels, relabel }: RelabelOptions,
): LabelledSource {
  const labels = labelsOf(source.labels, relabel, numLabels);
  const { numRows } = labels;
  const { inputKind, inputDim } = source;
  return {
    numLabels,
    inputKind,
    inputDim,
    numExamples: numRows,
    labels,
    batches:
      numRows === source.labels.numRows
        ? async function* (options) {
            for await (const { inputs, labels } of source.batches(options)) {
              yield { inputs, labels: labelsOf(labels, relabel, numLabels) };
            }
          }
        : ({ skip = 0, ...options }) =>
            rebatch(source.batches(options), { relabel, numLabels, batchSize: options.batchSize, skip }),
  };
}

/** Puts the rows that are not left out together to batches of the same size again. */
async function* rebatch(
  batches: AsyncIterable<Batch>,
  options: RelabelOptions & { readonly batchSize: number; readonly skip: number },
): AsyncGenerator<Batch> {
  const { relabel, numLabels, batchSize } = options;
  let rowsToSkip = options.skip * batchSize;
  let kept: { readonly pixels: Float32Array; readonly labels: readonly number[] }[] = [];
  for await (const { inputs, labels } of batches) {
    if (!('data' in inputs)) throw new TypeError('relabelSource: expected dense rows');
    const { data, numCols } = inputs;
    for (let row = 0; row < labels.numRows; row++) {
      const set = newSet(labels, row, relabel);
      if (set === undefined) continue;
      if (rowsToSkip > 0) {
        rowsToSkip--;
        continue;
      }
      kept.push({ pixels: data.subarray(row * numCols, (row + 1) * numCols), labels: set });
      if (kept.length === batchSize) {
        yield toBatch(kept, numLabels);
        kept = [];
      }
    }
  }
  if (kept.length > 0) yield toBatch(kept, numLabels);
}

function toBatch(
  rows: readonly { readonly pixels: Float32Array; readonly labels: readonly number[] }[],
  numLabels: number,
): Batch {
  const numCols = rows[0]!.pixels.length;
  const data = new Float32Array(rows.length * numCols);
  rows.forEach(({ pixels }, row) => {
    data.set(pixels, row * numCols);
  });
  return {
    inputs: { numRows: rows.length, numCols, data },
    labels: labelSetsFrom(
      rows.map(({ labels }) => labels),
      numLabels,
    ),
  };
}

function labelsOf(labels: LabelSets, relabel: RelabelOptions['relabel'], numLabels: number): LabelSets {
  const sets: (readonly number[])[] = [];
  for (let row = 0; row < labels.numRows; row++) {
    const set = newSet(labels, row, relabel);
    if (set !== undefined) sets.push(set);
  }
  return labelSetsFrom(sets, numLabels);
}

function newSet(
  { offsets, indices }: LabelSets,
  row: number,
  relabel: RelabelOptions['relabel'],
): readonly number[] | undefined {
  const isEmpty = offsets[row] === offsets[row + 1];
  const label = relabel(isEmpty ? undefined : indices[offsets[row]!]!);
  if (label === 'left out') return undefined;
  return label === 'none' ? [] : [label];
}
