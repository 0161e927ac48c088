/** log10 of a count that may have thousands of digits, to about 15 digits; the count is at least 1. */
export function log10OfCount(count: bigint): number {
  const digits = count.toString();
  const leading = digits.slice(0, 17);
  return Math.log10(Number(leading)) + (digits.length - leading.length);
}
