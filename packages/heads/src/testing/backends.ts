import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/** The backends that run wherever the tests do. */
export const backendNames: readonly string[] = ['cpu', 'wasm'];

/** Makes a backend the current one; throws when it cannot start. */
export async function useBackend(name: string): Promise<void> {
  if (name === 'wasm' && tf.findBackend('wasm') === null) {
    setWasmPaths(new URL('../../node_modules/@tensorflow/tfjs-backend-wasm/dist/', import.meta.url).pathname);
  }
  if (!(await tf.setBackend(name))) throw new Error(`the ${name} backend did not start`);
  await tf.ready();
}
