import { expect, it } from 'vitest';
import { adjustSpin, createSpin } from './spin.js';

it('learns to sleep early, but never stops trying, and recovers', () => {
  const spin = createSpin(0.08);
  expect(spin.milliseconds).toBe(0.08);
  adjustSpin(spin, true);
  expect(spin.milliseconds).toBe(0.08);
  adjustSpin(spin, false);
  expect(spin.milliseconds).toBe(0.04);
  for (let wait = 0; wait < 20; wait++) adjustSpin(spin, false);
  expect(spin.milliseconds).toBe(0.005);
  for (let wait = 0; wait < 20; wait++) adjustSpin(spin, true);
  expect(spin.milliseconds).toBe(0.08);
});

it('stays asleep where no wait was asked for', () => {
  const spin = createSpin(0);
  adjustSpin(spin, true);
  expect(spin.milliseconds).toBe(0);
});
