import { openByteSource } from '../../files/byte-source.js';
import { failAt } from '../../files/fail-at.js';
import type { GraphStep } from '../../graph/graph-step.js';
import { linearUses } from '../../graph/linear-uses.js';
import { roleByShape } from '../../layer/role-by-shape.js';
import type { StoredTensor, TensorFile } from '../../tensor-file.js';
import {
  decodeOnnxModel,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from './onnx-schema.js';
import { onnxStep } from './onnx-steps.js';
import { onnxShape, onnxTensorBytes, readOnnxTensor } from './onnx-tensor.js';
import { onnxType } from './onnx-types.js';

/** Protobuf itself ends here. */
const largestModel = 2 ** 31 - 1;

/**
 * Opens an ONNX model: its initialisers and constants, those of nested graphs included, by name. Where the graph
 * multiplies matrices, those that it multiplies with are the candidates. The model is in memory while it is open;
 * weights that it keeps in files of their own are read when they are asked for.
 *
 * @throws InputError when it is damaged, or larger than 2 GiB
 */
export async function openOnnx(file: string): Promise<TensorFile> {
  const model = await loadModel(file);
  const { tensors: found, nodes } = collect(model.graph!);
  const shapes = new Map([...found].map(([name, tensor]) => [name, onnxShape(tensor, name, file)] as const));
  const shapeOf = (name: string): readonly number[] | undefined => shapes.get(name);
  const steps = nodes
    .map((node) => onnxStep(node, shapeOf))
    .filter((step): step is GraphStep => step !== undefined);
  const { uses, biases, quantised } = linearUses(steps, shapeOf);
  const tensors = [...found].map(([name, tensor]): StoredTensor => {
    const shape = shapes.get(name)!;
    const dtype = onnxType(tensor.dataType).name;
    const byShape = roleByShape(shape, dtype);
    const use = uses.get(name);
    // A model without a single layer that is understood is no reason to show no candidates.
    const isCandidate = uses.size === 0 || (byShape === 'bias-candidate' ? biases : uses).has(name);
    return {
      name,
      shape,
      dtype,
      bytes: onnxTensorBytes(tensor, shape),
      ...(isCandidate && byShape !== undefined ? { role: byShape } : {}),
      ...(use === undefined ? {} : { use }),
      ...(quantised.has(name)
        ? {
            unfit:
              'These integers stand for other numbers, which a quantised model computes as it runs; export the model without quantisation.',
          }
        : {}),
      read: () => readOnnxTensor(tensor, name, shape, file),
    };
  });
  return { file, tensors, close: async () => {} };
}

async function loadModel(file: string): Promise<OnnxModel> {
  const source = await openByteSource(file);
  let bytes: Uint8Array;
  try {
    if (source.size > largestModel) {
      failAt(
        { file },
        'file-too-large',
        `The model has ${source.size} bytes, and 2 GiB is the most that one can have.`,
        'Export it with external data.',
      );
    }
    if (source.size === 0) failAt({ file }, 'empty-file', 'The file is empty.', 'Copy or download it again.');
    bytes = await source.read(0, source.size);
  } finally {
    await source.close();
  }
  let model: OnnxModel;
  try {
    model = decodeOnnxModel(bytes);
  } catch (cause) {
    return failAt(
      { file },
      'syntax',
      `The file is not a whole ONNX model (${(cause as Error).message}).`,
      'Is it cut off? Copy or download it again.',
      cause,
    );
  }
  if (model.graph === null) {
    failAt(
      { file },
      'syntax',
      'The file is not a whole ONNX model (it has no graph).',
      'Is it cut off? Copy or download it again.',
    );
  }
  return model;
}

/** All tensors of a graph by name, and all nodes. Sibling graphs may use a name twice; the later ones get a number. */
function collect(graph: OnnxGraph): { tensors: Map<string, OnnxTensor>; nodes: OnnxNode[] } {
  const tensors = new Map<string, OnnxTensor>();
  const copies = new Map<string, number>();
  const nodes: OnnxNode[] = [];
  const add = (name: string, tensor: OnnxTensor): void => {
    let unique = name;
    while (tensors.has(unique)) {
      const copy = (copies.get(name) ?? 1) + 1;
      copies.set(name, copy);
      unique = `${name}#${copy}`;
    }
    tensors.set(unique, tensor);
  };
  const open = [graph];
  for (let graphAt = 0; graphAt < open.length; graphAt++) {
    const { node, initializer } = open[graphAt]!;
    for (const tensor of initializer) add(tensor.name, tensor);
    for (const item of node) {
      nodes.push(item);
      const output = item.output[0];
      for (const attribute of item.attribute) {
        if (attribute.g !== null) open.push(attribute.g);
        for (const nested of attribute.graphs) open.push(nested);
        const constant = item.opType === 'Constant' ? constantOf(attribute) : undefined;
        if (constant !== undefined && output !== undefined) add(output, constant);
      }
    }
  }
  return { tensors, nodes };
}

/** The tensor that a Constant node's attribute holds. */
function constantOf({ name, t, f, floats }: OnnxAttribute): OnnxTensor | undefined {
  if (name === 'value_float') return floatTensor([], [f]);
  if (name === 'value_floats') return floatTensor([floats.length], floats);
  return t ?? undefined;
}

function floatTensor(dims: readonly number[], values: readonly number[]): OnnxTensor {
  const rawData = new Uint8Array(values.length * 4);
  const view = new DataView(rawData.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  const none = {
    floatData: [],
    int32Data: [],
    int64Data: [],
    doubleData: [],
    uint64Data: [],
    externalData: [],
  };
  return { dims, dataType: 1, name: '', rawData, dataLocation: 0, ...none };
}
