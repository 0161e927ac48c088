import protobuf from 'protobufjs/light.js';

/** A 64-bit integer as protobufjs gives it. */
export type Integer = number | { readonly low: number; readonly high: number; readonly unsigned: boolean };

/** The parts of ONNX's `TensorProto` that are read; absent fields have their type's empty value. */
export interface OnnxTensor {
  readonly dims: readonly Integer[];
  readonly dataType: number;
  readonly name: string;
  readonly rawData: Uint8Array;
  /** Packed elements, still encoded, in any number of pieces. */
  readonly floatData: readonly Uint8Array[];
  readonly int32Data: readonly Uint8Array[];
  readonly int64Data: readonly Uint8Array[];
  readonly doubleData: readonly Uint8Array[];
  readonly uint64Data: readonly Uint8Array[];
  readonly externalData: readonly { readonly key: string; readonly value: string }[];
  /** 1 where the elements are in another file. */
  readonly dataLocation: number;
}

/** The parts of `AttributeProto` that are read. */
export interface OnnxAttribute {
  readonly name: string;
  readonly f: number;
  readonly i: Integer;
  readonly t: OnnxTensor | null;
  readonly g: OnnxGraph | null;
  readonly floats: readonly number[];
  readonly ints: readonly Integer[];
  readonly graphs: readonly OnnxGraph[];
}

/** The parts of `NodeProto` that are read. */
export interface OnnxNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly opType: string;
  readonly attribute: readonly OnnxAttribute[];
}

/** The parts of `GraphProto` that are read. */
export interface OnnxGraph {
  readonly node: readonly OnnxNode[];
  readonly initializer: readonly OnnxTensor[];
}

/** The parts of `ModelProto` that are read. */
export interface OnnxModel {
  readonly irVersion: Integer;
  readonly graph: OnnxGraph | null;
}

const repeated = (id: number, type: string): { id: number; type: string; rule: 'repeated' } => ({
  id,
  type,
  rule: 'repeated',
});

/**
 * Fields and their numbers after `onnx.proto`. Packed elements are declared as bytes, which look the same in the file:
 * they stay encoded until a tensor is asked for, instead of becoming lists of numbers for the whole model.
 */
const messages = {
  ModelProto: { irVersion: { id: 1, type: 'int64' }, graph: { id: 7, type: 'GraphProto' } },
  GraphProto: { node: repeated(1, 'NodeProto'), initializer: repeated(5, 'TensorProto') },
  NodeProto: {
    input: repeated(1, 'string'),
    output: repeated(2, 'string'),
    opType: { id: 4, type: 'string' },
    attribute: repeated(5, 'AttributeProto'),
  },
  AttributeProto: {
    name: { id: 1, type: 'string' },
    f: { id: 2, type: 'float' },
    i: { id: 3, type: 'int64' },
    t: { id: 5, type: 'TensorProto' },
    g: { id: 6, type: 'GraphProto' },
    floats: repeated(7, 'float'),
    ints: repeated(8, 'int64'),
    graphs: repeated(11, 'GraphProto'),
  },
  TensorProto: {
    dims: repeated(1, 'int64'),
    dataType: { id: 2, type: 'int32' },
    floatData: repeated(4, 'bytes'),
    int32Data: repeated(5, 'bytes'),
    int64Data: repeated(7, 'bytes'),
    name: { id: 8, type: 'string' },
    rawData: { id: 9, type: 'bytes' },
    doubleData: repeated(10, 'bytes'),
    uint64Data: repeated(11, 'bytes'),
    externalData: repeated(13, 'StringStringEntryProto'),
    dataLocation: { id: 14, type: 'int32' },
  },
  StringStringEntryProto: { key: { id: 1, type: 'string' }, value: { id: 2, type: 'string' } },
};

let modelType: protobuf.Type | undefined;

/** The type of a whole `.onnx` file. Made on first need. */
export function onnxModelType(): protobuf.Type {
  modelType ??= protobuf.Root.fromJSON({
    nested: Object.fromEntries(
      Object.entries(messages).map(([name, fields]) => [name, { fields: { ...fields } }]),
    ),
  }).lookupType('ModelProto');
  return modelType;
}

/**
 * Decodes a `.onnx` file; the bytes of its tensors stay where they are in `bytes`.
 *
 * @throws Error when it is damaged
 */
export function decodeOnnxModel(bytes: Uint8Array): OnnxModel {
  const reader = protobuf.Reader.create(bytes);
  reader.discardUnknown = true;
  return onnxModelType().decode(reader) as unknown as OnnxModel;
}
