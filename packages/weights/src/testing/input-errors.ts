import { InputError } from '@sbn/core';
import { expect } from 'vitest';

/** Expects an InputError with this code and this in its message, which is one readable line that says what to do. */
export async function expectInputError(
  run: () => Promise<unknown>,
  code: string,
  ...parts: readonly string[]
): Promise<void> {
  const thrown = await run().then(
    (value) => new Error(`expected an InputError, got ${JSON.stringify(value)}`),
    (error: unknown) => error,
  );
  if (!(thrown instanceof InputError)) throw thrown;
  checkMessage(thrown);
  expect({ code: thrown.code, message: thrown.message }).toMatchObject({ code });
  for (const part of parts) expect(thrown.message).toContain(part);
}

/** Runs something that may succeed or throw an InputError, but nothing else. */
export async function succeedsOrRefuses(run: () => Promise<unknown>): Promise<boolean> {
  try {
    await run();
    return true;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    checkMessage(error);
    return false;
  }
}

function checkMessage(error: InputError): void {
  expect(error.message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
  expect(error.message.length).toBeLessThan(4000);
  expect(error.file).toBeDefined();
  expect(error.message.startsWith(error.file!)).toBe(true);
}
