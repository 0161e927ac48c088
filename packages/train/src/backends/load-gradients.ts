import { ready } from '@tensorflow/tfjs-core';
import { quietCpuBackend } from './quiet-cpu-backend.js';

/**
 * Loads the union package of TensorFlow.js, which registers the gradients (the CommonJS build of tfjs-core, which
 * Node gets, registers none) and the cpu backend, and waits until a backend is there: the one that was selected, or
 * else the cpu.
 */
export async function loadGradients(): Promise<void> {
  await import('@tensorflow/tfjs');
  quietCpuBackend();
  await ready();
}
