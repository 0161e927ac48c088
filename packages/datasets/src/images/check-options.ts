/** A short word for what came instead of the expected kind. */
export function describeKind(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `${typeof value} ${String(value).slice(0, 40)}`;
}

/**
 * Checks that an option is a finite number in [min, max].
 *
 * @param place the public function that was called, for the message
 * @throws TypeError when it is no number, RangeError when it is outside
 */
export function checkNumber(
  place: string,
  name: string,
  value: unknown,
  min: number = -Number.MAX_VALUE,
  max: number = Number.MAX_VALUE,
): asserts value is number {
  if (typeof value !== 'number') {
    throw new TypeError(`${place}: ${name} must be a number, got ${describeKind(value)}`);
  }
  if (!(value >= min && value <= max)) {
    const bounds =
      min === -Number.MAX_VALUE ? 'finite' : max === Number.MAX_VALUE ? `>= ${min}` : `in [${min}, ${max}]`;
    throw new RangeError(`${place}: ${name} must be ${bounds}, got ${value}`);
  }
}

/**
 * Checks that an option is an integer in [min, max].
 *
 * @param place the public function that was called, for the message
 * @throws TypeError when it is no number, RangeError when it is no such integer
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

/**
 * Checks that a function was called with an options object.
 *
 * @throws TypeError naming the function
 */
export function checkOptionsObject(place: string, options: unknown): asserts options is object {
  if (typeof options !== 'object' || options === null) {
    throw new TypeError(`${place}: expected one options object, got ${describeKind(options)}`);
  }
}
