import { checkInteger, describeKind } from '../checks/check-integer.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { createSketchedSpectrum, sketchResolution } from './sketched-spectrum.js';
import { createExactSpectrum } from './streamed-spectrum.js';

/** Options of {@link createRankMeter}. */
export interface RankMeterOptions {
  /** Number of columns n >= 1. */
  readonly numColumns: number;
  /**
   * How many directions to look at. n or more: all, exactly. Left out: all for n <= 2048, else 512. Choose it larger than
   * the ranks that matter: time and memory grow with n · sketchSize.
   */
  readonly sketchSize?: number;
  /** Of the random sketch; 0 when left out. */
  readonly seed?: number;
  /**
   * The rounding unit ε of the entries: singular values count for the numerical rank above max(m, n) · ε of the largest, m
   * rows by n columns. 2^-23 when left out, for entries that were computed in float32; `Number.EPSILON` for float64.
   */
  readonly epsilon?: number;
  /** The share of the energy that the energy rank may leave out, in [1e-10, 1); 1e-3 when left out. */
  readonly energyLoss?: number;
}

/** What is known of a rank for certain: the same number twice where it is known exactly. */
export interface RankBounds {
  readonly atLeast: number;
  readonly atMost: number;
}

/** Ranks of a matrix A [m, n]. */
export interface RankReport {
  readonly numRows: number;
  readonly numColumns: number;
  /** `sketch`: the singular values are lower bounds, and ranks are between bounds. */
  readonly method: 'exact' | 'sketch';
  /** Directions that were looked at; n for `exact`. */
  readonly sketchSize: number;
  /** The largest first: min(m, n), or at most `sketchSize`, each at most that of A. */
  readonly singularValues: Float64Array;
  /** Σ a_ij², the sum of all squared singular values; exact for either method. */
  readonly totalEnergy: number;
  /** The share of it that `singularValues` hold. */
  readonly capturedEnergy: number;
  /** Relative to the largest singular value: max(m, n) · ε. */
  readonly tolerance: number;
  /** Singular values greater than `tolerance` times the largest. A full sketch says no more than "at least its size". */
  readonly numericalRank: RankBounds;
  readonly energyLoss: number;
  /** The least rank of a matrix that differs from A by at most `energyLoss` of the energy. */
  readonly energyRank: RankBounds;
}

/** Measures the rank of a matrix that comes in blocks of rows. */
export interface RankMeter {
  /**
   * Takes more rows.
   *
   * @param rows row-major, a whole number of rows; not kept
   * @throws TypeError when it is no float array, RangeError when it has another length, an entry is not finite (its row
   *   and column are named), or the sum of squares overflows; nothing is then counted
   */
  add(rows: Float32Array | Float64Array): void;
  /**
   * The ranks of everything added so far; more can be added afterwards.
   *
   * @throws RangeError when no row was added
   */
  result(): RankReport;
}

/** The most columns for which everything is computed unless told otherwise. */
const mostExactColumns = 2048;
const usualSketchSize = 512;

/** Entries that are worked on at once. */
const blockEntries = 2 ** 20;
const mostBlockRows = 256;

/**
 * Starts measuring the rank of a tall matrix, such as the log probabilities [contexts, classes] of a language model: the
 * rank of log P shows the softmax bottleneck (Yang, Dai, Salakhutdinov, Cohen, ICLR 2018). The numerical rank counts
 * directions that may be all but noise; the rank that holds all but 1e-3 of the energy says how many matter (Parthiban,
 * Mao, Inkpen, AAAI 2021, report both).
 *
 * Up to 2048 columns all singular values are computed, by a streamed QR factorisation: AᵀA is never formed. Beyond that a
 * random sketch finds the largest, in one pass. What it says is certain, not likely: its singular values are lower bounds
 * whatever the random numbers, and what they leave of the exact total energy bounds the rest. With
 * E_r = Σ a_ij² - Σ_{i<=r} σ_i² for the found σ, no more than r + E_r / t² singular values are above t, for any r; and r
 * directions hold at most Σ_{i<=r} σ_i² + E_all. The seed decides only how close the bounds are.
 *
 * Memory: 8 n² bytes where exact, 8 n · sketchSize where sketched, and some MiB. 20,000 rows took about 100 s on one busy
 * core with n = 2000 exactly, half of it for `result`, and 65 s with n = 10,000 and a sketch of 512, 6 s of it for `result`.
 *
 * @throws TypeError, RangeError when an option is wrong
 */
