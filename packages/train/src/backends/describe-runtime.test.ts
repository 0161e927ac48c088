import { expect, it } from 'vitest';
import { describeRuntime } from './describe-runtime.js';

it('says what runs and what it can', () => {
  const { node, platform, processors, sharedMemory, relaxedSimd } = describeRuntime();
  expect(`v${node}`).toBe(process.version);
  expect(platform).toMatch(/^\w+-\w+$/);
  expect(processors).toBeGreaterThanOrEqual(1);
  expect(sharedMemory).toBe(true);
  // V8 has it from version 11.4 on, and Node 20 is the last with an older one.
  const flagged = process.execArgv.includes('--experimental-wasm-relaxed-simd');
  expect(relaxedSimd).toBe(Number(node.split('.')[0]) > 20 || flagged);
});
