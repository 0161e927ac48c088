import { setImmediate as nextTurn } from 'node:timers/promises';

/** Often enough for a progress bar, too rarely to cost a training anything. */
const everyMs = 15;

/**
 * For a loop that never waits for anything: what it calls in every round, so that timers, signals and progress bars have
 * their turn.
 */
export function giveTurns(): () => Promise<void> {
  let last = performance.now();
  return async () => {
    if (performance.now() - last <= everyMs) return;
    await nextTurn();
    last = performance.now();
  };
}
