import type * as Ort from 'onnxruntime-web';
import { ExportError } from '../export-error.js';
import type { Runtime } from './runtime.js';

/**
 * Loads an `.onnx` file into ONNX Runtime (the npm package onnxruntime-web, WebAssembly, one thread).
 *
 * @throws ExportError `runtime-missing`, `runtime-failed`
 */
export async function startOnnxRuntime(bytes: Uint8Array): Promise<Runtime> {
  const ort = await loadOnnxRuntime();
  // More would be worker threads that keep a program from ending.
  ort.env.wasm.numThreads = 1;
  const session = await refused(ort.InferenceSession.create(bytes, { executionProviders: ['wasm'] }));
  return {
    name: `onnxruntime-web ${ort.env.versions.web ?? ''}`.trim(),
    run: async (feeds) => {
      const tensors = Object.entries(feeds).map(([name, { type, data, shape }]) => [
        name,
        new ort.Tensor(type, data, shape),
      ]);
      const outputs = await refused(session.run(Object.fromEntries(tensors)));
      return {
        logits: outputs.logits!.data as Float32Array,
        probabilities: outputs.probabilities!.data as Float32Array,
      };
    },
    dispose: () => session.release(),
  };
}

async function loadOnnxRuntime(): Promise<typeof Ort> {
  try {
    return await import('onnxruntime-web');
  } catch (error) {
    throw new ExportError(
      'checkExport: an .onnx file is checked by running it with the package onnxruntime-web, which does not load. ' +
        `Install it: npm install onnxruntime-web. (${(error as Error).message})`,
      { code: 'runtime-missing', cause: error },
    );
  }
}

async function refused<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (error) {
    throw new ExportError(`checkExport: ONNX Runtime refuses the file: ${(error as Error).message}`, {
      code: 'runtime-failed',
      cause: error,
    });
  }
}
