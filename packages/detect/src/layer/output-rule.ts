/**
 * When a layer that scores the labels with y = Wx + b outputs a label set S.
 *
 * - `'threshold'`: y_i > 0 for the labels in S and y_i < 0 for all others (a multi-label sigmoid head at 0.5)
 * - `'argmax'`: S = {c} and y_c > y_j for every other label j (a softmax head)
 * - `{ topK: k }`: S has k labels and each of them scores strictly higher than every label outside S
 */
export type OutputRule = 'threshold' | 'argmax' | { readonly topK: number };

/**
 * Checks an output rule.
 *
 * @throws TypeError when it is none of the three kinds, RangeError when k is not an integer in [1, numLabels]
 */
export function checkOutputRule(place: string, rule: unknown, numLabels: number): asserts rule is OutputRule {
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
