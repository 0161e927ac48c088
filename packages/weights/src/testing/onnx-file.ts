import protobuf from 'protobufjs';

/** The messages of `onnx.proto` as it declares them, independent of the schema that the reader uses. */
const proto = `
syntax = "proto2";
message AttributeProto {
  optional string name = 1; optional int32 type = 20;
  optional float f = 2; optional int64 i = 3; optional bytes s = 4;
  optional TensorProto t = 5; optional GraphProto g = 6;
  repeated float floats = 7; repeated int64 ints = 8; repeated bytes strings = 9;
  repeated TensorProto tensors = 10; repeated GraphProto graphs = 11;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; optional string name = 3;
  optional string op_type = 4; optional string domain = 7; repeated AttributeProto attribute = 5;
}
message ModelProto {
  optional int64 ir_version = 1; optional string producer_name = 2; optional GraphProto graph = 7;
}
message StringStringEntryProto { optional string key = 1; optional string value = 2; }
message GraphProto {
  repeated NodeProto node = 1; optional string name = 2; repeated TensorProto initializer = 5;
}
message TensorProto {
  repeated int64 dims = 1; optional int32 data_type = 2;
  repeated float float_data = 4 [packed = true]; repeated int32 int32_data = 5 [packed = true];
  repeated bytes string_data = 6; repeated int64 int64_data = 7 [packed = true];
  optional string name = 8; optional string doc_string = 12; optional bytes raw_data = 9;
  repeated StringStringEntryProto external_data = 13; optional int32 data_location = 14;
  repeated double double_data = 10 [packed = true]; repeated uint64 uint64_data = 11 [packed = true];
}`;

/** A tensor in the fields of `TensorProto`. */
export type OnnxTensorFields = Readonly<Record<string, unknown>>;

/** A node in the fields of `NodeProto`, attributes as values by name. */
export interface OnnxNodeFields {
  readonly op: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A graph. */
export interface OnnxGraphFields {
  readonly nodes?: readonly OnnxNodeFields[];
  readonly initializer?: readonly OnnxTensorFields[];
}

/** A whole `.onnx` file. */
export function onnxFile(graph: OnnxGraphFields): Uint8Array {
  const type = protobuf.parse(proto, { keepCase: true }).root.lookupType('ModelProto');
  return type
    .encode(type.fromObject({ ir_version: 9, producer_name: 'test', graph: graphOf(graph) }))
    .finish();
}

function graphOf({ nodes = [], initializer = [] }: OnnxGraphFields): object {
  return {
    name: 'graph',
    initializer,
    node: nodes.map(({ op, input, output, attributes = {} }) => ({
      op_type: op,
      input,
      output,
      attribute: Object.entries(attributes).map(([name, value]) => ({ name, ...fieldOf(value) })),
    })),
  };
}

function fieldOf(value: unknown): object {
  if (Array.isArray(value)) return { ints: value };
  if (value instanceof Float32Array) return { floats: [...value] };
  if (typeof value === 'bigint') return { i: Number(value) };
  if (typeof value === 'number') return { f: value };
  return 'nodes' in (value as object) ? { g: graphOf(value as OnnxGraphFields) } : { t: value };
}

/** A float32 tensor with raw data. */
export function onnxFloats(
  name: string,
  dims: readonly number[],
  values: readonly number[],
): OnnxTensorFields {
  return { name, dims, data_type: 1, raw_data: new Uint8Array(Float32Array.from(values).buffer) };
}
