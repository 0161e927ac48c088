/** What several seeds gave for one number. */
export interface Spread {
  readonly values: readonly number[];
  readonly mean: number;
  readonly min: number;
  readonly max: number;
  /** Sample standard deviation (n − 1); null with one value. */
  readonly deviation: number | null;
}

/** Mean, range and sample standard deviation of the finite values; null where there is none. */
export function spread(values: Iterable<number | null | undefined>): Spread | null {
  const finite: number[] = [];
  for (const value of values) if (typeof value === 'number' && Number.isFinite(value)) finite.push(value);
  if (finite.length === 0) return null;
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  const squares = finite.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    values: finite,
    mean,
    min: Math.min(...finite),
    max: Math.max(...finite),
    deviation: finite.length > 1 ? Math.sqrt(squares / (finite.length - 1)) : null,
  };
}
