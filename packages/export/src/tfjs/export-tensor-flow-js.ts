import type { Model } from '@sbn/train';
import { type ExportOptions, metadataOf } from '../export-options.js';
import type { Input, Output } from '../graph/graph.js';
import type { Constant } from '../graph/value.js';
import { modelGraph } from '../model-graph.js';
import type { TfjsModelJson, TfjsTensorInfo } from './tfjs-model.js';
import { createTfjsWriter, shapeOf, tfjsTypes } from './tfjs-writer.js';
import { joinWeights } from './weight-files.js';
import { ownTfjsConstants, writeTfjsStep } from './write-step.js';

/** A TensorFlow.js graph model: the content of `model.json`, and the files beside it that it names. */
export interface TensorFlowJsExport {
  readonly modelJson: TfjsModelJson;
  /** `group1-shard1of2.bin`, …, at most 4 MiB each. */
  readonly weights: readonly { readonly path: string; readonly data: Uint8Array }[];
}

/**
 * Writes a model as a TensorFlow.js graph model, for `tf.loadGraphModel` with any backend: dropout is left out.
 *
 * Inputs and outputs are those of `exportOnnx`. The weights have the model's names for its parameters, with matrices as
 * [in, out]. A graph model has no part that runs only once, so a trigonometric basis is always stored.
 *
 * @throws TypeError, RangeError for label names that do not fit; ExportError `not-built-in`, `tied-weights`
 */
export async function exportTensorFlowJs(
  model: Model,
  options: ExportOptions = {},
): Promise<TensorFlowJsExport> {
  const place = 'exportTensorFlowJs';
  const metadata = metadataOf(place, options, model.head);
  const { inputs, outputs, constants, steps } = await modelGraph(place, model);
  const writer = createTfjsWriter();
  for (const { name, type, shape } of inputs) {
    const attributes = { dtype: { type: tfjsTypes[type] }, shape: { shape: shapeOf(shape) } };
    writer.node('Placeholder', [], name, attributes);
  }
  const written = new Set<Constant>(steps.flatMap(({ operation }) => ownTfjsConstants(operation)));
  for (const constant of constants) {
    if (!written.has(constant)) writer.constant(constant.name, constant.shape, constant.entries());
  }
  for (const step of steps) writeTfjsStep(writer, step);
  const weights = joinWeights(writer.data);
  return {
    modelJson: {
      format: 'graph-model',
      generatedBy: 'sbn',
      convertedBy: null,
      signature: { inputs: signatureOf(inputs), outputs: signatureOf(outputs) },
      userDefinedMetadata: metadata,
      modelTopology: { node: writer.nodes, versions: { producer: 1 } },
      weightsManifest: [{ paths: weights.map(({ path }) => path), weights: writer.weights }],
    },
    weights,
  };
}

function signatureOf(tensors: readonly (Input | Output)[]): Readonly<Record<string, TfjsTensorInfo>> {
  return Object.fromEntries(
    tensors.map(({ name, type, shape }) => [
      name,
      { name: `${name}:0`, dtype: tfjsTypes[type], tensorShape: shapeOf(shape) },
    ]),
  );
}
