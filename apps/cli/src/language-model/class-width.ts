/**
 * Width of the vector that each class has in a head's output layer.
 *
 * @param head with the width of a mixture's features, where it has its own
 * @param hiddenDims widths of the LSTM layers under it
 */
export function classWidth(
  head: { readonly dim?: number | undefined },
  hiddenDims: readonly number[],
): number {
  return head.dim ?? hiddenDims.at(-1)!;
}
