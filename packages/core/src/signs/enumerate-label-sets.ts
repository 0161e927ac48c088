import { checkInteger } from '../checks/check-integer.js';
import { checkOptions } from '../checks/check-options.js';
import { countKSparseLabelSets } from '../counting/count-k-sparse-label-sets.js';

/** How many label sets an enumeration gives before it is refused, unless told otherwise. */
const defaultLimit = 2 ** 22;

/**
 * All 2^n label sets, one after the other, each as a new sorted array. Set number m has label i where bit i of m is 1.
 *
 * @param options.numLabels n >= 1
 * @param options.limit refuse to start when there are more sets than this; 2^22 when left out
 * @throws TypeError, RangeError at the call (not at the first set) when n is no such integer or there are too many
 */
export function enumerateLabelSets(options: {
  readonly numLabels: number;
  readonly limit?: number;
}): Generator<Uint32Array, void, undefined> {
  checkOptions('enumerateLabelSets', options);
  const { numLabels, limit = defaultLimit } = options;
  checkInteger('enumerateLabelSets', 'numLabels', numLabels, 1);
  checkInteger('enumerateLabelSets', 'limit', limit, 1);
  // Beyond 2^53 sets the limit, an exact integer, is passed for certain.
  if (numLabels > 52 || 2 ** numLabels > limit) {
    throw new RangeError(
      `enumerateLabelSets: ${numLabels} labels have 2^${numLabels} label sets, more than the limit of ${limit}. ` +
        'Use enumerateKSparseLabelSets for the small ones, or raise the limit.',
    );
  }
  return allLabelSets(numLabels);
}

function* allLabelSets(numLabels: number): Generator<Uint32Array, void, undefined> {
  const active = new Uint8Array(numLabels);
  let size = 0;
  while (true) {
    const labels = new Uint32Array(size);
    for (let label = 0, i = 0; i < size; label++) {
      if (active[label] === 1) labels[i++] = label;
    }
    yield labels;
    // Add one in binary: clear the ones at the low end, set the first zero.
    let label = 0;
    while (label < numLabels && active[label] === 1) {
      active[label++] = 0;
      size--;
    }
    if (label === numLabels) return;
    active[label] = 1;
    size++;
  }
}

/**
 * All label sets with at most k of n labels, one after the other, each as a new sorted array: the empty set, then
 * single labels, then pairs, …; sets of one size in lexicographic order.
 *
 * @param options.numLabels n >= 1
 * @param options.k k >= 0; above n it means n
 * @param options.limit refuse to start when there are more sets than this; 2^22 when left out
 * @throws TypeError, RangeError at the call (not at the first set) when an option is wrong or there are too many sets
 */
export function enumerateKSparseLabelSets(options: {
  readonly numLabels: number;
  readonly k: number;
  readonly limit?: number;
}): Generator<Uint32Array, void, undefined> {
  checkOptions('enumerateKSparseLabelSets', options);
  const { numLabels, k, limit = defaultLimit } = options;
  checkInteger('enumerateKSparseLabelSets', 'limit', limit, 1);
  const count = countKSparseLabelSets({ numLabels, k });
  if (count > BigInt(limit)) {
    throw new RangeError(
      `enumerateKSparseLabelSets: ${numLabels} labels have ${describeCount(count)} label sets of at most ${k} labels, ` +
        `more than the limit of ${limit}. Choose a smaller k, or raise the limit.`,
    );
  }
  return kSparseLabelSets(numLabels, Math.min(k, numLabels));
}

function describeCount(count: bigint): string {
  const digits = count.toString();
  return digits.length <= 20 ? digits : `about 10^${digits.length - 1}`;
}

function* kSparseLabelSets(numLabels: number, k: number): Generator<Uint32Array, void, undefined> {
  for (let size = 0; size <= k; size++) {
    const labels = Uint32Array.from({ length: size }, (_, i) => i);
    while (true) {
      yield labels.slice();
      // The last position that can still move right, then everything after it close behind.
      let i = size - 1;
      while (i >= 0 && labels[i] === numLabels - size + i) i--;
      if (i < 0) break;
      labels[i] = labels[i]! + 1;
      for (let j = i + 1; j < size; j++) labels[j] = labels[j - 1]! + 1;
    }
  }
}
