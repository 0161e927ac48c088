import type { LabelSets } from '@sbn/core';

/** The active labels of a batch in the order in which the kernels meet them. */
export interface ActiveLabels {
  /** Sorted positions and the example of each. */
  readonly positions: Uint32Array;
  readonly examples: Uint32Array;
  /** Where the labels of each chunk begin; one more entry at the end. */
  readonly starts: Uint32Array;
}

/**
 * Sorts the active labels of a batch by position.
 *
 * @param positionOf the position of each label; its own number when left out
 */
export function activeLabels(
  labels: LabelSets,
  options: {
    readonly numLabels: number;
    readonly chunkRows: number;
    readonly positionOf?: Uint32Array | undefined;
  },
): ActiveLabels {
  const { numRows, offsets, indices } = labels;
  const { numLabels, chunkRows, positionOf } = options;
  // Doubles hold position and example in one number however many there are, and sort natively.
  const count = offsets[numRows]! - offsets[0]!;
  const keys = new Float64Array(count);
  let at = 0;
  for (let row = 0; row < numRows; row++) {
    for (let i = offsets[row]!; i < offsets[row + 1]!; i++) {
      const label = indices[i]!;
      keys[at++] = (positionOf === undefined ? label : positionOf[label]!) * numRows + row;
    }
  }
  keys.sort();
  const positions = new Uint32Array(count);
  const examples = new Uint32Array(count);
  const starts = new Uint32Array(Math.ceil(numLabels / chunkRows) + 1);
  for (let i = 0; i < count; i++) {
    const key = keys[i]!;
    const position = Math.floor(key / numRows);
    positions[i] = position;
    examples[i] = key - position * numRows;
    starts[Math.floor(position / chunkRows) + 1]!++;
  }
  for (let chunk = 1; chunk < starts.length; chunk++) starts[chunk]! += starts[chunk - 1]!;
  return { positions, examples, starts };
}
