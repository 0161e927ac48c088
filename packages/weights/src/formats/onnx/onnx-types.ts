import type { ElementType } from '../../elements/element-type.js';

/** `TensorProto.DataType`, by number; types of which nothing is read have only their name. */
const types: readonly (readonly [name: string, type?: ElementType])[] = [
  ['undefined'],
  ['float32', 'float32'],
  ['uint8', 'uint8'],
  ['int8', 'int8'],
  ['uint16', 'uint16'],
  ['int16', 'int16'],
  ['int32', 'int32'],
  ['int64', 'int64'],
  ['string'],
  ['bool', 'bool'],
  ['float16', 'float16'],
  ['float64', 'float64'],
  ['uint32', 'uint32'],
  ['uint64', 'uint64'],
  ['complex64'],
  ['complex128'],
  ['bfloat16', 'bfloat16'],
  ['float8e4m3fn'],
  ['float8e4m3fnuz'],
  ['float8e5m2'],
  ['float8e5m2fnuz'],
  ['uint4'],
  ['int4'],
  ['float4e2m1'],
];

/** The name of an ONNX element type, and how to decode it where that can be done. */
export function onnxType(dataType: number): { readonly name: string; readonly type?: ElementType } {
  const [name, type] = types[dataType] ?? [`type ${dataType}`];
  return { name, ...(type === undefined ? {} : { type }) };
}
