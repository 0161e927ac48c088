import { singularValues } from './singular-values.js';
import { createStreamedTriangle } from './streamed-triangle.js';

/** Finds singular values of a matrix that comes in blocks of rows. */
export interface StreamedSpectrum {
  /** Takes more rows [numRows, numColumns], finite, row-major, and may destroy them. */
  absorb(block: Float64Array, numRows: number): void;
  /** Singular values so far, largest first, or lower bounds of them. */
  singularValues(): Float64Array;
}

/** All singular values, exactly: those of the triangular factor. Memory O(n²), time O(n²) per row and O(n³) at the end. */
export function createExactSpectrum(numColumns: number): StreamedSpectrum {
  const { absorb, triangle } = createStreamedTriangle(numColumns);
  return { absorb, singularValues: () => singularValues(triangle) };
}
