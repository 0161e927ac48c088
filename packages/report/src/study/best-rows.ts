import type { StudyColumn, StudyValue } from '../study-report-data.js';

/**
 * The rows whose value no other one beats: several where they are equal, none where there is nothing to compare, or where
 * a value of which only a lower bound is known might beat them.
 *
 * @param values of one column, a value for each row
 * @returns indices of rows
 */
export function bestRows(
  values: readonly (StudyValue | undefined)[],
  better: NonNullable<StudyColumn['better']>,
): Set<number> {
  const ranges = values.flatMap((value, row) => {
    const range = rangeOf(value);
    return range === null ? [] : [{ row, ...range }];
  });
  const best = ranges.filter((one) =>
    ranges.every(
      (other) => other === one || (better === 'higher' ? one.low >= other.high : one.high <= other.low),
    ),
  );
  return new Set(best.length === ranges.length ? [] : best.map(({ row }) => row));
}

/** Where the number of a cell may lie; null for a cell without one. Of a mean the mean counts, not its interval. */
function rangeOf(value: StudyValue | undefined): { low: number; high: number } | null {
  if (typeof value === 'number') return { low: value, high: value };
  if (typeof value !== 'object' || value === null) return null;
  return 'atLeast' in value
    ? { low: value.atLeast, high: Number.POSITIVE_INFINITY }
    : { low: value.mean, high: value.mean };
}
