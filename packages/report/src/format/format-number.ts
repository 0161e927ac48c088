/** A number to three significant digits, plain or with a power of ten: 0.01234 → "0.0123", 2e-7 → "2.00e−7". */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 1e6 || size < 1e-4) return value.toExponential(2).replace('e+', 'e').replaceAll('-', '\u2212');
  if (size >= 1000)
    return String(Math.round(value))
      .replace(/\B(?=(\d{3})+$)/g, ',')
      .replace('-', '\u2212');
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return value.toFixed(digits).replace('-', '\u2212');
}
