import type { Step } from '../graph/graph.js';
import type { BinaryName, Operation, ReductionName, UnaryName } from '../graph/operation.js';
import type { Constant } from '../graph/value.js';
import type { TfjsAttribute } from './tfjs-model.js';
import { type TfjsWriter, tfjsTypes } from './tfjs-writer.js';

/** The steps that treat every entry alike. */
const byEntry: Readonly<Record<UnaryName | BinaryName, string>> = {
  abs: 'Abs',
  add: 'AddV2',
  divide: 'RealDiv',
  elu: 'Elu',
  exp: 'Exp',
  identity: 'Identity',
  log: 'Log',
  maximum: 'Maximum',
  multiply: 'Mul',
  negate: 'Neg',
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  softplus: 'Softplus',
  'square-root': 'Sqrt',
  subtract: 'Sub',
  tanh: 'Tanh',
};

const reductions: Readonly<Record<ReductionName, string>> = { max: 'Max', mean: 'Mean', sum: 'Sum' };

const float: TfjsAttribute = { type: 'DT_FLOAT' };

/** Appends the nodes of one step. */
export function writeTfjsStep(writer: TfjsWriter, { operation, output }: Step): void {
  const { name } = output;
  const input = operation.inputs.map((value) => value.name);
  const integers = (
    suffix: string,
    values: readonly number[],
    shape: readonly number[] = [values.length],
  ): string => writer.constant(`${name}/${suffix}`, shape, Int32Array.from(values));
  switch (operation.kind) {
    case 'linear': {
      const { weights, bias } = operation;
      const factor = writer.constant(weights.name, [...weights.shape].reverse(), transposed(weights));
      const attributes = { T: float, transpose_a: { b: false }, transpose_b: { b: false } };
      if (bias === undefined) {
        writer.node('MatMul', [...input, factor], name, attributes);
      } else {
        const product = writer.node('MatMul', [...input, factor], `${name}/product`, attributes);
        writer.node('BiasAdd', [product, bias.name], name, { T: float });
      }
      return;
    }
    case 'product':
      writer.node('BatchMatMulV2', input, name, { T: float, adj_x: { b: false }, adj_y: { b: false } });
      return;
    case 'gather': {
      const attributes = { Tparams: float, Tindices: { type: 'DT_INT32' }, batch_dims: { i: '0' } } as const;
      writer.node('GatherV2', [...input, integers('axis', [0], [])], name, attributes);
      return;
    }
    case 'clip': {
      const low = writer.constant(`${name}/low`, [], Float32Array.of(operation.low));
      const high = writer.constant(`${name}/high`, [], Float32Array.of(operation.high));
      writer.node('ClipByValue', [...input, low, high], name, { T: float });
      return;
    }
    case 'float':
      writer.node('Cast', input, name, { SrcT: { type: tfjsTypes.int32 }, DstT: float });
      return;
    case 'cumulative-sum': {
      const attributes = { T: float, exclusive: { b: false }, reverse: { b: false } };
      writer.node('Cumsum', [...input, integers('axis', [operation.axis], [])], name, attributes);
      return;
    }
    case 'truncate':
      writer.node('Cast', input, name, { SrcT: float, DstT: { type: tfjsTypes.int32 } });
      return;
    case 'softmax':
      writer.node('Softmax', input, name, { T: float });
      return;
    case 'log-softmax':
      writer.node('LogSoftmax', input, name, { T: float });
      return;
    case 'max':
    case 'mean':
    case 'sum': {
      const attributes = { T: float, keep_dims: { b: operation.keepAxes } };
      writer.node(reductions[operation.kind], [...input, integers('axes', operation.axes)], name, attributes);
      return;
    }
    case 'convolution': {
      const { filter, bias, stride, same, padding } = operation;
      const zeros = [0, 0, ...padding.height, ...padding.width, 0, 0];
      const attributes = {
        ...windowAttributes(stride, same ? 'SAME' : 'EXPLICIT'),
        ...(same ? {} : { explicit_paddings: integerList(zeros) }),
        dilations: integerList([1, 1, 1, 1]),
      };
      const operands = [...input, filter.name];
      if (bias === undefined) {
        writer.node('Conv2D', operands, name, attributes);
      } else {
        const product = writer.node('Conv2D', operands, `${name}/product`, attributes);
        writer.node('BiasAdd', [product, bias.name], name, { T: float });
      }
      return;
    }
    case 'max-pool': {
      const { size } = operation;
      const attributes = { ...windowAttributes(size, 'VALID'), ksize: integerList([1, size, size, 1]) };
      writer.node('MaxPool', input, name, attributes);
      return;
    }
    case 'reshape':
      writer.node('Reshape', [...input, integers('shape', operation.shape)], name, { T: float });
      return;
    case 'join': {
      const attributes = { T: float, N: { i: String(input.length) }, Tidx: { type: tfjsTypes.int32 } };
      writer.node('ConcatV2', [...input, integers('axis', [1], [])], name, attributes);
      return;
    }
    case 'expand':
      writer.node('ExpandDims', [...input, integers('axis', [operation.axis], [])], name, { T: float });
      return;
    default:
      writer.node(byEntry[operation.kind], input, name, { T: float });
  }
}

/** What convolutions and poolings share. */
function windowAttributes(
  stride: number,
  padding: 'SAME' | 'VALID' | 'EXPLICIT',
): Readonly<Record<string, TfjsAttribute>> {
  return {
    T: float,
    strides: integerList([1, stride, stride, 1]),
    padding: bytesOf(padding),
    data_format: bytesOf('NHWC'),
  };
}

function integerList(values: readonly number[]): TfjsAttribute {
  return { list: { i: values.map(String) } };
}

/** Words are bytes in a GraphDef, and bytes are base64 in JSON. */
function bytesOf(word: string): TfjsAttribute {
  return { s: Buffer.from(word).toString('base64') };
}

/**
 * The constants that a step writes in a form of its own: weights [out, in] become [in, out], because a product with a
 * transpose flag is ten times slower on the wasm backend.
 */
export function ownTfjsConstants(operation: Operation): readonly Constant[] {
  return operation.kind === 'linear' ? [operation.weights] : [];
}

function transposed({ shape: [rows, cols], entries }: Constant): Float32Array {
  const values = entries();
  const turned = new Float32Array(values.length);
  for (let row = 0; row < rows!; row++) {
    for (let col = 0; col < cols!; col++) turned[col * rows! + row] = values[row * cols! + col]!;
  }
  return turned;
}
