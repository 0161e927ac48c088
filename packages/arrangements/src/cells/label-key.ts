/** Whether a set of labels, numbered as the sum of 2^label over its members, holds a label; labels 0 to 51. */
export function keyHas(key: number, label: number): boolean {
  return Math.floor(key / 2 ** label) % 2 === 1;
}

/** The labels of a key, in increasing order. */
export function labelsOfKey(key: number): number[] {
  const labels: number[] = [];
  for (let rest = key, label = 0; rest > 0; rest = Math.floor(rest / 2), label++) {
    if (rest % 2 === 1) labels.push(label);
  }
  return labels;
}
