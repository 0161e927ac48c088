import { checkLayer } from '../layer/check-layer.js';
import { createExactScorer } from '../layer/exact-scorer.js';
import type { ExactVector } from '../layer/exact-vector.js';
import { integerForms } from '../layer/integer-forms.js';
import type { LayerInput, OutputRule } from '../layer/layer-input.js';
import { createCentralPoints } from './central-point.js';
import { compareLabelSets } from './compare-label-sets.js';
import { enumerateCells } from './enumerate-cells.js';
import { labelsOfKey } from './label-key.js';

/** Options of {@link argmaxableSets}. */
export interface ArgmaxableSetsOptions {
  /** Instead of the layer's own rule. */
  readonly rule?: OutputRule | undefined;
  /** Refuse to go on when more sets than this are held; 2^20 when left out. */
  readonly limit?: number | undefined;
}

/** A label set that some input outputs. */
export interface ArgmaxableSet {
  /** In increasing order. */
  readonly labels: readonly number[];
  /** An input that outputs exactly this set, as exact rational numbers; away from the edge of its region, and short. */
  readonly witness: ExactVector;
  /** The doubles next to the witness, where they output the set too (checked exactly); else left out. */
  readonly input?: Float64Array;
}

/**
 * All label sets that some input of the layer outputs, each with such an input: the sets of sign(Wx + b), the classes
 * that can win, or the k-sets that can be the top k. By size, then in lexicographic order.
 *
 * Exact for any finite weights, degenerate ones (zero, repeated or dependent rows, ties) included: the doubles are
 * taken as the rational numbers they are, and no step rounds. The time is proportional to the number of sets: about
 * 2 Σ_{i<d} C(n-1, i) for the threshold rule without a bias, d being the rank.
 *
 * @throws TypeError, RangeError when the layer or an option is wrong, there are more than 52 labels, or more sets than
 *   the limit
 */
export function argmaxableSets(layer: LayerInput, options: ArgmaxableSetsOptions = {}): ArgmaxableSet[] {
  const place = 'argmaxableSets';
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${place}: expected the options { rule?, limit? }, got ${String(options)}`);
  }
  const { limit = 2 ** 20 } = options;
  if (!Number.isSafeInteger(limit) || limit < 1) {
    throw new RangeError(`${place}: limit must be an integer >= 1, got ${String(limit)}`);
  }
  const checked = checkLayer(place, layer, options.rule);
  const { numLabels, rule } = checked;
  const { forms, half, dim, toInput } = integerForms(checked);
  const size = rule === 'threshold' ? undefined : rule === 'argmax' ? 1 : rule.topK;
  const cells = enumerateCells({
    forms,
    half,
    dim,
    // Every prefix of a k-set has at most k labels in and at most n - k out.
    keep:
      size === undefined
        ? undefined
        : (numActive, numSeen) => numActive <= size && numSeen - numActive <= numLabels - size,
    onCount: (count) => {
      if (count > limit) {
        throw new RangeError(
          `${place}: this layer of ${numLabels} labels and rank ${dim} outputs more than ${limit} sets. ` +
            'Raise the limit if there is memory for them, or ask @sbn/detect about single sets.',
        );
      }
    },
  });
  const scorer = createExactScorer(checked);
  const centralPoints = createCentralPoints(forms, half);
  return [...cells]
    .map(([key, { point }]): ArgmaxableSet => {
      const labels = labelsOfKey(key);
      const witness = toInput(centralPoints.near(key, point));
      const input = scorer.round(witness);
      return { labels, witness, ...(scorer.outputs(input, labels) ? { input } : {}) };
    })
    .sort((a, b) => compareLabelSets(a.labels, b.labels));
}
