import type { Encoder } from './encoder.js';

const builtIn = new WeakSet<Encoder>();

/** Remembers that an encoder does exactly what its config says. */
export function markBuiltInEncoder<T extends Encoder>(encoder: T): T {
  builtIn.add(encoder);
  return encoder;
}

/** Whether an encoder is one of this package, and not somebody else's object of the same shape. */
export function isBuiltInEncoder(encoder: Encoder): boolean {
  return builtIn.has(encoder);
}