export function createRankMeter(options: RankMeterOptions): RankMeter {
  const place = 'createRankMeter';
  checkOptions(place, options);
  const { numColumns, seed = 0, epsilon = 2 ** -23, energyLoss = 1e-3 } = options;
  checkInteger(place, 'numColumns', numColumns, 1);
  const { sketchSize: asked = numColumns <= mostExactColumns ? numColumns : usualSketchSize } = options;
  checkInteger(place, 'sketchSize', asked, 1);
  checkInteger(place, 'seed', seed, Number.MIN_SAFE_INTEGER);
  checkNumber(place, 'epsilon', epsilon, 0, 1);
  checkNumber(place, 'energyLoss', energyLoss, 1e-10, 1 - 1e-10);

  const isExact = asked >= numColumns;
  const sketchSize = Math.min(asked, numColumns);
  const spectrum = isExact
    ? createExactSpectrum(numColumns)
    : createSketchedSpectrum({ numColumns, size: sketchSize, seed });
  const blockRows = Math.max(1, Math.min(mostBlockRows, Math.floor(blockEntries / numColumns)));
  const block = new Float64Array(blockRows * numColumns);
  let numPending = 0;
  let numRows = 0;
  let totalEnergy = 0;

  const flush = (): void => {
    if (numPending > 0) spectrum.absorb(block, numPending);
    numPending = 0;
  };

  return {
    add: (rows) => {
      const energy = totalEnergy + energyOf(rows, numColumns, numRows);
      if (energy === Number.POSITIVE_INFINITY) {
        throw new RangeError('RankMeter.add: the sum of squares overflows; expected smaller entries');
      }
      totalEnergy = energy;
      for (let at = 0; at < rows.length; at += numColumns) {
        block.set(rows.subarray(at, at + numColumns), numPending * numColumns);
        numRows++;
        numPending++;
        if (numPending === blockRows) flush();
      }
    },

    result: () => {
      if (numRows === 0) {
        throw new RangeError('RankMeter.result: no rows were added; there is nothing to measure');
      }
      flush();
      const most = Math.min(numRows, numColumns);
      const tolerance = Math.max(numRows, numColumns) * epsilon;
      const found = totalEnergy === 0 ? new Float64Array(isExact ? most : 0) : spectrum.singularValues();
      const singularValues = found.slice(0, most);
      const shared = {
        numRows,
        numColumns,
        sketchSize,
        singularValues,
        totalEnergy,
        capturedEnergy: totalEnergy === 0 ? 1 : Math.min(1, energyUpTo(singularValues).at(-1)! / totalEnergy),
        tolerance,
        energyLoss,
      };
      if (isExact || totalEnergy === 0) {
        const numericalRank = countAbove(singularValues, tolerance * (singularValues[0] ?? 0));
        const energyRank = rankOfEnergy(singularValues, (1 - energyLoss) * totalEnergy);
        return {
          ...shared,
          method: isExact ? 'exact' : 'sketch',
          numericalRank: { atLeast: numericalRank, atMost: numericalRank },
          energyRank: { atLeast: energyRank, atMost: energyRank },
        };
      }
      return { ...shared, method: 'sketch', ...boundsOf({ ...shared, most }) };
    },
  };
}

/** What lower bounds of singular values and the exact energy say about the ranks. */
function boundsOf(known: {
  readonly singularValues: Float64Array;
  readonly totalEnergy: number;
  readonly tolerance: number;
  readonly energyLoss: number;
  readonly numRows: number;
  readonly numColumns: number;
  readonly most: number;
}): { numericalRank: RankBounds; energyRank: RankBounds } {
  const { singularValues, totalEnergy, tolerance, energyLoss, numRows, numColumns, most } = known;
  const energies = energyUpTo(singularValues);
  // Sums of so many squares are not exact themselves.
  const rounding = (numRows + numColumns) * Number.EPSILON * totalEnergy;
  const restAfter = (rank: number): number => Math.max(0, totalEnergy - energies[rank]!) + rounding;
  const rest = restAfter(singularValues.length);
  const largest = singularValues[0] ?? 0;
  const largestAtMost = Math.sqrt(largest ** 2 + rest);

  let aboveAtMost = most;
  for (let rank = 0; rank <= singularValues.length; rank++) {
    aboveAtMost = Math.min(aboveAtMost, Math.floor(rank + restAfter(rank) / (tolerance * largest) ** 2));
  }
  const aboveAtLeast = countAbove(singularValues, Math.max(tolerance, sketchResolution) * largestAtMost);
  const needed = (1 - energyLoss) * totalEnergy;
  return {
    numericalRank: { atLeast: aboveAtLeast, atMost: Math.max(aboveAtLeast, aboveAtMost) },
    energyRank: {
      atLeast: rankOfEnergy(singularValues, needed - rest),
      atMost: Math.min(most, rankOfEnergy(singularValues, needed)),
    },
  };
}

/** Σ_{i<r} σ_i² for r = 0, 1, …, all. */
function energyUpTo(singularValues: Float64Array): Float64Array {
  const energies = new Float64Array(singularValues.length + 1);
  singularValues.forEach((value, i) => {
    energies[i + 1] = energies[i]! + value * value;
  });
  return energies;
}

/** How many of the largest singular values hold so much energy; Infinity where all of them do not. */
function rankOfEnergy(singularValues: Float64Array, needed: number): number {
  const rank = energyUpTo(singularValues).findIndex((energy) => energy >= needed);
  return rank < 0 ? Number.POSITIVE_INFINITY : rank;
}

function countAbove(values: Float64Array, limit: number): number {
  return values.filter((value) => value > limit).length;
}

/** Checks rows and gives their sum of squares; `numBefore` rows came before. */
function energyOf(rows: unknown, numColumns: number, numBefore: number): number {
  if (!(rows instanceof Float32Array || rows instanceof Float64Array)) {
    throw new TypeError(
      `RankMeter.add: rows must be a Float32Array or a Float64Array, got ${describeKind(rows)}`,
    );
  }
  if (rows.length % numColumns !== 0) {
    throw new RangeError(
      `RankMeter.add: expected whole rows of ${numColumns} entries, got ${rows.length} entries`,
    );
  }
  let energy = 0;
  for (let at = 0; at < rows.length; at += numColumns) {
    let ofRow = 0;
    for (let j = 0; j < numColumns; j++) {
      const value = rows[at + j]!;
      if (!Number.isFinite(value)) {
        throw new RangeError(
          `RankMeter.add: entries must be finite, that of row ${numBefore + at / numColumns}, column ${j} is ${value}`,
        );
      }
      ofRow += value * value;
    }
    energy += ofRow;
  }
  return energy;
}
