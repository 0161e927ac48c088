/** A coordinate for a drawing: at most two decimals, never -0, so that the same drawing gives the same bytes. */
export function formatCoordinate(value: number): string {
  const rounded = Math.round(value * 100) / 100;
  return String(rounded === 0 ? 0 : rounded);
}
