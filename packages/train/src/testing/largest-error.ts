/** The largest error of any entry, relative to 1 + its size; NaN where one of the two is. */
export function largestError(got: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (got.length !== expected.length) throw new Error(`${got.length} entries, expected ${expected.length}`);
  let worst = 0;
  for (let i = 0; i < got.length; i++) {
    const error = Math.abs(got[i]! - expected[i]!) / (1 + Math.abs(expected[i]!));
    if (!(error <= worst)) worst = error;
  }
  return worst;
}
