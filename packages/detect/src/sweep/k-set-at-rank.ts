import { binomial } from '@sbn/core';

/**
 * The set of k labels with a given rank. Each rank from 0 to C(n, k) - 1 gives another set:
 *
 *     rank = C(c_k, k) + … + C(c_1, 1)      with c_k > … > c_1 >= 0 the labels (the combinatorial number system)
 *
 * @param rank in [0, C(n, k)); trusted, like the others
 * @returns the labels, increasing
 */
export function kSetAtRank(rank: bigint, numLabels: number, k: number): number[] {
  // Large sets by the labels that they leave out, which are fewer.
  if (2 * k > numLabels) {
    const left = new Set(kSetAtRank(rank, numLabels, numLabels - k));
    return Array.from({ length: numLabels }, (_, label) => label).filter((label) => !left.has(label));
  }
  const logFactorials = [0];
  for (let j = 1; j <= k; j++) logFactorials.push(logFactorials[j - 1]! + Math.log(j));
  const labels: number[] = [];
  let rest = rank;
  let label = numLabels;
  for (let j = k; j >= 1; j--) {
    // The largest label with C(label, j) <= rest is below this: C(c, j) >= (c - j + 1)^j / j!. Room for rounding.
    const bound = j + 2 + Math.floor(1.000001 * Math.exp((logOf(rest) + logFactorials[j]!) / j));
    label = Math.min(label - 1, bound);
    let count = binomial(label, j);
    for (; count > rest; label--) count = (count * BigInt(label - j)) / BigInt(label);
    labels.push(label);
    rest -= count;
  }
  return labels.reverse();
}

/** ln of an integer of any size, to about 1e-13; -Infinity for 0. */
function logOf(value: bigint): number {
  const digits = value.toString(16);
  const lead = digits.slice(0, 13);
  return Math.log(Number.parseInt(lead, 16)) + (digits.length - lead.length) * Math.log(16);
}
