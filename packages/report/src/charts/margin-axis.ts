import { formatNumber } from '../format/format-number.js';
import { linearTicks } from './log-ticks.js';

/**
 * Edges of equal bins of a round width that cover all margins.
 *
 * @param ranges log10 of the smallest and the largest margin of each row
 * @param most bins
 */
export function marginEdges(ranges: readonly (readonly [number, number])[], most: number): number[] {
  const low = Math.min(...ranges.map((range) => range[0]));
  const high = Math.max(...ranges.map((range) => range[1]));
  const span = Math.max(high - low, 0.5);
  const step =
    [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10].find((width) => span / width <= most - 2) ??
    span / (most - 2);
  const first = Math.floor(low / step + 1e-9) - 1;
  const last = Math.max(first + 3, Math.floor(high / step + 1e-9) + 2);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** Whole powers of ten where there are enough of them. */
export function powerTicks(domain: readonly [number, number], most: number): number[] {
  const whole = linearTicks(Math.ceil(domain[0]), Math.floor(domain[1]), most).filter(Number.isInteger);
  return whole.length > 1 ? whole : linearTicks(domain[0], domain[1], most);
}

/** The text of a tick at 10^power. */
export function powerOfTen(power: number): string {
  const value = 10 ** power;
  if (Number.isInteger(power) && power <= -4) {
    return `10${[...String(power)].map((character) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(character)] ?? '⁻').join('')}`;
  }
  return power < -4 ? formatNumber(value) : String(Number(value.toPrecision(2)));
}
