import { failAt, type LinePlace, quote } from '../reading/fail-at.js';

/**
 * The number of an admission or of a patient. Tables that pandas wrote may have it as a float: `100001.0`.
 *
 * @throws InputError when it is something else
 */
export function readAdmission(field: string, column: string, place: LinePlace): number {
  const match = /^\s*(\d{1,9})(?:\.0)?\s*$/.exec(field);
  if (match !== null) return Number(match[1]);
  return failAt(place, 'bad-number', `Expected a whole number as ${column}, got ${quote(field)}.`);
}
