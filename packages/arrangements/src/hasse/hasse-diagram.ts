import { compareLabelSets } from '../cells/compare-label-sets.js';
import { checkThresholdLayer } from '../layer/check-layer.js';
import type { LayerInput } from '../layer/layer-input.js';
import { signPatterns } from '../patterns/sign-patterns.js';

const mostLabels = 12;

/** A label set in a {@link HasseDiagram}. */
export interface HasseNode {
  /** In increasing order. */
  readonly labels: readonly number[];
  /** Whether some input of the layer outputs exactly this set. */
  readonly argmaxable: boolean;
}

/** The label sets of a layer, ordered by inclusion. */
export interface HasseDiagram {
  readonly numLabels: number;
  /** All 2^n label sets: by size, then in lexicographic order. */
  readonly nodes: readonly HasseNode[];
  /** Where each size starts in `nodes`: sets of c labels are `nodes[levels[c] .. levels[c + 1])`; n + 2 numbers. */
  readonly levels: readonly number[];
  /** [i, j]: node j is node i with one label more. */
  readonly edges: readonly (readonly [number, number])[];
}

/**
 * The Hasse diagram of all label sets of a layer, each marked as argmaxable or not; exact.
 *
 * @throws TypeError, RangeError when the layer is wrong, its rule is not `'threshold'`, or it has more than 12 labels
 */
export function hasseDiagram(layer: LayerInput): HasseDiagram {
  const { numLabels } = checkThresholdLayer('hasseDiagram', layer);
  if (numLabels > mostLabels) {
    throw new RangeError(
      `hasseDiagram: ${numLabels} labels have 2^${numLabels} label sets; the diagram is for at most ${mostLabels} labels. ` +
        'signPatterns goes through up to 20 labels, argmaxableSets further.',
    );
  }
  const sorted = [...signPatterns(layer)].sort((a, b) => compareLabelSets(a.labels, b.labels));
  const numberOf = (labels: readonly number[]): number => labels.reduce((sum, label) => sum + 2 ** label, 0);
  const nodeOf = new Uint32Array(sorted.length);
  for (const [index, { labels }] of sorted.entries()) nodeOf[numberOf(labels)] = index;
  const edges: (readonly [number, number])[] = [];
  for (const [index, { labels, signs }] of sorted.entries()) {
    const number = numberOf(labels);
    for (let label = 0; label < numLabels; label++) {
      if (signs[label] === -1) edges.push([index, nodeOf[number + 2 ** label]!]);
    }
  }
  return {
    numLabels,
    nodes: sorted.map(({ labels, feasible }) => ({ labels, argmaxable: feasible })),
    levels: Array.from({ length: numLabels + 2 }, (_, size) => {
      const at = sorted.findIndex(({ labels }) => labels.length >= size);
      return at < 0 ? sorted.length : at;
    }),
    edges,
  };
}
