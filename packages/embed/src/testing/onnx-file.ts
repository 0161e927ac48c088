import protobuf from 'protobufjs';

/** The messages of `onnx.proto` in the fields that small models need. */
const proto = `
syntax = "proto2";
message AttributeProto {
  optional string name = 1; optional float f = 2; optional int64 i = 3; repeated int64 ints = 8;
  optional int32 type = 20;
}
message NodeProto {
  repeated string input = 1; repeated string output = 2; optional string name = 3; optional string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message TensorProto {
  repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8; optional bytes raw_data = 9;
}
message Dimension { optional int64 dim_value = 1; optional string dim_param = 2; }
message TensorShapeProto { repeated Dimension dim = 1; }
message TensorType { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
message TypeProto { optional TensorType tensor_type = 1; }
message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
message GraphProto {
  repeated NodeProto node = 1; optional string name = 2; repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message ModelProto {
  optional int64 ir_version = 1; optional GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8;
}`;

/** A node whose one result has its name. */
export interface OnnxNode {
  readonly op: string;
  readonly input: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** An input or an output; a dimension with a name is free. */
export interface OnnxValue {
  readonly name: string;
  readonly type: 'float' | 'float16' | 'int64';
  readonly shape: readonly (number | string)[];
}

/** A constant. */
export interface OnnxConstant {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array | BigInt64Array;
}

const types = { float: 1, int64: 7, float16: 10 } as const;

/** The bytes of an `.onnx` file (operator set 17). */
export function onnxFile(graph: {
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly constants: readonly OnnxConstant[];
  readonly nodes: readonly OnnxNode[];
}): Uint8Array {
  const type = protobuf.parse(proto, { keepCase: true }).root.lookupType('ModelProto');
  const model = {
    ir_version: 8,
    opset_import: [{ domain: '', version: 17 }],
    graph: {
      name: 'graph',
      input: graph.inputs.map(valueInfo),
      output: graph.outputs.map(valueInfo),
      initializer: graph.constants.map(({ name, dims, values }) => ({
        name,
        dims,
        data_type: values instanceof Float32Array ? types.float : types.int64,
        raw_data: new Uint8Array(values.buffer),
      })),
      node: graph.nodes.map(({ op, input, output, attributes = {} }) => ({
        name: output,
        op_type: op,
        input,
        output: [output],
        attribute: Object.entries(attributes).map(([name, value]) =>
          typeof value === 'number' ? { name, type: 2, i: value } : { name, type: 7, ints: value },
        ),
      })),
    },
  };
  return type.encode(type.fromObject(model)).finish();
}

function valueInfo({ name, type, shape }: OnnxValue): object {
  const dim = shape.map((length) =>
    typeof length === 'string' ? { dim_param: length } : { dim_value: length },
  );
  return { name, type: { tensor_type: { elem_type: types[type], shape: { dim } } } };
}
