import type { Step } from '../graph/graph.js';
import type { BinaryName, Operation, ReductionName, UnaryName } from '../graph/operation.js';
import type { Constant } from '../graph/value.js';
import type { ChannelOrder } from './channel-order.js';
import { onnxTypes } from './onnx-schema.js';
import type { OnnxWriter } from './onnx-writer.js';

/** The steps that treat every entry alike, in whatever order the entries are. */
type ByEntry = Extract<Operation, { readonly kind: UnaryName | BinaryName }>;

const byEntry: Readonly<Record<UnaryName | BinaryName, string>> = {
  abs: 'Abs',
  add: 'Add',
  divide: 'Div',
  elu: 'Elu',
  exp: 'Exp',
  identity: 'Identity',
  log: 'Log',
  maximum: 'Max',
  multiply: 'Mul',
  negate: 'Neg',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  'square-root': 'Sqrt',
  subtract: 'Sub',
  tanh: 'Tanh',
};

const reductions: Readonly<Record<ReductionName, string>> = {
  max: 'ReduceMax',
  mean: 'ReduceMean',
  sum: 'ReduceSum',
};

/** Appends the nodes of one step. */
export function writeOnnxStep(writer: OnnxWriter, order: ChannelOrder, { operation, output }: Step): void {
  const { name } = output;
  switch (operation.kind) {
    case 'convolution': {
      const { filter, bias, stride, padding } = operation;
      const [height, width] = filter.shape as [number, number];
      const [top, bottom] = padding.height;
      const [left, right] = padding.width;
      const operands = [order.planes(operation.inputs[0]), writePlanesFilter(writer, filter)];
      if (bias !== undefined) operands.push(bias.name);
      writer.node('Conv', operands, order.writePlanes(output), {
        kernel_shape: [height, width],
        strides: [stride, stride],
        pads: [top, left, bottom, right],
      });
      return;
    }
    case 'max-pool': {
      const sizes = [operation.size, operation.size];
      writer.node('MaxPool', [order.planes(operation.inputs[0])], order.writePlanes(output), {
        kernel_shape: sizes,
        strides: sizes,
      });
      return;
    }
    default:
      if (isByEntry(operation) && operation.inputs.every((value) => order.hasPlanes(value))) {
        const planes = operation.inputs.map((value) => order.planes(value));
        writer.node(byEntry[operation.kind], planes, order.writePlanes(output));
      } else {
        const input = operation.inputs.map((value) => order.plain(value));
        writePlainStep(writer, operation, input, name);
      }
  }
}

function writePlainStep(
  writer: OnnxWriter,
  operation: Exclude<Operation, { readonly kind: 'convolution' | 'max-pool' }>,
  input: readonly string[],
  name: string,
): void {
  switch (operation.kind) {
    case 'linear': {
      const { weights, bias } = operation;
      const operands = [...input, weights.name, ...(bias === undefined ? [] : [bias.name])];
      writer.node('Gemm', operands, name, { transB: 1 });
      return;
    }
    case 'product':
      writer.node('MatMul', input, name);
      return;
    case 'gather':
      writer.node('Gather', input, name, { axis: 0 });
      return;
    case 'clip': {
      const low = writer.tensor(`${name}/low`, [], Float32Array.of(operation.low));
      const high = writer.tensor(`${name}/high`, [], Float32Array.of(operation.high));
      writer.node('Clip', [...input, low, high], name);
      return;
    }
    case 'float':
      writer.node('Cast', input, name, { to: onnxTypes.float32 });
      return;
    case 'cumulative-sum':
      writer.node('CumSum', [...input, writer.integers(`${name}/axis`, [operation.axis], [])], name);
      return;
    case 'truncate':
      writer.node('Cast', input, name, { to: onnxTypes.int32 });
      return;
    case 'softmax':
      writer.node('Softmax', input, name, { axis: -1 });
      return;
    case 'log-softmax':
      writer.node('LogSoftmax', input, name, { axis: -1 });
      return;
    case 'max':
    case 'mean':
    case 'sum':
      writeReduction(writer, operation, input, name);
      return;
    case 'reshape':
      writer.node('Reshape', [...input, writer.integers(`${name}/shape`, operation.shape)], name);
      return;
    case 'join':
      writer.node('Concat', input, name, { axis: 1 });
      return;
    case 'expand':
      writer.node('Unsqueeze', [...input, writer.integers(`${name}/axes`, [operation.axis])], name);
      return;
    default:
      writer.node(byEntry[operation.kind], input, name);
  }
}

function isByEntry(operation: Operation): operation is ByEntry {
  return operation.kind in byEntry;
}

/** The constants that a step writes in a form of its own, and that are not to be written besides. */
export function ownOnnxConstants(operation: Operation): readonly Constant[] {
  return operation.kind === 'convolution' ? [operation.filter] : [];
}

/** Filters [height, width, in, out] as ONNX has them, [out, in, height, width]. */
function writePlanesFilter(writer: OnnxWriter, { name, shape, entries }: Constant): string {
  const [height, width, ins, outs] = shape as [number, number, number, number];
  const values = entries();
  const turned = new Float32Array(values.length);
  for (let at = 0; at < height * width; at++) {
    for (let i = 0; i < ins; i++) {
      for (let o = 0; o < outs; o++) {
        turned[(o * ins + i) * height * width + at] = values[(at * ins + i) * outs + o]!;
      }
    }
  }
  return writer.tensor(name, [outs, ins, height, width], turned);
}

/** The axes of ReduceSum are an input since opset 13, those of the others since 18. */
function writeReduction(
  writer: OnnxWriter,
  { kind, axes, keepAxes }: Extract<Operation, { readonly axes: readonly number[] }>,
  input: readonly string[],
  name: string,
): void {
  const keepdims = keepAxes ? 1 : 0;
  if (kind === 'sum' || writer.opset >= 18) {
    writer.node(reductions[kind], [...input, writer.integers(`${name}/axes`, axes)], name, { keepdims });
  } else {
    writer.node(reductions[kind], input, name, { axes, keepdims });
  }
}
