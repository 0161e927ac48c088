/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  // Without the zero first, a product may overflow on the way to it.
  return shape.includes(0) ? 0 : shape.reduce((product, length) => product * length, 1);
}

/** `[3, 4]` */
export function formatShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}

/**
 * The rows and columns of a tensor that is a matrix but for axes of length 1, as the kernel of a 1 × 1 convolution is;
 * undefined for anything else.
 */
export function matrixShape(shape: readonly number[]): readonly [rows: number, cols: number] | undefined {
  const lengths = shape.length > 2 ? shape.filter((length) => length !== 1) : shape;
  return lengths.length === 2 ? [lengths[0]!, lengths[1]!] : undefined;
}

/** The length of a tensor that is a vector but for axes of length 1; undefined for anything else. */
export function vectorLength(shape: readonly number[]): number | undefined {
  const lengths = shape.filter((length) => length !== 1);
  if (shape.length === 0 || lengths.length > 1) return undefined;
  return lengths[0] ?? 1;
}
