import type { Model } from '@sbn/train';
import { type ExportOptions, metadataOf } from '../export-options.js';
import type { Input, Output } from '../graph/graph.js';
import type { Constant } from '../graph/value.js';
import { modelGraph } from '../model-graph.js';
import { createChannelOrder } from './channel-order.js';
import { checkFileSize } from './check-file-size.js';
import { encodeOnnxModel, type OnnxValueInfo, onnxTypes } from './onnx-schema.js';
import { createOnnxWriter } from './onnx-writer.js';
import { defaultOpset, irVersionOf } from './opsets.js';
import { writeOnnxConstant } from './write-constant.js';
import { ownOnnxConstants, writeOnnxStep } from './write-step.js';

/** Options of {@link exportOnnx}. */
export interface OnnxOptions extends ExportOptions {
  /** Version of the operator set, 13 to 23; 17 when left out. */
  readonly opset?: number | undefined;
  /** Of the graph; `model` when left out. */
  readonly name?: string | undefined;
}

/**
 * Writes a model as the bytes of an `.onnx` file, for inference: dropout is left out.
 *
 * Inputs, float32 unless it says otherwise: of a dense encoder `inputs` [batch, inDim]; of a bag encoder `indices` int32
 * and `weights`, both [batch, entries] (`padBags` makes them); of a convolutional encoder `inputs` [batch, height, width,
 * channels], the order of an input row; of one for texts `tokens` [batch, length] and `lengths` [batch], both int32
 * (`padTexts` makes them). Outputs: `logits` and `probabilities`, both [batch, numLabels]. Every run decides
 * `batch`, `entries` and `length`.
 *
 * The parameters are initialisers under the model's names for them (`encoder/hidden1/weights`, `head/weights`); only a
 * trigonometric basis of more than 1 MiB is computed by the graph.
 *
 * @throws RangeError for an opset that cannot be written; TypeError, RangeError for label names that do not fit;
 *   ExportError `not-built-in`, `tied-weights`, `too-large`
 */
export async function exportOnnx(model: Model, options: OnnxOptions = {}): Promise<Uint8Array> {
  const place = 'exportOnnx';
  const { opset = defaultOpset, name = 'model' } = options;
  const irVersion = irVersionOf(place, opset);
  const metadata = metadataOf(place, options, model.head);
  const { inputs, outputs, constants, steps } = await modelGraph(place, model);
  const writer = createOnnxWriter(opset);
  const written = new Set<Constant>(steps.flatMap(({ operation }) => ownOnnxConstants(operation)));
  for (const constant of constants) {
    if (!written.has(constant)) writeOnnxConstant(writer, constant);
  }
  const order = createChannelOrder(writer);
  for (const step of steps) writeOnnxStep(writer, order, step);
  checkFileSize(
    place,
    writer.initializers.reduce((sum, { rawData }) => sum + rawData.length, 0),
  );
  return encodeOnnxModel({
    irVersion,
    producerName: 'sbn',
    graph: {
      node: writer.nodes,
      name,
      initializer: writer.initializers,
      input: inputs.map(valueInfo),
      output: outputs.map(valueInfo),
    },
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
}

function valueInfo({ name, type, shape }: Input | Output): OnnxValueInfo {
  const dim = shape.map((length) =>
    typeof length === 'string' ? { dimParam: length } : { dimValue: length },
  );
  return { name, type: { tensorType: { elemType: onnxTypes[type], shape: { dim } } } };
}
