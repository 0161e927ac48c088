import type { LabelSets } from '@sbn/core';
import type { Dataset, Examples, InputKind, InputRows, SplitName } from '../dataset.js';

/** The counts of a data set; plain JSON. */
export interface DatasetDescription {
  readonly name: string;
  readonly source: string;
  readonly inputKind: InputKind;
  readonly numFeatures: number;
  readonly numLabels: number;
  readonly numExamples: number;
  /** Labels that no training example has. */
  readonly labelsWithoutTraining: number;
  /** How many training examples the labels have. */
  readonly trainingExamplesPerLabel: { readonly min: number; readonly median: number; readonly max: number };
  /** Test examples whose label set, as a whole, no training example has. */
  readonly testExamplesWithNewLabelSet: number;
  readonly splits: Readonly<Record<SplitName, SplitDescription>>;
}

/** The counts of one split. */
export interface SplitDescription {
  readonly numExamples: number;
  /** Labels per example. */
  readonly cardinality: { readonly min: number; readonly mean: number; readonly max: number };
  /** How many examples have 0, 1, 2, … labels. */
  readonly cardinalityHistogram: readonly number[];
  readonly uniqueLabelSets: number;
  readonly labelsUsed: number;
  /** Features that are not 0, or words of a text, per example on average. */
  readonly meanFeatures: number;
}

/** Counts what there is to count in a data set. */
export function describeDataset(dataset: Dataset): DatasetDescription {
  const { name, provenance, inputKind, inputDim, numLabels, splits } = dataset;
  const described = {
    train: describeSplit(splits.train),
    valid: describeSplit(splits.valid),
    test: describeSplit(splits.test),
  };
  const training = labelCounts(splits.train.labels);
  const sorted = training.slice().sort();
  const middle = (numLabels - 1) / 2;
  const trainingSets = new Set(labelSetKeys(splits.train.labels));
  return {
    name,
    source: provenance.source,
    inputKind,
    numFeatures: inputDim,
    numLabels,
    numExamples: described.train.numExamples + described.valid.numExamples + described.test.numExamples,
    labelsWithoutTraining: training.filter((count) => count === 0).length,
    trainingExamplesPerLabel: {
      min: sorted[0]!,
      median: (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2,
      max: sorted[numLabels - 1]!,
    },
    testExamplesWithNewLabelSet: labelSetKeys(splits.test.labels).filter((key) => !trainingSets.has(key))
      .length,
    splits: described,
  };
}

function describeSplit({ inputs, labels }: Examples): SplitDescription {
  const { numRows, offsets } = labels;
  const histogram: number[] = [];
  for (let row = 0; row < numRows; row++) {
    const cardinality = offsets[row + 1]! - offsets[row]!;
    while (histogram.length <= cardinality) histogram.push(0);
    histogram[cardinality]!++;
  }
  const numFeatures = storedEntries(inputs);
  return {
    numExamples: numRows,
    cardinality: {
      min: Math.max(
        0,
        histogram.findIndex((count) => count > 0),
      ),
      mean: numRows === 0 ? 0 : labels.indices.length / numRows,
      max: Math.max(0, histogram.length - 1),
    },
    cardinalityHistogram: histogram,
    uniqueLabelSets: new Set(labelSetKeys(labels)).size,
    labelsUsed: labelCounts(labels).filter((count) => count > 0).length,
    meanFeatures: numRows === 0 ? 0 : numFeatures / numRows,
  };
}

function storedEntries(rows: InputRows): number {
  if ('data' in rows) return rows.data.filter((value) => value !== 0).length;
  return 'tokens' in rows ? rows.tokens.length : rows.indices.length;
}

/** How many examples have each label. */
function labelCounts(labels: LabelSets): Uint32Array {
  const counts = new Uint32Array(labels.numCols);
  for (const label of labels.indices) counts[label]!++;
  return counts;
}

function labelSetKeys({ numRows, offsets, indices }: LabelSets): string[] {
  return Array.from({ length: numRows }, (_, row) =>
    indices.subarray(offsets[row]!, offsets[row + 1]!).join(' '),
  );
}
