import { countSignChanges, type Matrix, trigonometricBasis, vandermondeBasis } from '@sbn/core';
import type { Layer } from '../layer/layer.js';
import type { LayerStructure } from './layer-structure.js';

/** A {@link LayerStructure} that has been compared with the weights. */
export interface ResolvedStructure {
  readonly structure: LayerStructure;
  /** The position of each label around the cycle or along the line, and the label at each position. */
  readonly positionOf: Int32Array;
  readonly labelAt: Int32Array;
  /** The number of columns that have the closed form; they are the first ones. */
  readonly numColumns: number;
  /** Label sets with at most this many sign changes can be output. */
  readonly maxSignChanges: number;
  /** Whether no other label sets can: there are no more columns and no bias. */
  readonly isComplete: boolean;
  /** Whether the last position is next to the first. */
  readonly along: 'cycle' | 'line';
}

/** How far a weight may be from its closed form, as a fraction of the largest entry: rounding, and nothing else. */
const rounding = 1e-12;

/**
 * Checks that a layer has the closed form it is said to have, by making the basis anew and comparing.
 *
 * @throws TypeError, RangeError saying what differs and where
 */
export function resolveStructure(place: string, layer: Layer, structure: LayerStructure): ResolvedStructure {
  const { numLabels, dim, bias } = layer;
  if (typeof structure !== 'object' || structure === null) {
    throw new TypeError(`${place}: structure must be an object with a kind, got ${String(structure)}`);
  }
  const { kind } = structure;
  if (kind !== 'trigonometric' && kind !== 'vandermonde') {
    throw new TypeError(
      `${place}: structure.kind must be 'trigonometric' or 'vandermonde', got ${JSON.stringify(kind)}`,
    );
  }
  const basis =
    kind === 'trigonometric'
      ? trigonometricBasis({ numLabels, k: structure.k })
      : vandermondeBasis({
          numLabels,
          dim: structure.dim,
          ...(structure.points === undefined ? {} : { points: structure.points }),
        });
  if (basis.cols > dim) {
    throw new RangeError(
      `${place}: structure ${kind} has ${basis.cols} columns, but the weights have only ${dim}`,
    );
  }
  const positionOf = checkPermutation(place, structure.permutation, numLabels);
  compareWithBasis(place, layer, kind, basis, positionOf);
  const labelAt = new Int32Array(numLabels);
  for (let label = 0; label < numLabels; label++) labelAt[positionOf[label]!] = label;
  return {
    structure,
    positionOf,
    labelAt,
    numColumns: basis.cols,
    maxSignChanges: basis.cols - 1,
    isComplete: basis.cols === dim && !bias?.some((value) => value !== 0),
    along: kind === 'trigonometric' ? 'cycle' : 'line',
  };
}

/** The number of sign changes of a label set, in the order of the basis. */
export function signChangesOf(structure: ResolvedStructure, labels: readonly number[]): number {
  const { positionOf, along } = structure;
  return countSignChanges({
    labels: labels.map((label) => positionOf[label]!),
    numLabels: positionOf.length,
    along,
  });
}

function checkPermutation(
  place: string,
  permutation: ArrayLike<number> | undefined,
  numLabels: number,
): Int32Array {
  if (permutation === undefined) return Int32Array.from({ length: numLabels }, (_, label) => label);
  if (permutation.length !== numLabels) {
    throw new RangeError(
      `${place}: structure.permutation must have ${numLabels} entries, got ${permutation.length}`,
    );
  }
  const taken = new Uint8Array(numLabels);
  for (let label = 0; label < numLabels; label++) {
    const position = permutation[label]!;
    if (!Number.isInteger(position) || position < 0 || position >= numLabels || taken[position] === 1) {
      throw new RangeError(
        `${place}: structure.permutation must hold every integer of [0, ${numLabels}) once, ` +
          `got ${String(position)} for label ${label}`,
      );
    }
    taken[position] = 1;
  }
  return Int32Array.from(permutation);
}

function compareWithBasis(
  place: string,
  layer: Layer,
  kind: LayerStructure['kind'],
  basis: Matrix,
  positionOf: Int32Array,
): void {
  const { data, stride, numLabels } = layer;
  let largest = 0;
  for (const entry of basis.data) largest = Math.max(largest, Math.abs(entry));
  for (let label = 0; label < numLabels; label++) {
    for (let j = 0; j < basis.cols; j++) {
      const expected = basis.data[positionOf[label]! * basis.cols + j]!;
      const found = data[label * stride + j]!;
      if (!(Math.abs(found - expected) <= rounding * largest)) {
        throw new RangeError(
          `${place}: the weights are not the ${kind} basis in float64: label ${label}, column ${j} is ${found}, ` +
            `expected ${expected}. Check structure.permutation, or leave structure out.`,
        );
      }
    }
  }
}
