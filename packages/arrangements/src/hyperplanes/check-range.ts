/**
 * Checks a range of inputs.
 *
 * @throws TypeError when it is no pair of numbers, RangeError when it is empty or not finite, or there is nothing to
 *   which it could apply
 */
export function checkRange(
  place: string,
  name: string,
  range: unknown,
  isFlat: boolean,
): readonly [number, number] | undefined {
  if (range === undefined) return undefined;
  if (!isFlat) {
    throw new RangeError(
      `${place}: ${name} is for layers on 2 inputs; directions on a sphere have no range. Leave it out.`,
    );
  }
  if (!Array.isArray(range) || range.length !== 2 || range.some((end) => typeof end !== 'number')) {
    throw new TypeError(`${place}: ${name} must be [from, to], two numbers, got ${JSON.stringify(range)}`);
  }
  const [from, to] = range as [number, number];
  // A span beyond the largest double could not be drawn to scale.
  if (!(from < to && Number.isFinite(to - from))) {
    throw new RangeError(
      `${place}: ${name} must be [from, to] with from < to, both finite, got [${from}, ${to}]`,
    );
  }
  return [from, to];
}
