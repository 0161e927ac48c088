import { expect, it } from 'vitest';
import { restoreUtilFunctions } from './restore-util-functions.js';

it('adds the functions that newer versions of Node do not have, and leaves those that are there', () => {
  const isArray = () => true;
  const functions: Record<string, (value?: unknown) => boolean> = { isArray };
  restoreUtilFunctions(functions);
  expect(functions.isArray).toBe(isArray);
  expect([null, undefined, 0, ''].map(functions.isNullOrUndefined!)).toEqual([true, true, false, false]);
  const empty: Record<string, (value?: unknown) => boolean> = {};
  restoreUtilFunctions(empty);
  expect([[], {}].map((value) => empty.isArray!(value))).toEqual([true, false]);
});

it('reaches what a CommonJS package sees as util', async () => {
  const { createRequire } = await import('node:module');
  restoreUtilFunctions();
  const { isNullOrUndefined } = createRequire(import.meta.url)('util') as Record<string, unknown>;
  expect(typeof isNullOrUndefined).toBe('function');
});
