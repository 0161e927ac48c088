import { failAt, type Place, quote } from '../reading/fail-at.js';

// Each digit can be matched in one way only, so that a long token takes no more than linear time.
const decimal = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;
const nonFinite = /^[+-]?(?:nan|inf|infinity)$/i;

/**
 * A decimal number that float32 can hold; `what` names it in messages, such as `the value of feature 7`.
 *
 * @throws InputError for anything else: NaN, infinities, hexadecimal, empty, out of range of float32
 */
export function parseFeatureValue(token: string, place: Place, what: string): number {
  // The everyday token is one digit; no pattern is needed for it.
  if (token.length === 1 && token >= '0' && token <= '9') return token.charCodeAt(0) - 48;
  if (!decimal.test(token)) {
    if (nonFinite.test(token))
      failAt(place, 'not-finite', `Expected a finite number as ${what}, got ${token}.`);
    failAt(place, 'bad-number', `Expected a number as ${what}, got ${quote(token)}.`);
  }
  return checkFeatureValue(Number(token), place, what);
}

/**
 * Checks that a number is finite, in float32 too.
 *
 * @throws InputError when it is not
 */
export function checkFeatureValue(value: number, place: Place, what: string): number {
  if (!Number.isFinite(Math.fround(value))) {
    failAt(place, 'not-finite', `Expected a number within float32's range as ${what}, got ${value}.`);
  }
  return value;
}

/**
 * A non-negative integer written in decimal digits.
 *
 * @throws InputError for anything else, and for integers that float64 cannot hold exactly
 */
export function parseIndex(token: string, place: Place, what: string): number {
  let value = 0;
  for (let i = 0; i < token.length; i++) {
    const digit = token.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9) {
      failAt(place, 'bad-number', `Expected an integer >= 0 as ${what}, got ${quote(token)}.`);
    }
    value = value * 10 + digit;
  }
  if (token.length === 0 || value > Number.MAX_SAFE_INTEGER) {
    failAt(place, 'bad-number', `Expected an integer >= 0 as ${what}, got ${quote(token)}.`);
  }
  return value;
}
