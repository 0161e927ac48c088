import { describeKind } from '../checks/check-integer.js';
import { checkMatrix } from '../checks/check-matrix.js';
import { checkNumber } from '../checks/check-number.js';
import { checkOptions } from '../checks/check-options.js';
import { createMatrix, type Matrix } from '../matrix/matrix.js';
import { checkLabelSets } from '../sparse/check-label-sets.js';
import type { LabelSets } from '../sparse/sparse-rows.js';

/** What every reference loss takes. */
export interface LossReferenceOptions {
  /** z [batch, n], finite. */
  readonly logits: Matrix;
  /** Label sets (targets 0 and 1), or a matrix [batch, n] of targets in [0, 1]. */
  readonly targets: LabelSets | Matrix;
  /** w_j >= 0 per label, n of them; all 1 when left out. */
  readonly labelWeights?: ArrayLike<number> | undefined;
  /**
   * Moves every target y towards τ: (1 - ε) y + ε τ. A number is ε with τ = 1/2; ε in [0, 1], τ in [0, 1].
   * None when left out.
   */
  readonly labelSmoothing?: number | { readonly amount: number; readonly target: number } | undefined;
}

/** A loss and its slope. */
export interface LossReference {
  /** (1 / (batch · n)) Σ_ij w_j ℓ(z_ij, y_ij); 0 for an empty batch. */
  readonly loss: number;
  /** d loss / d z [batch, n]. */
  readonly gradient: Matrix;
}

/** The loss ℓ(z, y) of one logit and one target, and dℓ/dz; the label is the target before smoothing. */
export type EntryLoss = (
  logit: number,
  target: number,
  label: number,
) => { readonly value: number; readonly slope: number };

/** The mean of an entry loss over a batch, after checking the options. */
export function meanLoss(place: string, options: LossReferenceOptions, entryLoss: EntryLoss): LossReference {
  checkOptions(place, options);
  const { logits, targets, labelWeights, labelSmoothing } = options;
  checkMatrix(place, 'logits', logits);
  const { rows, cols } = logits;
  const dense = denseTargets(place, targets, rows, cols);
  const { amount, target } = smoothing(place, labelSmoothing);
  checkLabelWeights(place, labelWeights, cols);
  const gradient = createMatrix(rows, cols);
  const count = Math.max(1, rows * cols);
  let sum = 0;
  for (let i = 0; i < dense.length; i++) {
    const weight = labelWeights === undefined ? 1 : labelWeights[i % cols]!;
    const { value, slope } = entryLoss(
      logits.data[i]!,
      (1 - amount) * dense[i]! + amount * target,
      dense[i]!,
    );
    sum += weight * value;
    gradient.data[i] = (weight * slope) / count;
  }
  return { loss: sum / count, gradient };
}

/** Targets as one row-major table, after checking them. */
export function denseTargets(
  place: string,
  targets: LabelSets | Matrix,
  rows: number,
  cols: number,
): Float64Array {
  if (typeof targets !== 'object' || targets === null) {
    throw new TypeError(`${place}: targets must be label sets or a Matrix, got ${describeKind(targets)}`);
  }
  if ('offsets' in targets) {
    checkLabelSets(targets, { name: `${place}: targets`, numLabels: cols, numRows: rows });
    const dense = new Float64Array(rows * cols);
    for (let row = 0; row < rows; row++) {
      for (let i = targets.offsets[row]!; i < targets.offsets[row + 1]!; i++) {
        dense[row * cols + targets.indices[i]!] = 1;
      }
    }
    return dense;
  }
  checkMatrix(place, 'targets', targets);
  if (targets.rows !== rows || targets.cols !== cols) {
    throw new RangeError(
      `${place}: targets must be ${rows} x ${cols} like the logits, got ${targets.rows} x ${targets.cols}`,
    );
  }
  targets.data.forEach((value, i) => {
    if (value < 0 || value > 1) {
      throw new RangeError(
        `${place}: targets must lie in [0, 1], entry (row ${Math.floor(i / cols)}, label ${i % cols}) is ${value}`,
      );
    }
  });
  return targets.data;
}

function smoothing(
  place: string,
  labelSmoothing: LossReferenceOptions['labelSmoothing'],
): { amount: number; target: number } {
  if (labelSmoothing === undefined) return { amount: 0, target: 0.5 };
  const { amount, target } =
    typeof labelSmoothing === 'number' ? { amount: labelSmoothing, target: 0.5 } : labelSmoothing;
  checkNumber(place, 'labelSmoothing.amount', amount, 0, 1);
  checkNumber(place, 'labelSmoothing.target', target, 0, 1);
  return { amount, target };
}

/** Checks that there is one finite weight >= 0 per label. */
export function checkLabelWeights(
  place: string,
  weights: ArrayLike<number> | undefined,
  numLabels: number,
): void {
  if (weights === undefined) return;
  if (weights.length !== numLabels) {
    throw new RangeError(`${place}: labelWeights must have ${numLabels} entries, got ${weights.length}`);
  }
  for (let label = 0; label < numLabels; label++) {
    checkNumber(place, `labelWeights[${label}]`, weights[label], 0);
  }
}
