import type { LoadedRows, MatrixBackend, ProjectionBatch, ProjectionResult, UnitRows } from '@sbn/detect';
import {
  add,
  concat,
  div,
  fill,
  getBackend,
  greater,
  matMul,
  maximum,
  min,
  minimum,
  mul,
  relu,
  reshape,
  scatterND,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  tensor1d,
  tensor2d,
  tidy,
  transpose,
  where,
  zerosLike,
} from '@tensorflow/tfjs-core';
import { type BackendName, hostBackends } from './backend-name.js';
import { selectBackend } from './select-backend.js';

/**
 * A TensorFlow.js backend as a device for screening label sets (`MatrixBackend` of @sbn/detect). Everything of the size
 * of the matrix stays on the device: a call sends one direction and the labels of each set, and reads one direction and
 * one number back.
 *
 * Makes the backend the current one, as `selectBackend` does; it must still be when the result is used.
 *
 * @param wanted a backend, or `auto`: the first that works here
 * @throws InputError as `selectBackend` does
 */
export async function tfjsMatrixBackend(wanted: BackendName | 'auto' = 'auto'): Promise<MatrixBackend> {
  const { name } = await selectBackend(wanted);
  const registered = getBackend();
  // There a small batch fills the processor, and looking at results costs nothing.
  const isOnHost = hostBackends.includes(name);
  return {
    name,
    batchSize: isOnHost ? 64 : 512,
    stepsPerCall: isOnHost ? 1 : 4,
    load: async (rows) => loadRows(rows, registered),
  };
}

function loadRows({ numRows, dimension, copyRows }: UnitRows, registered: string): LoadedRows {
  checkBackend(registered);
  const data = new Float32Array(numRows * dimension);
  copyRows(0, numRows, data, 0);
  // Both layouts: a transposed operand is ten times slower on wasm.
  const rows = tensor2d(data, [numRows, dimension]);
  const columns = tidy(() => transpose(rows));
  let isOpen = true;
  return {
    project: async (batch) => {
      if (!isOpen) throw new Error('LoadedRows.project: the rows have been disposed of');
      checkBackend(registered);
      const count = batch.positives.length;
      if (count === 0) return { directions: new Float32Array(0), margins: new Float32Array(0) };
      const result = tidy(() => project(rows, columns, batch));
      try {
        return unpack((await result.data()) as Float32Array, count, dimension);
      } finally {
        result.dispose();
      }
    },
    dispose: () => {
      if (isOpen) {
        rows.dispose();
        columns.dispose();
      }
      isOpen = false;
    },
  };
}

/** All steps of a batch; sets are columns. The result is [dimension + 1, sets]: directions, and margins below them. */
function project(rows: Tensor2D, columns: Tensor2D, batch: ProjectionBatch): Tensor2D {
  const { positives, steps, target, relaxation, settled } = batch;
  const [numRows, dimension] = rows.shape;
  const count = positives.length;
  const signs = signsOf(positives, numRows);
  let directions: Tensor2D = transpose(tensor2d(batch.directions, [count, dimension]));
  let best = directions;
  let margins: Tensor1D = fill([count], Number.NEGATIVE_INFINITY);
  for (let step = 0; step < steps; step++) {
    const scores: Tensor2D = mul(signs, matMul(rows, directions));
    const found: Tensor1D = minimum(min(scores, 0), target);
    best = where(greater(found, margins), directions, best);
    margins = maximum(margins, found);
    const residuals: Tensor2D = relu(sub(target, scores));
    const lengths: Tensor1D = mul(relaxation, sum(square(residuals), 0));
    const combined: Tensor2D = matMul(columns, mul(residuals, signs));
    const squares: Tensor1D = sum(square(combined), 0);
    const factors = where(greater(squares, mul(lengths, 1e-12)), div(lengths, squares), zerosLike(squares));
    directions = normalised(directions, mul(combined, factors));
  }
  const chosen: Tensor2D = where(greater(margins, settled), best, directions);
  return concat([chosen, reshape(margins, [1, count])], 0);
}

/** v + move at length 1; v where that has none. */
function normalised(directions: Tensor2D, moves: Tensor): Tensor2D {
  const moved: Tensor2D = add(directions, moves);
  const norms = sqrt(sum(square(moved), 0));
  return where(greater(norms, 0), div(moved, norms), directions);
}

/** +1 at the given rows of each column, -1 elsewhere. */
function signsOf(positives: ProjectionBatch['positives'], numRows: number): Tensor2D {
  const count = positives.length;
  const places = positives.flatMap((list, set) => list.flatMap((row) => [row, set]));
  const minus: Tensor2D = fill([numRows, count], -1);
  if (places.length === 0) return minus;
  const indices = tensor2d(places, [places.length / 2, 2], 'int32');
  const twos = tensor1d(new Float32Array(places.length / 2).fill(2));
  return add(minus, scatterND(indices, twos, [numRows, count]));
}

function unpack(values: Float32Array, count: number, dimension: number): ProjectionResult {
  const directions = new Float32Array(count * dimension);
  const margins = values.slice(dimension * count);
  for (let set = 0; set < count; set++) {
    let allFinite = true;
    for (let j = 0; j < dimension; j++) {
      const entry = values[j * count + set]!;
      directions[set * dimension + j] = entry;
      allFinite &&= Number.isFinite(entry);
    }
    // Backends differ in what the smallest of NaNs is.
    if (!allFinite || Number.isNaN(margins[set]!)) margins[set] = Number.NEGATIVE_INFINITY;
  }
  return { directions, margins };
}

function checkBackend(registered: string): void {
  const current = getBackend();
  if (current !== registered) {
    throw new Error(
      `tfjsMatrixBackend: made for the TensorFlow.js backend ${registered}, but the current one is ${current}. Select it again before screening.`,
    );
  }
}
