import { describe, expect, it } from 'vitest';
import { createKernelMemory, KernelMemoryError, structBytes } from './kernel-memory.js';

describe.each([true, false])('createKernelMemory, shared: %s', (shared) => {
  it('gives out pieces that do not overlap, grows, and keeps what is in them', () => {
    const memory = createKernelMemory({ shared });
    expect(memory.memory.buffer instanceof SharedArrayBuffer).toBe(shared);
    const pieces = [3, 100, 64, 200_000, 1, 5_000_000].map((bytes, i) => {
      const at = memory.allocate(bytes);
      new Uint8Array(memory.memory.buffer, at, bytes).fill(i + 1);
      return { at, bytes, value: i + 1 };
    });
    for (const { at, bytes, value } of pieces) {
      expect(at % 64).toBe(0);
      expect(at).toBeGreaterThan(0);
      expect(new Uint8Array(memory.memory.buffer, at, bytes).every((byte) => byte === value)).toBe(true);
    }
    expect(memory.bytes).toBeGreaterThanOrEqual(5_200_368);
  });

  it('takes back what came after a mark', () => {
    const memory = createKernelMemory({ shared });
    memory.allocate(1000);
    const mark = memory.bytes;
    const first = memory.allocate(5000);
    memory.release(mark);
    expect(memory.allocate(70)).toBe(first);
  });

  it('writes the fields of a struct where the kernels read them, and leaves the others', () => {
    const memory = createKernelMemory({ shared });
    const at = memory.allocateStruct('UpdateRule');
    expect(structBytes('UpdateRule')).toBe(40);
    memory.writeStruct('UpdateRule', at, { kind: 2, keep: 0.5, epsilon: 0.25 });
    memory.writeStruct('UpdateRule', at, { gradientScale: -3 });
    expect(memory.words(at, 1)[0]).toBe(2);
    expect([...memory.floats(at + 4, 9)]).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0.25, -3]);
    const dropout = memory.allocateStruct('Dropout');
    memory.writeStruct('Dropout', dropout, { key: -5 });
    expect(memory.words(dropout + 4, 1)[0]! | 0).toBe(-5);
  });

  it('says how much was asked for when 32 bits do not reach so far, and is as it was', () => {
    const memory = createKernelMemory({ shared });
    const before = memory.bytes;
    const tooMuch = (): number => memory.allocate(5 * 2 ** 30);
    expect(tooMuch).toThrow(KernelMemoryError);
    expect(tooMuch).toThrow('5,121 MiB are needed, and 32-bit WebAssembly reaches 4,096 MiB');
    expect(memory.bytes).toBe(before);
    expect(memory.allocate(10)).toBe(before);
  });
});
