import type { ElementType } from '../graph/value.js';
import { type OnnxAttribute, type OnnxNode, type OnnxTensor, onnxTypes } from './onnx-schema.js';

/** The attributes of a node: one number with `{ float }`, integers as they are. */
export type OnnxAttributes = Readonly<
  Record<string, number | readonly number[] | { readonly float: number }>
>;

/** Nodes and initialisers in the order in which they are made. */
export interface OnnxWriter {
  readonly opset: number;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  /** Appends a node whose one result is `output`, which is also the node's name. */
  node(opType: string, input: readonly string[], output: string, attributes?: OnnxAttributes): string;
  /** Appends a tensor of floats or int32 numbers. */
  tensor(name: string, dims: readonly number[], entries: Float32Array | Int32Array): string;
  /** Appends int64 numbers, the type of all shapes and axes; `dims` is their number when left out. */
  integers(name: string, values: readonly number[], dims?: readonly number[]): string;
}

/** An empty file for a version of the operator set. */
export function createOnnxWriter(opset: number): OnnxWriter {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const push = (
    name: string,
    dims: readonly number[],
    type: ElementType | 'int64',
    bytes: ArrayBufferView,
  ) => {
    const rawData = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    initializers.push({ name, dims, dataType: onnxTypes[type], rawData });
    return name;
  };
  return {
    opset,
    nodes,
    initializers,
    node: (opType, input, output, attributes = {}) => {
      nodes.push({
        name: output,
        opType,
        input,
        output: [output],
        attribute: Object.entries(attributes).map(attribute),
      });
      return output;
    },
    tensor: (name, dims, entries) =>
      push(name, dims, entries instanceof Float32Array ? 'float32' : 'int32', entries),
    integers: (name, values, dims = [values.length]) =>
      push(name, dims, 'int64', BigInt64Array.from(values, BigInt)),
  };
}

function attribute([name, value]: [string, OnnxAttributes[string]]): OnnxAttribute {
  if (typeof value === 'number') return { name, type: 2, i: value };
  return 'float' in value ? { name, type: 1, f: value.float } : { name, type: 7, ints: value };
}
