/**
 * The positions of the smallest of some values, in increasing order of value, without sorting all of them.
 *
 * @param skip 1 for every position that does not count
 * @param limit only values below this count
 * @param most how many positions to return at most
 */
export function selectSmallest(
  values: Float64Array,
  skip: Uint8Array,
  limit: number,
  most: number,
): number[] {
  // A heap with the largest value on top: what is not smaller than that is passed over at once.
  const heap: number[] = [];
  const siftDown = (start: number): void => {
    const position = heap[start]!;
    let at = start;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && values[heap[child + 1]!]! > values[heap[child]!]!) child++;
      if (values[heap[child]!]! <= values[position]!) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = position;
  };
  let bound = limit;
  for (let i = 0; i < values.length; i++) {
    if (!(values[i]! < bound) || skip[i] === 1) continue;
    if (heap.length < most) {
      heap.push(i);
      if (heap.length < most) continue;
      for (let start = (most >> 1) - 1; start >= 0; start--) siftDown(start);
    } else {
      heap[0] = i;
      siftDown(0);
    }
    if (most > 0) bound = values[heap[0]!]!;
  }
  return heap.sort((a, b) => values[a]! - values[b]! || a - b);
}
