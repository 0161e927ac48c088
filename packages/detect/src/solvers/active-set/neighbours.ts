/** Remembers which rows decided the last few label sets, for sets that are nearly the same. */
export interface Neighbours {
  /** @param labels the set, increasing; @param rows the rows that were active at its solution */
  remember(labels: readonly number[], rows: readonly number[]): void;
  /** The rows of the remembered set that differs in the fewest labels; none when all differ in too many. */
  rowsNear(labels: readonly number[]): readonly number[];
}

const capacity = 16;

/**
 * Keeps the 16 sets solved last. A neighbour differs in at most a third of the labels (and one may always differ). Where
 * the best limit lies was not measured.
 */
export function createNeighbours(): Neighbours {
  const kept: { readonly labels: readonly number[]; readonly rows: readonly number[] }[] = [];
  let next = 0;
  return {
    remember: (labels, rows) => {
      kept[next] = { labels, rows };
      next = (next + 1) % capacity;
    },
    rowsNear: (labels) => {
      let most = Math.max(1, Math.floor(labels.length / 3));
      let nearest: readonly number[] = [];
      for (const { labels: others, rows } of kept) {
        if (Math.abs(others.length - labels.length) > most) continue;
        const difference = countDifferent(labels, others);
        if (difference > most) continue;
        most = difference;
        nearest = rows;
      }
      return nearest;
    },
  };
}

/** How many labels are in one of two increasing lists only. */
function countDifferent(a: readonly number[], b: readonly number[]): number {
  let [i, j, different] = [0, 0, 0];
  while (i < a.length && j < b.length) {
    if (a[i] === b[j]) {
      i++;
      j++;
    } else {
      different++;
      if (a[i]! < b[j]!) i++;
      else j++;
    }
  }
  return different + (a.length - i) + (b.length - j);
}
