import { checkLabelSets } from '../sparse/check-label-sets.js';
import { labelCounts } from '../sparse/label-counts.js';
import type { LabelSets } from '../sparse/sparse-rows.js';

/** Neighbours that the improvement tries for each label: those it occurs with most often. */
const mostNeighbours = 12;
/** Rounds over all labels; measured, nothing is found any more after a few. */
const mostRounds = 50;

/**
 * The labels around a cycle, so that labels that occur together are neighbours: few sign changes per label set, and so many
 * sets that a DFT layer with few columns can output.
 *
 * The sign changes of all sets around the cycle add up to Σ 2|S| − 2 Σ c(a, b) over neighbours a, b, where c(a, b) counts the
 * sets that hold both. The best order is thus a travelling salesman's tour of greatest weight c: NP-hard, and found
 * nearly enough by joining the heaviest pairs first and then turning stretches around while that gains weight (2-opt).
 * Libraries for seriation work on dense matrices of n x n, and reward near labels where only neighbours count.
 *
 * Source: Croes, "A method for solving traveling-salesman problems", Operations Research 6 (1958).
 *
 * @param sets the label sets to be served, such as those of the training examples; time grows with the pairs in them
 * @returns `order[position]` is a label in [0, n)
 * @throws TypeError, RangeError when the label sets are not well-formed
 */
export function coOccurrenceLabelOrder(sets: LabelSets): Uint32Array {
  checkLabelSets(sets, { name: 'coOccurrenceLabelOrder' });
  const numLabels = sets.numCols;
  const pairs = countPairs(sets);
  const order = joinHeaviest(numLabels, pairs, labelCounts(sets));
  improve(order, pairs);
  return order;
}

/** How many sets hold both labels of a pair a < b, by a * n + b. */
function countPairs({ numRows, numCols, offsets, indices }: LabelSets): Map<number, number> {
  const pairs = new Map<number, number>();
  for (let row = 0; row < numRows; row++) {
    const end = offsets[row + 1]!;
    for (let i = offsets[row]!; i < end; i++) {
      const start = indices[i]! * numCols;
      for (let j = i + 1; j < end; j++) {
        const key = start + indices[j]!;
        pairs.set(key, (pairs.get(key) ?? 0) + 1);
      }
    }
  }
  return pairs;
}

/** Joins labels to paths, the heaviest pair first, and lays the paths behind one another, the most frequent first. */
function joinHeaviest(
  numLabels: number,
  pairs: ReadonlyMap<number, number>,
  counts: Uint32Array,
): Uint32Array {
  const joined = Array.from({ length: numLabels }, (): number[] => []);
  const ends = Uint32Array.from({ length: numLabels }, (_, label) => label);
  const heaviest = [...pairs].sort(([a, one], [b, other]) => other - one || a - b);
  for (const [key] of heaviest) {
    const a = Math.floor(key / numLabels);
    const b = key % numLabels;
    // Only the two ends of a path can be joined, and not with each other.
    if (joined[a]!.length === 2 || joined[b]!.length === 2 || ends[a] === b) continue;
    joined[a]!.push(b);
    joined[b]!.push(a);
    const [first, last] = [ends[a]!, ends[b]!];
    ends[first] = last;
    ends[last] = first;
  }
  const order = new Uint32Array(numLabels);
  const isPlaced = new Uint8Array(numLabels);
  const byCount = Uint32Array.from({ length: numLabels }, (_, label) => label).sort(
    (a, b) => counts[b]! - counts[a]! || a - b,
  );
  let position = 0;
  for (const label of byCount) {
    if (isPlaced[label] === 1) continue;
    let at: number | undefined = pathEnd(label, joined);
    while (at !== undefined) {
      order[position++] = at;
      isPlaced[at] = 1;
      at = joined[at]!.find((next) => isPlaced[next] === 0);
    }
  }
  return order;
}

/** One end of the path that a label is on. */
function pathEnd(label: number, joined: readonly (readonly number[])[]): number {
  let [before, at] = [-1, label];
  for (;;) {
    const next = joined[at]!.find((other) => other !== before);
    if (next === undefined || (before === -1 && joined[at]!.length === 1)) return at;
    [before, at] = [at, next];
  }
}

/** Turns stretches of the cycle around as long as that brings heavier pairs together. */
function improve(order: Uint32Array, pairs: ReadonlyMap<number, number>): void {
  const numLabels = order.length;
  if (numLabels < 4) return;
  const weight = (a: number, b: number): number =>
    pairs.get(a < b ? a * numLabels + b : b * numLabels + a) ?? 0;
  const neighbours = heaviestNeighbours(numLabels, pairs);
  const positionOf = new Uint32Array(numLabels);
  order.forEach((label, position) => {
    positionOf[label] = position;
  });
  const at = (position: number): number => order[(position + numLabels) % numLabels]!;
  for (let round = 0; round < mostRounds; round++) {
    let isBetter = false;
    for (let a = 0; a < numLabels; a++) {
      for (const b of neighbours[a]!) {
        for (const side of [1, -1]) {
          const [p, q] = [positionOf[a]!, positionOf[b]!];
          const [nextA, nextB] = [at(p + side), at(q + side)];
          // a-nextA and b-nextB become a-b and nextA-nextB.
          const gain = weight(a, b) + weight(nextA, nextB) - weight(a, nextA) - weight(b, nextB);
          if (nextA === b || nextB === a || gain <= 0) continue;
          if (side === 1) turn(order, positionOf, Math.min(p, q) + 1, Math.max(p, q));
          else turn(order, positionOf, Math.min(p, q), Math.max(p, q) - 1);
          isBetter = true;
        }
      }
    }
    if (!isBetter) return;
  }
}

/** Turns the stretch from one position to another, both included, around. */
function turn(order: Uint32Array, positionOf: Uint32Array, from: number, to: number): void {
  order.subarray(from, to + 1).reverse();
  for (let position = from; position <= to; position++) positionOf[order[position]!] = position;
}

/** For each label those it occurs with most often, the heaviest first. */
function heaviestNeighbours(numLabels: number, pairs: ReadonlyMap<number, number>): number[][] {
  const neighbours = Array.from({ length: numLabels }, (): { label: number; weight: number }[] => []);
  for (const [key, weight] of pairs) {
    const a = Math.floor(key / numLabels);
    const b = key % numLabels;
    neighbours[a]!.push({ label: b, weight });
    neighbours[b]!.push({ label: a, weight });
  }
  return neighbours.map((found) =>
    found
      .sort((one, other) => other.weight - one.weight || one.label - other.label)
      .slice(0, mostNeighbours)
      .map(({ label }) => label),
  );
}
