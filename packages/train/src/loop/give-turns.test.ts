import { expect, it } from 'vitest';
import { giveTurns } from './give-turns.js';

it('lets timers run beside a loop that never waits, and not in every round', async () => {
  let ticks = 0;
  let rounds = 0;
  const timer = setInterval(() => ticks++, 1);
  const giveTurn = giveTurns();
  for (const end = performance.now() + 150; performance.now() < end; rounds++) await giveTurn();
  clearInterval(timer);
  expect(ticks).toBeGreaterThanOrEqual(3);
  expect(ticks).toBeLessThan(rounds / 10);
});
