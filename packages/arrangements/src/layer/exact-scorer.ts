import { commonIntegers } from '../exact/common-integers.js';
import { dotProduct } from '../exact/dot-product.js';
import { toDouble } from '../exact/to-double.js';
import type { CheckedLayer } from './check-layer.js';
import type { ExactVector } from './exact-vector.js';

/** Evaluates one layer exactly. */
export interface ExactScorer {
  /** The scores w_i·x + b_i, all times one positive number. */
  scores(input: Float64Array | ExactVector): bigint[];
  /** Whether the input is finite and the layer outputs exactly these labels (in increasing order) on it. */
  outputs(input: Float64Array | ExactVector, labels: readonly number[]): boolean;
  /** The doubles next to a rational input; where the layer has no bias they may be scaled by a power of two. */
  round(input: ExactVector): Float64Array;
}

/** Makes an {@link ExactScorer}. It shares nothing with the enumeration of cells, whose results it checks. */
export function createExactScorer(layer: CheckedLayer): ExactScorer {
  const { data, numLabels, dim, bias, rule } = layer;
  const { integers } = commonIntegers([...data, ...(bias ?? [])]);
  const rows = Array.from({ length: numLabels }, (_, i) => integers.slice(i * dim, (i + 1) * dim));
  const offsets = integers.slice(numLabels * dim);
  const scores = (input: Float64Array | ExactVector): bigint[] => {
    const { numerators, denominator } = input instanceof Float64Array ? asExact(input) : input;
    return rows.map((row, i) => dotProduct(row, numerators) + (offsets[i] ?? 0n) * denominator);
  };
  return {
    scores,
    outputs: (input, labels) => {
      if (input instanceof Float64Array && !input.every(Number.isFinite)) return false;
      const values = scores(input);
      const inside = new Set(labels);
      if (rule === 'threshold') {
        return values.every((value, label) => (inside.has(label) ? value > 0n : value < 0n));
      }
      if (inside.size !== (rule === 'argmax' ? 1 : rule.topK)) return false;
      return values.every(
        (value, label) => inside.has(label) || labels.every((winner) => values[winner]! > value),
      );
    },
    round: ({ numerators, denominator }) => {
      const longest = Math.max(...numerators.map((entry) => entry.toString(16).length * 4));
      // Without a bias only the direction counts, so long integers are brought into the range of doubles.
      const exponent = bias === undefined && longest > 1000 ? -longest : 0;
      return Float64Array.from(numerators, (entry) => toDouble(entry, denominator, exponent));
    },
  };
}

function asExact(input: Float64Array): ExactVector {
  const { integers, exponent } = commonIntegers(input);
  return exponent >= 0
    ? { numerators: integers.map((entry) => entry << BigInt(exponent)), denominator: 1n }
    : { numerators: integers, denominator: 1n << BigInt(-exponent) };
}
