import type { DenseRows, LabelSets, SparseRows, TokenRows } from '@sbn/core';
import type { Examples, InputKind, InputRows } from '../dataset.js';
import { growableArray } from './growable-array.js';
import type { EncodedInput } from './input-encoder.js';

/** One example in numbers. */
export interface EncodedExample {
  readonly id?: string | undefined;
  /** Strictly increasing label numbers. */
  readonly labels: Uint32Array;
  readonly input: EncodedInput;
}

/** Packs encoded examples into rows. */
export interface ExamplesBuilder {
  readonly numRows: number;
  add(example: EncodedExample): void;
  build(): Examples;
}

/** Starts packing; `ids` says whether the examples have ids, `hasValues` whether bags carry values. */
export function examplesBuilder(dims: {
  readonly numLabels: number;
  readonly inputDim: number;
  readonly inputKind: InputKind;
  readonly hasValues: boolean;
  readonly hasIds: boolean;
}): ExamplesBuilder {
  const { numLabels, inputDim, inputKind, hasValues, hasIds } = dims;
  const ids: string[] = [];
  const labelOffsets = growableArray((length) => new Uint32Array(length));
  const labels = growableArray((length) => new Uint32Array(length));
  const offsets = growableArray((length) => new Uint32Array(length));
  // Of bags the features, of texts the words.
  const indices = growableArray((length) => new Uint32Array(length));
  const values = growableArray((length) => new Float32Array(length));
  labelOffsets.append([0]);
  offsets.append([0]);
  let numRows = 0;
  const rowsOf: Readonly<Record<InputKind, () => InputRows>> = {
    bag: sparseRows,
    dense: denseRows,
    tokens: tokenRows,
  };
  return {
    get numRows() {
      return numRows;
    },
    add(example) {
      numRows++;
      labels.append(example.labels);
      labelOffsets.append([labels.length]);
      if (hasIds) ids.push(example.id!);
      const { input } = example;
      if (input.kind === 'dense') {
        values.append(input.values);
        return;
      }
      indices.append(input.kind === 'tokens' ? input.tokens : input.indices);
      offsets.append([indices.length]);
      if (hasValues && input.kind === 'bag') values.append(input.values!);
    },
    build() {
      const labelSets: LabelSets = {
        numRows,
        numCols: numLabels,
        offsets: labelOffsets.toArray(),
        indices: labels.toArray(),
      };
      const inputs = rowsOf[inputKind]();
      return hasIds ? { inputs, labels: labelSets, ids } : { inputs, labels: labelSets };
    },
  };

  function denseRows(): DenseRows {
    return { numRows, numCols: inputDim, data: values.toArray() };
  }

  function sparseRows(): SparseRows {
    const rows = { numRows, numCols: inputDim, offsets: offsets.toArray(), indices: indices.toArray() };
    return hasValues ? { ...rows, values: values.toArray() } : rows;
  }

  function tokenRows(): TokenRows {
    return { numRows, numCols: inputDim, offsets: offsets.toArray(), tokens: indices.toArray() };
  }
}
