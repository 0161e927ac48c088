/** Groups what comes into arrays of `size`, the last of which may be shorter; the first `skip` are left out. */
export async function* windows<T>(
  source: AsyncIterable<T> | Iterable<T>,
  size: number,
  skip: number,
): AsyncGenerator<readonly T[]> {
  let left = skip;
  let window: T[] = [];
  for await (const item of source) {
    if (left > 0) {
      left--;
      continue;
    }
    window.push(item);
    if (window.length < size) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}
