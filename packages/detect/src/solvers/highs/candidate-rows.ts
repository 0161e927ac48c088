import type { RowSystem } from '../row-system.js';

/** The rows a solver works on so far: s_i p_i, one after the other in one array. */
export interface CandidateRows {
  readonly count: number;
  /** Row-major, `count * dimension` numbers in use. Replaced when it grows: do not keep it. */
  readonly data: Float64Array;
  /** The row number of a candidate. */
  rowAt(candidate: number): number;
  has(row: number): boolean;
  add(row: number): void;
  /** Adds the rows of the smallest values below `limit` that are no candidates yet, at most `most` of them. */
  addSmallest(values: Float64Array, limit: number, most: number): number;
}

/** Starts an empty list of candidates. */
export function createCandidateRows(system: RowSystem, signs: Int8Array): CandidateRows {
  const { dimension, numRows } = system;
  const rows: number[] = [];
  const isCandidate = new Uint8Array(numRows);
  let data = new Float64Array(64 * dimension);
  const add = (row: number): void => {
    const at = rows.length * dimension;
    if (at + dimension > data.length) {
      const larger = new Float64Array(data.length * 2);
      larger.set(data);
      data = larger;
    }
    system.copyRow(row, data, at);
    if (signs[row] === -1) for (let j = at; j < at + dimension; j++) data[j] = -data[j]!;
    rows.push(row);
    isCandidate[row] = 1;
  };
  return {
    get count() {
      return rows.length;
    },
    get data() {
      return data;
    },
    rowAt: (candidate) => rows[candidate]!,
    has: (row) => isCandidate[row] === 1,
    add,
    addSmallest: (values, limit, most) => {
      const found: number[] = [];
      for (let i = 0; i < numRows; i++) if (values[i]! < limit && isCandidate[i] === 0) found.push(i);
      found.sort((a, b) => values[a]! - values[b]!);
      const count = Math.min(most, found.length);
      for (let i = 0; i < count; i++) add(found[i]!);
      return count;
    },
  };
}
