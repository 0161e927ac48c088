import { typesetNumber } from './typeset-number.js';

/** A number to three significant digits, plain or with a power of ten: 0.01234 → "0.0123", 2e-7 → "2.00e−7". */
export function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (value === 0) return '0';
  if (size >= 1e6 || size < 1e-4) return typesetNumber(value.toExponential(2).replace('e+', 'e'));
  if (size >= 1000) return typesetNumber(String(Math.round(value)));
  const digits = Math.max(0, 2 - Math.floor(Math.log10(size)));
  return typesetNumber(value.toFixed(digits));
}
