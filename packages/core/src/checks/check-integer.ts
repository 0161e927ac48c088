/**
 * Checks that an argument is an integer in [min, max].
 *
 * @param place the public function that was called, for the message
 * @param name the argument's name
 * @param max inclusive; no upper bound when left out (then any safe integer passes)
 * @throws TypeError when it is not a number, RangeError when it is not such an integer
 */
export function checkInteger(
  place: string,
  name: string,
  value: unknown,
  min: number,
  max: number = Number.MAX_SAFE_INTEGER,
): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(`${place}: ${name} must be a number, got ${describeKind(value)}`);
  }
  if (!Number.isInteger(value) || value < min || value > max) {
    const bounds = max === Number.MAX_SAFE_INTEGER ? `>= ${min}` : `in [${min}, ${max}]`;
    throw new RangeError(`${place}: ${name} must be an integer ${bounds}, got ${value}`);
  }
}

/** A short word for what came instead of the expected kind. */
export function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'object') return value.constructor?.name ?? 'an object';
  if (typeof value === 'string') return `the string ${JSON.stringify(value.slice(0, 40))}`;
  return typeof value === 'undefined' ? 'undefined' : `a ${typeof value} (${String(value).slice(0, 40)})`;
}
