import { InputError } from '@sbn/core';
import { expect } from 'vitest';
import type { ErrorCode } from '../reading/fail-at.js';

/** What an InputError of a test should be. */
export interface ExpectedError {
  readonly code: ErrorCode;
  readonly file?: string;
  readonly line?: number;
}

/** Runs something and gives the InputError it throws, after checking that its message is one readable line. */
export async function inputErrorOf(run: () => unknown): Promise<InputError> {
  let thrown: unknown;
  try {
    const result = await run();
    if (isAsyncIterable(result)) for await (const _ of result);
  } catch (error) {
    thrown = error;
  }
  if (!(thrown instanceof InputError))
    throw new Error(`expected an InputError, got ${thrown}`, { cause: thrown });
  checkMessage(thrown);
  return thrown;
}

/** Expects an InputError with this code at this place. */
export async function expectInputError(run: () => unknown, expected: ExpectedError): Promise<InputError> {
  const error = await inputErrorOf(run);
  expect({ code: error.code, file: error.file, line: error.line, message: error.message }).toMatchObject(
    expected,
  );
  return error;
}

/** Runs something that may succeed or throw an InputError, but nothing else. */
export function succeedsOrRefuses(run: () => unknown): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    checkMessage(error);
  }
}

function checkMessage(error: InputError): void {
  expect(error.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(error.message.length).toBeLessThan(600);
  if (error.file !== undefined) {
    const place = error.line === undefined ? error.file : `${error.file}:${error.line}`;
    expect(error.message.startsWith(`${place}: `)).toBe(true);
  }
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}
