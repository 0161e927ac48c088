import type { Layer } from '../layer/layer.js';
import type { ResolvedStructure } from './resolve-structure.js';

/**
 * A direction that outputs a label set with few sign changes, in closed form: the function with a root half-way
 * between every two neighbouring positions whose signs differ,
 *
 *     f(t) = ± Π_r sin((t - τ_r) / 2)   on the cycle,      f(x) = ± Π_r (x - ρ_r)   on the line,
 *
 * written in the basis by an inner product with every (orthonormal) column. It changes sign where it should and
 * nowhere else, but its values may span so many orders of magnitude that rounding hides the signs of the small ones:
 * the caller must prove it.
 *
 * @param signs +1 or -1 for every label
 * @returns a vector in the homogeneous coordinates of the layer
 */
export function alternationWitness(
  layer: Layer,
  structure: ResolvedStructure,
  signs: Int8Array,
): Float64Array {
  const { data, stride, numLabels, homogeneousDim } = layer;
  const { labelAt, along, numColumns } = structure;
  const place = alternationPoints(structure);
  const roots: number[] = [];
  for (let position = 1; position < numLabels; position++) {
    if (signs[labelAt[position]!] !== signs[labelAt[position - 1]!]) {
      roots.push((place(position) + place(position - 1)) / 2);
    }
  }
  if (along === 'cycle' && signs[labelAt[0]!] !== signs[labelAt[numLabels - 1]!]) {
    roots.push((place(numLabels - 1) + place(numLabels)) / 2);
  }
  // Logarithms: the product of a hundred small factors would underflow.
  const logs = new Float64Array(numLabels);
  let largest = Number.NEGATIVE_INFINITY;
  for (let position = 0; position < numLabels; position++) {
    let sum = 0;
    for (const root of roots) {
      const distance = place(position) - root;
      sum += Math.log(Math.abs(along === 'cycle' ? Math.sin(distance / 2) : distance));
    }
    logs[position] = sum;
    largest = Math.max(largest, sum);
  }
  const direction = new Float64Array(homogeneousDim);
  for (let position = 0; position < numLabels; position++) {
    const label = labelAt[position]!;
    const value = signs[label]! * Math.exp(logs[position]! - largest);
    for (let j = 0; j < numColumns; j++) direction[j] = direction[j]! + value * data[label * stride + j]!;
  }
  return direction;
}

/** Where a position lies: its angle on the cycle (position numLabels is once around), its abscissa on the line. */
export function alternationPoints({ structure, labelAt }: ResolvedStructure): (position: number) => number {
  const numLabels = labelAt.length;
  if (structure.kind === 'trigonometric') return (position) => (2 * Math.PI * position) / numLabels;
  const { points = 'chebyshev' } = structure;
  if (points === 'chebyshev')
    return (position) => -Math.cos((Math.PI * (2 * position + 1)) / (2 * numLabels));
  if (points === 'equispaced') return (position) => (2 * position) / Math.max(1, numLabels - 1) - 1;
  const first = points[0]!;
  const width = points[numLabels - 1]! - first;
  return (position) => (width > 0 ? (points[position]! - first) / width : 0);
}
