import type { ElementType } from '../graph/value.js';
import type { TfjsAttribute, TfjsNode, TfjsShape, TfjsType, TfjsWeight } from './tfjs-model.js';

/** Nodes and weights in the order in which they are made. */
export interface TfjsWriter {
  readonly nodes: readonly TfjsNode[];
  readonly weights: readonly TfjsWeight[];
  /** The bytes of the weights, one array each. */
  readonly data: readonly Uint8Array[];
  /** Appends a node. */
  node(
    op: string,
    input: readonly string[],
    name: string,
    attributes?: Readonly<Record<string, TfjsAttribute>>,
  ): string;
  /** Appends a node that holds a weight. */
  constant(name: string, shape: readonly number[], entries: Float32Array | Int32Array): string;
}

/** The names of element types in a graph. */
export const tfjsTypes: Readonly<Record<ElementType, TfjsType>> = { float32: 'DT_FLOAT', int32: 'DT_INT32' };

/** An empty model. */
export function createTfjsWriter(): TfjsWriter {
  const nodes: TfjsNode[] = [];
  const weights: TfjsWeight[] = [];
  const data: Uint8Array[] = [];
  return {
    nodes,
    weights,
    data,
    node: (op, input, name, attr = {}) => {
      nodes.push({ name, op, input, attr });
      return name;
    },
    constant: (name, shape, entries) => {
      const type = entries instanceof Float32Array ? 'float32' : 'int32';
      const dtype = tfjsTypes[type];
      const tensor = { dtype, tensorShape: shapeOf(shape) };
      nodes.push({ name, op: 'Const', attr: { dtype: { type: dtype }, value: { tensor } } });
      weights.push({ name, shape, dtype: type });
      data.push(new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength));
      return name;
    },
  };
}

/** A shape in JSON; the names of free lengths become −1. */
export function shapeOf(shape: readonly (number | string)[]): TfjsShape {
  return { dim: shape.map((length) => ({ size: String(typeof length === 'string' ? -1 : length) })) };
}
