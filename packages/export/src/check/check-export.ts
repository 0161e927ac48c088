import { isClassHead } from '@sbn/heads';
import type { EncoderInputs, Model } from '@sbn/train';
import { exp, sigmoid, tidy } from '@tensorflow/tfjs-core';
import type { TensorFlowJsExport } from '../tfjs/export-tensor-flow-js.js';
import { feedsOf } from './feeds.js';
import { startGraphModel } from './graph-model-runtime.js';
import { startOnnxRuntime } from './onnx-runtime.js';
import type { RunOutputs } from './runtime.js';

/** What came of running an export beside its model. */
export interface ExportCheck {
  /** What ran it. */
  readonly runtime: string;
  readonly numRows: number;
  /**
   * The largest |a − b| over all logits, b the model's, divided by the largest |b| of the row where that is above 1: sums
   * are rounded at the size of their terms. Infinite where one of the two is no finite number.
   */
  readonly logits: number;
  /** The largest |a − b| over all probabilities. */
  readonly probabilities: number;
  /** Whether both are within the tolerance. */
  readonly agrees: boolean;
}

/**
 * Runs an export and its model on the same inputs: an `.onnx` file with ONNX Runtime (the optional package
 * onnxruntime-web), a graph model with TensorFlow.js on the current backend.
 *
 * @param exported what `exportOnnx` or `exportTensorFlowJs` gave
 * @param options.tolerance for `agrees`; 1e-5 when left out
 * @throws ExportError `runtime-missing`, `runtime-failed`
 */
export async function checkExport(
  model: Model,
  inputs: EncoderInputs,
  exported: Uint8Array | TensorFlowJsExport,
  { tolerance = 1e-5 }: { readonly tolerance?: number | undefined } = {},
): Promise<ExportCheck> {
  const expected = await runModel(model, inputs);
  const runtime =
    exported instanceof Uint8Array ? await startOnnxRuntime(exported) : await startGraphModel(exported);
  const { numLabels } = model.head;
  try {
    const outputs = await runtime.run(feedsOf(model, inputs));
    const logits = largestDifference(outputs.logits, expected.logits, numLabels);
    const probabilities = largestDifference(outputs.probabilities, expected.probabilities, numLabels);
    const agrees = logits <= tolerance && probabilities <= tolerance;
    return { runtime: runtime.name, numRows: inputs.numRows, logits, probabilities, agrees };
  } finally {
    await runtime.dispose();
  }
}

async function runModel({ encoder, head }: Model, inputs: EncoderInputs): Promise<RunOutputs> {
  const outputs = tidy(() => {
    const features = encoder.encode(inputs);
    const logits = head.logits(features);
    return [logits, isClassHead(head) ? exp(head.logProbabilities(features)) : sigmoid(logits)];
  });
  // Copies: the cpu backend hands out memory that the tensors own.
  const [logits, probabilities] = (await Promise.all(
    outputs.map(async (output) => (await output.data<'float32'>()).slice()),
  )) as [Float32Array, Float32Array];
  for (const output of outputs) output.dispose();
  return { logits, probabilities };
}

function largestDifference(actual: Float32Array, expected: Float32Array, numLabels: number): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let start = 0; start < expected.length; start += numLabels) {
    let size = 1;
    let difference = 0;
    for (let i = start; i < start + numLabels; i++) {
      size = Math.max(size, Math.abs(expected[i]!));
      difference = Math.max(difference, Math.abs(actual[i]! - expected[i]!));
    }
    // Where an entry is NaN, so is its row's difference.
    if (!(difference / size <= Number.MAX_VALUE)) return Number.POSITIVE_INFINITY;
    largest = Math.max(largest, difference / size);
  }
  return largest;
}
