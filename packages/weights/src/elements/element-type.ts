/** The element types that can be decoded, little-endian, by their names in this package. */
export type ElementType =
  | 'float64'
  | 'float32'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool';

const bytesOf: Readonly<Record<ElementType, 1 | 2 | 4 | 8>> = {
  float64: 8,
  float32: 4,
  float16: 2,
  bfloat16: 2,
  int8: 1,
  int16: 2,
  int32: 4,
  int64: 8,
  uint8: 1,
  uint16: 2,
  uint32: 4,
  uint64: 8,
  bool: 1,
};

/** Whether a name is that of a type that can be decoded. */
export function isElementType(name: string): name is ElementType {
  return Object.hasOwn(bytesOf, name);
}

/** Bytes per element. */
export function elementBytes(type: ElementType): 1 | 2 | 4 | 8 {
  return bytesOf[type];
}

/** Whether the elements are floating-point numbers, as the weights of a layer are. */
export function isFloat(type: string): boolean {
  return type === 'float64' || type === 'float32' || type === 'float16' || type === 'bfloat16';
}
