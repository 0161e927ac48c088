/** A relative difference with its sign: −0.004 → "−0.4%", 0.012 → "+1.2%", 0 → "0.0%" (nothing is shown as "−0.0%"). */
export function formatSignedPercent(share: number, digits = 1): string {
  const size = Math.abs(share * 100).toFixed(digits);
  if (Number(size) === 0) return `${size}%`;
  return `${share < 0 ? '\u2212' : '+'}${size}%`;
}
