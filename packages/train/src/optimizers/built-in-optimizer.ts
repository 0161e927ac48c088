import type { Optimizer } from './optimizer.js';

const builtIn = new WeakSet<Optimizer>();

/** Remembers that an optimiser does exactly what its config says. */
export function markBuiltInOptimizer(optimizer: Optimizer): Optimizer {
  builtIn.add(optimizer);
  return optimizer;
}

/** Whether an optimiser is one of this package, and not somebody else's object of the same shape. */
export function isBuiltInOptimizer(optimizer: Optimizer): boolean {
  return builtIn.has(optimizer);
}
