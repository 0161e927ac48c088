/**
 * Checks the names of labels and makes them one line each; numbers where there are none.
 *
 * @throws TypeError when they are no list of texts, RangeError when there are not as many as labels
 */
export function checkLabelNames(place: string, labelNames: unknown, numLabels: number): readonly string[] {
  if (labelNames === undefined) return Array.from({ length: numLabels }, (_, label) => String(label));
  if (!Array.isArray(labelNames)) {
    throw new TypeError(`${place}: labelNames must be an array of texts, got ${String(labelNames)}`);
  }
  const wrong = labelNames.findIndex((name) => typeof name !== 'string');
  if (wrong >= 0)
    throw new TypeError(`${place}: labelNames[${wrong}] must be a text, got ${String(labelNames[wrong])}`);
  if (labelNames.length !== numLabels) {
    throw new RangeError(
      `${place}: labelNames must have one name per label, ${numLabels}, got ${labelNames.length}`,
    );
  }
  return labelNames as readonly string[];
}
