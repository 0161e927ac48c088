/** A whole number with thousands separators: 1980 → "1,980". Other numbers are rounded first. */
export function formatCount(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}
