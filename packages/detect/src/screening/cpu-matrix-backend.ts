import { type BatchProducts, batchLanes, createBatchProducts } from '@sbn/kernels';
import type {
  LoadedRows,
  MatrixBackend,
  ProjectionBatch,
  ProjectionResult,
  UnitRows,
} from './matrix-backend.js';

const batchSize = 2 * batchLanes;

/**
 * The backend that is always there: one thread, SIMD WebAssembly. The products of a batch are dense, the combinations
 * are made of the violated rows only, which after the first step are few.
 */
export const cpuMatrixBackend: MatrixBackend = {
  name: 'cpu',
  batchSize,
  stepsPerCall: 1,
  load: async (rows) => loadRows(rows),
};

function loadRows({ numRows, dimension, copyRows }: UnitRows): LoadedRows {
  let products: BatchProducts | undefined = createBatchProducts({
    rows: numRows,
    cols: dimension,
    maxVectors: batchSize,
  });
  copyRows(0, numRows, products.matrix, 0);
  return {
    project: async (batch) => {
      if (products === undefined) throw new Error('LoadedRows.project: the rows have been disposed of');
      const { directions, margins } = emptyResult(batch);
      for (let start = 0; start < batch.positives.length; start += batchSize) {
        const part = sliceBatch(batch, dimension, start, start + batchSize);
        const result = projectPart(products, part);
        directions.set(result.directions, start * dimension);
        margins.set(result.margins, start);
      }
      return { directions, margins };
    },
    dispose: () => {
      products = undefined;
    },
  };
}

function emptyResult({ positives, directions }: ProjectionBatch): ProjectionResult {
  return { directions: new Float32Array(directions.length), margins: new Float32Array(positives.length) };
}

function sliceBatch(batch: ProjectionBatch, dimension: number, start: number, end: number): ProjectionBatch {
  return {
    ...batch,
    positives: batch.positives.slice(start, end),
    directions: batch.directions.subarray(start * dimension, end * dimension),
  };
}

function projectPart(products: BatchProducts, batch: ProjectionBatch): ProjectionResult {
  const { rows, cols } = products;
  const { positives, steps, target, relaxation, settled } = batch;
  const count = positives.length;
  // In the layout of the products.
  const isPositive = new Uint8Array(Math.ceil(count / batchLanes) * rows * batchLanes);
  const entryOf = (row: number, v: number): number =>
    (((v - (v % batchLanes)) / batchLanes) * rows + row) * batchLanes + (v % batchLanes);
  positives.forEach((list, v) => {
    for (const row of list) isPositive[entryOf(row, v)] = 1;
  });
  const directions = batch.directions.slice();
  const best = batch.directions.slice();
  const margins = new Float32Array(count).fill(Number.NEGATIVE_INFINITY);
  const smallest = new Float64Array(count);
  const squares = new Float64Array(count);
  for (let step = 0; step < steps; step++) {
    const scores = products.multiply(directions);
    smallest.fill(target);
    squares.fill(0);
    const terms = createTerms();
    const add = (row: number, v: number, sign: number, margin: number): void => {
      // Not `Math.min`: once NaN, always NaN.
      if (!(margin >= smallest[v]!)) smallest[v] = margin;
      const residual = target - margin;
      squares[v] = squares[v]! + residual * residual;
      terms.add(row, v, sign * residual);
    };
    positives.forEach((list, v) => {
      for (const row of list) {
        const score = scores[entryOf(row, v)]!;
        // Not `score < target`: NaN is no margin.
        if (!(score >= target)) add(row, v, 1, score);
      }
    });
    for (const entry of products.entriesAbove(-target)) {
      if (isPositive[entry] === 1) continue;
      const lane = entry % batchLanes;
      const line = (entry - lane) / batchLanes;
      const row = line % rows;
      add(row, ((line - row) / rows) * batchLanes + lane, -1, -scores[entry]!);
    }
    const combined = products.combine(terms, count);
    for (let v = 0; v < count; v++) {
      const from = v * cols;
      const direction = directions.subarray(from, from + cols);
      if (smallest[v]! > margins[v]! && direction.every(Number.isFinite)) {
        margins[v] = smallest[v]!;
        best.set(direction, from);
      }
      move(direction, combined.subarray(from, from + cols), relaxation * squares[v]!);
    }
  }
  for (let v = 0; v < count; v++) {
    if (margins[v]! > settled) directions.set(best.subarray(v * cols, (v + 1) * cols), v * cols);
  }
  return { directions, margins };
}

/** v ← v + (length / ‖g‖²) g, then to length 1. Stays where that is not finite, or g is nothing beside the residuals. */
function move(direction: Float32Array, combined: Float32Array, length: number): void {
  let square = 0;
  for (const entry of combined) square += entry * entry;
  if (!(square > length * 1e-12)) return;
  const factor = length / square;
  let normSquare = 0;
  for (let j = 0; j < combined.length; j++) {
    combined[j] = direction[j]! + factor * combined[j]!;
    normSquare += combined[j]! * combined[j]!;
  }
  if (!(normSquare > 0 && normSquare < Number.POSITIVE_INFINITY)) return;
  const norm = Math.sqrt(normSquare);
  for (let j = 0; j < combined.length; j++) direction[j] = combined[j]! / norm;
}

/** A growing list of terms for {@link BatchProducts.combine}. */
function createTerms(): Parameters<BatchProducts['combine']>[0] & {
  add(row: number, vector: number, factor: number): void;
} {
  let rows = new Uint32Array(1024);
  let vectors = new Uint32Array(1024);
  let factors = new Float32Array(1024);
  let count = 0;
  return {
    get rows() {
      return rows;
    },
    get vectors() {
      return vectors;
    },
    get factors() {
      return factors;
    },
    get count() {
      return count;
    },
    add: (row, vector, factor) => {
      if (count === rows.length) {
        rows = grown(rows, new Uint32Array(2 * count));
        vectors = grown(vectors, new Uint32Array(2 * count));
        factors = grown(factors, new Float32Array(2 * count));
      }
      rows[count] = row;
      vectors[count] = vector;
      factors[count] = factor;
      count++;
    },
  };
}

function grown<T extends Uint32Array | Float32Array>(values: T, larger: T): T {
  larger.set(values);
  return larger;
}
