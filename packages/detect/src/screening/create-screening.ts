import { cpuMatrixBackend } from './cpu-matrix-backend.js';
import { extraRows, lift, type ScreenedRows } from './extra-rows.js';
import type { MatrixBackend } from './matrix-backend.js';
import { createRowMetric } from './row-metric.js';
import { createStartDirections } from './start-direction.js';

/** Options of {@link createScreening}. */
export interface ScreeningOptions {
  /** The device; one thread of this machine when left out. */
  readonly backend?: MatrixBackend | undefined;
  /** B: only inputs with |x_j| <= B count. Left out: all inputs. Without a bias every direction fits into any box. */
  readonly box?: number | undefined;
  /** Products with the matrix that a set may cost, 12 when left out. */
  readonly maxSteps?: number | undefined;
}

/** What screening proposes for one label set. It proves nothing. */
export interface Screened {
  /** Whether the direction has all signs right as far as single precision can tell. */
  readonly settled: boolean;
  /** z in the coordinates of the row system: a witness to be proved, or else a start for a solver. Not scaled. */
  readonly direction: Float64Array;
  /** Products with the matrix made for this set. */
  readonly steps: number;
}

/** Searches for witnesses of many label sets at once. */
export interface Screening {
  readonly backendName: string;
  /** How many sets should be given at once, at least. */
  readonly batchSize: number;
  /**
   * @param sets label sets, already checked
   * @param signal stops between two calls of the backend, with its reason
   * @returns one proposal for each set, in order
   */
  run(sets: readonly (readonly number[])[], signal?: AbortSignal): Promise<Screened[]>;
  /** A proposed direction in the homogeneous coordinates of the layer. */
  toLayer(direction: Float64Array): Float64Array;
  /** Frees the device's memory. */
  dispose(): void;
}

/** δ: the margin, in the metric of the rows, that steps aim at. A tenth of the margin of an easy set. */
const target = 1e-3;
const relaxation = 1.5;

/**
 * Takes the rows of a layer to a device, whitened (see {@link RowMetric}) and in single precision.
 *
 * What else a direction must fulfil is written as rows with a positive sign: that the bias coordinate t is positive, and,
 * for a box, that B t ± x_j is.
 *
 * @param rows the row system of a layer; the balanced one where columns differ by orders of magnitude
 * @throws RangeError when an option is out of range (as a rejection)
 */
export async function createScreening(
  rows: ScreenedRows,
  options: ScreeningOptions = {},
): Promise<Screening> {
  const { backend = cpuMatrixBackend, box, maxSteps = 12 } = options;
  if (box !== undefined && !(box > 0 && box < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`createScreening: box must be a finite number > 0, got ${String(box)}`);
  }
  if (!Number.isInteger(maxSteps) || maxSteps < 1) {
    throw new RangeError(`createScreening: maxSteps must be an integer >= 1, got ${String(maxSteps)}`);
  }
  const { numRows, dimension } = rows;
  const metric = createRowMetric(rows);
  const startDirection = createStartDirections(rows, metric);
  const extra = extraRows(rows, box);
  const extraNumbers = extra.map((_, k) => numRows + k);
  // Rounding to single precision changes a score by about this much, for unit vectors.
  const settledMargin = 4e-7 * Math.sqrt(dimension);
  const whitenedRow = (i: number): Float32Array => {
    const row = new Float64Array(dimension);
    if (i < numRows) rows.copyRow(i, row, 0);
    else row.set(extra[i - numRows]!);
    metric.whiten(row, 0);
    return unitVector(row);
  };
  const whitenedExtra = extraNumbers.map(whitenedRow);
  const loaded = await backend.load({
    numRows: numRows + extra.length,
    dimension,
    copyRows: (from, to, out, at) => {
      for (let i = from; i < to; i++) out.set(whitenedRow(i), at + (i - from) * dimension);
    },
  });

  const run = async (sets: readonly (readonly number[])[], signal?: AbortSignal): Promise<Screened[]> => {
    const results: Screened[] = new Array(sets.length);
    let active: Active[] = [];
    let next = 0;
    while (active.length > 0 || next < sets.length) {
      signal?.throwIfAborted();
      while (active.length < backend.batchSize && next < sets.length) {
        active.push(begin(sets[next]!, next));
        next++;
      }
      await advance(active);
      active = active.filter((entry) => {
        const settled = entry.margin > settledMargin;
        if (!settled && entry.steps < maxSteps) return true;
        const direction = Float64Array.from(entry.whitened);
        metric.fromWhitened(direction);
        results[entry.index] = { settled, direction, steps: entry.steps };
        return false;
      });
    }
    return results;
  };

  const begin = (labels: readonly number[], index: number): Active => {
    const whitened = unitVector(startDirection(labels));
    // The start knows nothing of these, and it costs nothing to see to them now.
    for (const row of whitenedExtra) lift(whitened, row, 10 * target);
    return {
      index,
      positives: extraNumbers.length === 0 ? labels : [...labels, ...extraNumbers],
      whitened,
      steps: 0,
      margin: Number.NEGATIVE_INFINITY,
    };
  };

  const advance = async (active: readonly Active[]): Promise<void> => {
    const directions = new Float32Array(active.length * dimension);
    active.forEach(({ whitened }, k) => {
      directions.set(whitened, k * dimension);
    });
    // Never more than are left to any of them.
    const steps = active.reduce(
      (least, entry) => Math.min(least, maxSteps - entry.steps),
      backend.stepsPerCall,
    );
    const result = await loaded.project({
      positives: active.map(({ positives }) => positives),
      directions,
      steps,
      target,
      relaxation,
      settled: settledMargin,
    });
    active.forEach((entry, k) => {
      entry.whitened = result.directions.slice(k * dimension, (k + 1) * dimension);
      entry.margin = result.margins[k]!;
      entry.steps += steps;
    });
  };

  return {
    backendName: backend.name,
    batchSize: backend.batchSize,
    run,
    toLayer: (direction) => rows.toLayer(direction),
    dispose: () => loaded.dispose(),
  };
}

/** A set on its way. */
interface Active {
  readonly index: number;
  readonly positives: readonly number[];
  whitened: Float32Array;
  steps: number;
  margin: number;
}

/** A vector at length 1, or zeros where it has none. */
function unitVector(vector: Float64Array): Float32Array {
  let square = 0;
  for (const entry of vector) square += entry * entry;
  const norm = Math.sqrt(square);
  const unit = new Float32Array(vector.length);
  if (!(norm > 0 && norm < Number.POSITIVE_INFINITY)) return unit;
  for (let j = 0; j < vector.length; j++) unit[j] = vector[j]! / norm;
  return unit;
}
