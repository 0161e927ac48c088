import { createElimination } from '../exact/elimination.js';
import { isZeroVector } from '../exact/is-zero-vector.js';
import { checkThresholdLayer } from '../layer/check-layer.js';
import { integerForms } from '../layer/integer-forms.js';
import type { LayerInput } from '../layer/layer-input.js';

/**
 * The characteristic polynomial χ of the hyperplanes w_i·x + b_i = 0 in the space of inputs, R^d, exactly. Its value at
 * -1 counts regions, and so label sets: (-1)^d χ(-1) is how many of the 2^n label sets the layer outputs, degenerate
 * layers included (Zaslavsky 1975). In general position that is Cover's count. A label whose row and bias are zero is
 * never strictly in or out: χ is then 0.
 *
 * By deletion and restriction, χ(A) = χ(A - h) - χ(A restricted to h), without listing any region.
 *
 * @returns d + 1 coefficients, that of s^i at index i
 * @throws TypeError, RangeError when the layer is wrong, or its rule is not `'threshold'`
 */
export function characteristicPolynomial(layer: LayerInput): bigint[] {
  const checked = checkThresholdLayer('characteristicPolynomial', layer);
  const { forms, half, dim } = integerForms(checked);
  const coefficients = new Array<bigint>(checked.dim + 1).fill(0n);
  // The coordinate t is no dimension of the inputs; coordinates that were dropped as dependent are.
  const own = half === undefined ? dim : dim - 1;
  const missing = checked.dim - own;
  addPolynomial(forms, half, dim, 1n, 1n, coefficients, missing - (half === undefined ? 0 : 1));
  return coefficients;
}

/** Adds `factor` times the polynomial of an arrangement in R^dim, times s^shift. */
function addPolynomial(
  forms: readonly (readonly bigint[])[],
  half: readonly bigint[] | undefined,
  dim: number,
  previousPivot: bigint,
  factor: bigint,
  coefficients: bigint[],
  shift: number,
): void {
  if ((half !== undefined && isZeroVector(half)) || forms.some((form) => isZeroVector(form))) return;
  coefficients[dim + shift]! += factor;
  for (const [i, form] of forms.entries()) {
    const { pivot, restrict } = createElimination(form, dim, previousPivot);
    const before = forms.slice(0, i).map(restrict);
    const halfThere = half === undefined ? undefined : restrict(half);
    addPolynomial(before, halfThere, dim - 1, pivot, -factor, coefficients, shift);
  }
}
