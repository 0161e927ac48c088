import util from 'node:util';

/**
 * Puts back two functions of `node:util` that tfjs-node 4.22 calls and that Node 23 took away: without them most of
 * its operations fail with "isNullOrUndefined is not a function". Changes nothing where they are there.
 *
 * @param target what tfjs-node gets from `require('util')`
 */
export function restoreUtilFunctions(target: object = util): void {
  const functions = target as Record<string, unknown>;
  functions.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  functions.isArray ??= Array.isArray;
}
