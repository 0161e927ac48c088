import protobuf from 'protobufjs/light.js';

/** A tensor in the fields of `TensorProto` that are written. */
export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: OnnxType;
  /** Little-endian elements. */
  readonly rawData: Uint8Array;
}

/** `TensorProto.DataType`. */
export const onnxTypes = { float32: 1, int32: 6, int64: 7 } as const;

/** The number of an element type. */
export type OnnxType = (typeof onnxTypes)[keyof typeof onnxTypes];

/** `AttributeProto`, with the one field that `type` says. */
export type OnnxAttribute =
  | { readonly name: string; readonly type: 1; readonly f: number }
  | { readonly name: string; readonly type: 2; readonly i: number }
  | { readonly name: string; readonly type: 7; readonly ints: readonly number[] };

/** `NodeProto`. */
export interface OnnxNode {
  readonly name: string;
  readonly opType: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly OnnxAttribute[];
}

/** `ValueInfoProto` of a tensor. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: {
    readonly tensorType: {
      readonly elemType: OnnxType;
      readonly shape: {
        readonly dim: readonly ({ readonly dimValue: number } | { readonly dimParam: string })[];
      };
    };
  };
}

/** `ModelProto`. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producerName: string;
  readonly graph: {
    readonly node: readonly OnnxNode[];
    readonly name: string;
    readonly initializer: readonly OnnxTensor[];
    readonly input: readonly OnnxValueInfo[];
    readonly output: readonly OnnxValueInfo[];
  };
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly metadataProps: readonly { readonly key: string; readonly value: string }[];
}

const repeated = (id: number, type: string): { id: number; type: string; rule: 'repeated' } => ({
  id,
  type,
  rule: 'repeated',
});

/** Fields and their numbers after `onnx.proto`: those that are written here. */
const messages = {
  ModelProto: {
    irVersion: { id: 1, type: 'int64' },
    producerName: { id: 2, type: 'string' },
    graph: { id: 7, type: 'GraphProto' },
    opsetImport: repeated(8, 'OperatorSetIdProto'),
    metadataProps: repeated(14, 'StringStringEntryProto'),
  },
  GraphProto: {
    node: repeated(1, 'NodeProto'),
    name: { id: 2, type: 'string' },
    initializer: repeated(5, 'TensorProto'),
    input: repeated(11, 'ValueInfoProto'),
    output: repeated(12, 'ValueInfoProto'),
  },
  NodeProto: {
    input: repeated(1, 'string'),
    output: repeated(2, 'string'),
    name: { id: 3, type: 'string' },
    opType: { id: 4, type: 'string' },
    attribute: repeated(5, 'AttributeProto'),
  },
  AttributeProto: {
    name: { id: 1, type: 'string' },
    f: { id: 2, type: 'float' },
    i: { id: 3, type: 'int64' },
    ints: repeated(8, 'int64'),
    type: { id: 20, type: 'int32' },
  },
  TensorProto: {
    dims: repeated(1, 'int64'),
    dataType: { id: 2, type: 'int32' },
    name: { id: 8, type: 'string' },
    rawData: { id: 9, type: 'bytes' },
  },
  ValueInfoProto: { name: { id: 1, type: 'string' }, type: { id: 2, type: 'TypeProto' } },
  TypeProto: { tensorType: { id: 1, type: 'TensorTypeProto' } },
  TensorTypeProto: { elemType: { id: 1, type: 'int32' }, shape: { id: 2, type: 'TensorShapeProto' } },
  TensorShapeProto: { dim: repeated(1, 'DimensionProto') },
  DimensionProto: { dimValue: { id: 1, type: 'int64' }, dimParam: { id: 2, type: 'string' } },
  OperatorSetIdProto: { domain: { id: 1, type: 'string' }, version: { id: 2, type: 'int64' } },
  StringStringEntryProto: { key: { id: 1, type: 'string' }, value: { id: 2, type: 'string' } },
};

let modelType: protobuf.Type | undefined;

/** Encodes a whole `.onnx` file. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  // Made on first need: nothing happens at import.
  modelType ??= protobuf.Root.fromJSON({
    nested: Object.fromEntries(
      Object.entries(messages).map(([name, fields]) => [name, { fields: { ...fields } }]),
    ),
  }).lookupType('ModelProto');
  return modelType.encode(model as unknown as Record<string, unknown>).finish();
}
