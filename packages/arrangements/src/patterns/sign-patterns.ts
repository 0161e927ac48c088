import { enumerateCells } from '../cells/enumerate-cells.js';
import { checkThresholdLayer } from '../layer/check-layer.js';
import { integerForms } from '../layer/integer-forms.js';
import type { LayerInput } from '../layer/layer-input.js';

const mostLabels = 20;

/** One of the 2^n sign vectors of n labels. */
export interface SignPattern {
  /** +1 for the labels that are on, -1 for the others. */
  readonly signs: Int8Array;
  /** The labels that are on, in increasing order. */
  readonly labels: readonly number[];
  /** Whether some input gives exactly these signs. */
  readonly feasible: boolean;
}

/**
 * All 2^n sign patterns of a layer, made as they are taken. Pattern number m has label i on where bit i of m is 1; they
 * come in that order.
 */
export interface SignPatterns extends Iterable<SignPattern> {
  readonly numLabels: number;
  readonly numFeasible: number;
  readonly numInfeasible: number;
  /** Only those that some input gives. */
  feasible(): Generator<SignPattern, void, undefined>;
  /** Only those that no input gives. */
  infeasible(): Generator<SignPattern, void, undefined>;
  /** Whether some input gives pattern number m. */
  isFeasible(pattern: number): boolean;
}

/**
 * Splits the 2^n sign patterns of a layer into those that some input gives and those that none does; exactly.
 *
 * @throws TypeError, RangeError when the layer is wrong, its rule is not `'threshold'`, or it has more than 20 labels
 */
export function signPatterns(layer: LayerInput): SignPatterns {
  const checked = checkThresholdLayer('signPatterns', layer);
  const { numLabels } = checked;
  if (numLabels > mostLabels) {
    throw new RangeError(
      `signPatterns: ${numLabels} labels have 2^${numLabels} sign patterns, at most 2^${mostLabels} are listed. ` +
        'argmaxableSets lists the feasible ones alone.',
    );
  }
  const { forms, half, dim } = integerForms(checked);
  const cells = enumerateCells({ forms, half, dim });
  const total = 2 ** numLabels;
  const feasible = new Uint8Array(total);
  for (const key of cells.keys()) feasible[key] = 1;
  const numFeasible = cells.size;
  function* patterns(wanted?: number): Generator<SignPattern, void, undefined> {
    for (let pattern = 0; pattern < total; pattern++) {
      if (wanted !== undefined && feasible[pattern] !== wanted) continue;
      const signs = new Int8Array(numLabels).fill(-1);
      const labels: number[] = [];
      for (let label = 0; label < numLabels; label++) {
        if (((pattern >> label) & 1) === 0) continue;
        signs[label] = 1;
        labels.push(label);
      }
      yield { signs, labels, feasible: feasible[pattern] === 1 };
    }
  }
  return {
    numLabels,
    numFeasible,
    numInfeasible: total - numFeasible,
    [Symbol.iterator]: () => patterns(),
    feasible: () => patterns(1),
    infeasible: () => patterns(0),
    isFeasible: (pattern) => {
      if (!Number.isInteger(pattern) || pattern < 0 || pattern >= total) {
        throw new RangeError(
          `signPatterns: patterns are numbered from 0 to ${total - 1}, got ${String(pattern)}`,
        );
      }
      return feasible[pattern] === 1;
    },
  };
}
