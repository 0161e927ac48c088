import { checkInteger } from '../checks/check-integer.js';

/**
 * The binomial coefficient C(n, k), exactly; 0 for k > n.
 *
 * @param n an integer >= 0
 * @param k an integer >= 0
 * @throws TypeError, RangeError when one is not
 */
export function binomial(n: number, k: number): bigint {
  checkInteger('binomial', 'n', n, 0);
  checkInteger('binomial', 'k', k, 0);
  if (k > n) return 0n;
  let result = 1n;
  for (let i = 1; i <= Math.min(k, n - k); i++) result = (result * BigInt(n - i + 1)) / BigInt(i);
  return result;
}

/** C(n, 0) + … + C(n, last), by the shorter of the two ends of the row; 0 for last < 0. Arguments are trusted. */
export function binomialSum(n: number, last: number): bigint {
  if (last < 0) return 0n;
  if (last >= n) return 1n << BigInt(n);
  // The row is symmetric and adds up to 2^n: what is left out mirrors C(n, 0) … C(n, n - last - 1).
  if (2 * last > n) return (1n << BigInt(n)) - binomialSum(n, n - last - 1);
  let term = 1n;
  let sum = 1n;
  for (let i = 1; i <= last; i++) {
    term = (term * BigInt(n - i + 1)) / BigInt(i);
    sum += term;
  }
  return sum;
}
