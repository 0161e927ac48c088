import type { io, NamedTensorMap, Tensor } from '@tensorflow/tfjs';
import { ExportError } from '../export-error.js';
import type { TensorFlowJsExport } from '../tfjs/export-tensor-flow-js.js';
import type { Runtime } from './runtime.js';

/**
 * Loads a graph model into TensorFlow.js, on the current backend.
 *
 * @throws ExportError `runtime-failed`
 */
export async function startGraphModel({ modelJson, weights }: TensorFlowJsExport): Promise<Runtime> {
  const tf = await import('@tensorflow/tfjs');
  const artifacts = {
    ...modelJson,
    weightSpecs: modelJson.weightsManifest[0].weights,
    weightData: weights.map(({ data }) => data.slice().buffer),
  } as unknown as io.ModelArtifacts;
  let graphModel: Awaited<ReturnType<typeof tf.loadGraphModel>>;
  try {
    graphModel = await tf.loadGraphModel(tf.io.fromMemory(artifacts));
  } catch (error) {
    throw failure(error);
  }
  return {
    name: `TensorFlow.js ${tf.version['tfjs-core']} on ${tf.getBackend()}`,
    run: async (feeds) => {
      const tensors: NamedTensorMap = Object.fromEntries(
        Object.entries(feeds).map(([name, { type, data, shape }]) => [
          name,
          tf.tensor(data, [...shape], type),
        ]),
      );
      let outputs: Tensor[] = [];
      try {
        outputs = graphModel.execute(tensors, ['logits', 'probabilities']) as Tensor[];
        const [logits, probabilities] = (await Promise.all(outputs.map((output) => output.data()))) as [
          Float32Array,
          Float32Array,
        ];
        // Copies: the cpu backend hands out memory that the tensors own.
        return { logits: logits.slice(), probabilities: probabilities.slice() };
      } catch (error) {
        throw failure(error);
      } finally {
        tf.dispose([tensors, outputs]);
      }
    },
    dispose: async () => graphModel.dispose(),
  };
}

function failure(error: unknown): ExportError {
  return new ExportError(`checkExport: TensorFlow.js refuses the model: ${(error as Error).message}`, {
    code: 'runtime-failed',
    cause: error,
  });
}
