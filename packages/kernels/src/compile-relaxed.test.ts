import { describe, expect, it } from 'vitest';
import { compileRelaxed } from './compile-relaxed.js';
import { wasmBase64 as plain } from './generated/training.js';
import { wasmBase64 as relaxed } from './generated/training-relaxed.js';

const isValid = (base64: string): boolean =>
  WebAssembly.validate(Uint8Array.from(atob(base64), (char) => char.charCodeAt(0)));

describe('compileRelaxed', () => {
  it('has fused multiply-add in every Node that this package supports, and leaves no flag behind', () => {
    const before = isValid(relaxed);
    const { module, hasFusedMultiplyAdd } = compileRelaxed(relaxed, plain);
    expect(hasFusedMultiplyAdd).toBe(true);
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toContain('labelPass');
    expect(isValid(relaxed)).toBe(before);
  });

  it('takes the other build where the runtime does not have it', () => {
    const broken = btoa('\0asm\x01\0\0\0\xff');
    const { module, hasFusedMultiplyAdd } = compileRelaxed(broken, plain);
    expect(hasFusedMultiplyAdd).toBe(false);
    expect(WebAssembly.Module.exports(module).map(({ name }) => name)).toContain('labelPass');
  });
});
