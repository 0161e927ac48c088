import type { LayerInput, OutputRule } from './layer-input.js';

/**
 * The most labels that any function here takes: sets of labels are numbered by doubles, which are exact up to 2^53.
 */
const mostLabels = 52;

/** A layer whose shapes, entries and rule are known to be good. */
export interface CheckedLayer {
  readonly data: Float64Array;
  readonly numLabels: number;
  readonly dim: number;
  readonly bias: Float64Array | undefined;
  readonly rule: OutputRule;
}

/**
 * Checks a layer.
 *
 * @param place the public function that was called, for messages
 * @param rule instead of the layer's own rule
 * @throws TypeError, RangeError when a shape or the rule is wrong, an entry is not finite (it is named), or there are
 *   more than 52 labels
 */
export function checkLayer(place: string, input: unknown, rule?: OutputRule): CheckedLayer {
  if (typeof input !== 'object' || input === null) {
    throw new TypeError(`${place}: expected a layer { weights, bias?, rule? }, got ${String(input)}`);
  }
  const { weights, bias, rule: ownRule } = input as Partial<LayerInput>;
  if (
    typeof weights !== 'object' ||
    weights === null ||
    !(weights.data instanceof Float64Array) ||
    !Number.isInteger(weights.rows) ||
    !Number.isInteger(weights.cols)
  ) {
    throw new TypeError(
      `${place}: weights must be a Matrix { rows, cols, data: Float64Array } of shape [numLabels, dim]. ` +
        'Make one with createMatrix of @sbn/core.',
    );
  }
  const { rows, cols, data } = weights;
  if (rows < 1 || cols < 1) {
    throw new RangeError(
      `${place}: weights must have at least one row and one column, got ${rows} x ${cols}`,
    );
  }
  if (data.length !== rows * cols) {
    throw new RangeError(
      `${place}: weights are ${rows} x ${cols} and need ${rows * cols} entries, got ${data.length}`,
    );
  }
  if (rows > mostLabels) {
    throw new RangeError(
      `${place}: this is for layers of at most ${mostLabels} labels, got ${rows}. ` +
        'Ask @sbn/detect about single label sets of larger ones.',
    );
  }
  const wrong = data.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `${place}: weights must be finite, entry (row ${Math.floor(wrong / cols)}, column ${wrong % cols}) is ${data[wrong]}`,
    );
  }
  if (bias !== undefined) {
    if (!(bias instanceof Float64Array)) throw new TypeError(`${place}: bias must be a Float64Array`);
    if (bias.length !== rows) {
      throw new RangeError(`${place}: bias must have one entry per label, ${rows}, got ${bias.length}`);
    }
    const bad = bias.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) throw new RangeError(`${place}: bias must be finite, entry ${bad} is ${bias[bad]}`);
  }
  const asked = rule ?? ownRule ?? 'threshold';
  checkRule(place, asked, rows);
  return { data, numLabels: rows, dim: cols, bias, rule: asked };
}

/**
 * {@link checkLayer} for functions that are about sign patterns only.
 *
 * @throws RangeError also when the layer's rule is not `'threshold'`
 */
export function checkThresholdLayer(place: string, input: unknown): CheckedLayer {
  const layer = checkLayer(place, input);
  if (layer.rule !== 'threshold') {
    throw new RangeError(
      `${place}: only for layers of the rule 'threshold', got ${JSON.stringify(layer.rule)}. ` +
        'For the others see argmaxableSets and renderHyperplanesSvg.',
    );
  }
  return layer;
}

function checkRule(place: string, rule: unknown, numLabels: number): asserts rule is OutputRule {
  if (rule === 'threshold' || rule === 'argmax') return;
  if (typeof rule !== 'object' || rule === null || !('topK' in rule)) {
    throw new TypeError(
      `${place}: rule must be 'threshold', 'argmax' or { topK: k }, got ${JSON.stringify(rule) ?? String(rule)}`,
    );
  }
  const { topK } = rule;
  if (typeof topK !== 'number' || !Number.isInteger(topK) || topK < 1 || topK > numLabels) {
    throw new RangeError(
      `${place}: rule.topK must be an integer in [1, ${numLabels}], the number of labels, got ${String(topK)}`,
    );
  }
}
