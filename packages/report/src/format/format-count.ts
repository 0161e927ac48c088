import { typesetNumber } from './typeset-number.js';

/** A whole number with thousands separators: 1980 → "1,980". Other numbers are rounded first. */
export function formatCount(value: number): string {
  return typesetNumber(String(Math.round(value)));
}
