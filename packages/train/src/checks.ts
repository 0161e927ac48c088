/** @throws RangeError unless `value` is an integer ≥ `minimum` */
export function checkCount(caller: string, name: string, value: number, minimum = 1): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${caller}: ${name} must be an integer >= ${minimum}, got ${value}`);
  }
}

/** @throws RangeError unless `value` lies in [0, 1) */
export function checkRate(caller: string, name: string, value: number): void {
  if (!(value >= 0 && value < 1)) throw new RangeError(`${caller}: ${name} must be in [0, 1), got ${value}`);
}

/** @throws RangeError unless `value` is a finite number > 0 */
export function checkPositive(caller: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value > 0)) {
    throw new RangeError(`${caller}: ${name} must be a finite number > 0, got ${value}`);
  }
}

/** @throws RangeError unless `value` is a finite number ≥ 0 */
export function checkNonNegative(caller: string, name: string, value: number): void {
  if (!(Number.isFinite(value) && value >= 0)) {
    throw new RangeError(`${caller}: ${name} must be a finite number >= 0, got ${value}`);
  }
}

/** @throws RangeError unless `value` is an integer */
export function checkSeed(caller: string, value: number): void {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${caller}: seed must be an integer, got ${value}`);
}
