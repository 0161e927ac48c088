import type { Head } from './head.js';
import type { Loss } from './losses/loss.js';

const builtIn = new WeakSet<Head | Loss>();

/** Remembers that a head or a loss does exactly what its config says. */
export function markBuiltIn<T extends Head | Loss>(object: T): T {
  builtIn.add(object);
  return object;
}

/**
 * Whether a head was made by this package, and is not somebody else's object of the same shape. Who computes by
 * `toConfig()` alone, without calling the head, has to ask.
 */
export function isBuiltInHead(head: Head): boolean {
  return builtIn.has(head);
}

/** The same for a loss. */
export function isBuiltInLoss(loss: Loss): boolean {
  return builtIn.has(loss);
}
