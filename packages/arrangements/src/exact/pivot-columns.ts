import { createElimination } from './elimination.js';
import { isZeroVector } from './is-zero-vector.js';

/**
 * The first columns of an integer matrix that are linearly independent and span all columns. A vector of linear forms
 * takes the same values, and so the same signs, when only these coordinates are used. Their number is the rank.
 */
export function pivotColumns(rows: readonly (readonly bigint[])[]): readonly number[] {
  const width = rows[0]?.length ?? 0;
  // Columns are eliminated as rows of the transposed matrix, from the first one on.
  let columns = Array.from({ length: width }, (_, j) => ({
    index: j,
    entries: rows.map((row) => row[j]!) as readonly bigint[],
  }));
  const pivots: number[] = [];
  let previousPivot = 1n;
  for (;;) {
    const next = columns.findIndex(({ entries }) => !isZeroVector(entries));
    if (next < 0) return pivots;
    const elimination = createElimination(
      columns[next]!.entries,
      columns[next]!.entries.length,
      previousPivot,
    );
    pivots.push(columns[next]!.index);
    columns = columns
      .slice(next + 1)
      .map(({ index, entries }) => ({ index, entries: elimination.restrict(entries) }));
    previousPivot = elimination.pivot;
  }
}
