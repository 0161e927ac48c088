/** A number to two digits, for a sentence: `0.17`, `130`, and `1.6e-8` where it is very small or large. */
export function showNumber(value: number): string {
  const size = Math.abs(value);
  return size !== 0 && (size < 1e-3 || size >= 1e6)
    ? value.toExponential(1)
    : String(Number(value.toPrecision(2)));
}
