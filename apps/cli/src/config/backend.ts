import { z } from 'zod';

/** A TensorFlow.js backend, or the best one that works. */
export type BackendWord = 'auto' | 'tensorflow-gpu' | 'tensorflow' | 'webgpu' | 'wasm' | 'cpu';

/** Schema of a backend. */
export const backendSchema: z.ZodType<BackendWord> = z.enum([
  'auto',
  'tensorflow-gpu',
  'tensorflow',
  'webgpu',
  'wasm',
  'cpu',
]);
