/**
 * All sets of exactly k of n labels, one after the other, each as a new increasing array, in lexicographic order.
 *
 * @param numLabels n >= 1
 * @param k 0 <= k <= n; trusted, like n
 */
export function* kSets(numLabels: number, k: number): Generator<number[], void, undefined> {
  const labels = Array.from({ length: k }, (_, i) => i);
  for (;;) {
    yield labels.slice();
    // The last position that can still move right, then everything after it close behind.
    let i = k - 1;
    while (i >= 0 && labels[i] === numLabels - k + i) i--;
    if (i < 0) return;
    labels[i] = labels[i]! + 1;
    for (let j = i + 1; j < k; j++) labels[j] = labels[j - 1]! + 1;
  }
}
