import { InputError } from '@sbn/core';
import protobuf from 'protobufjs/light.js';
import { decodeElements } from '../../elements/decode-elements.js';
import { type ElementType, elementBytes } from '../../elements/element-type.js';
import { readElements } from '../../elements/read-elements.js';
import { formatShape, sizeOf } from '../../elements/shape.js';
import { pathBeside } from '../../files/beside.js';
import { openByteSource } from '../../files/byte-source.js';
import { failAt, quote } from '../../files/fail-at.js';
import type { Integer, OnnxTensor } from './onnx-schema.js';
import { onnxType } from './onnx-types.js';

/**
 * The shape of a tensor.
 *
 * @throws InputError when a length is negative or beyond 2^53
 */
export function onnxShape(tensor: OnnxTensor, name: string, file: string): number[] {
  return tensor.dims.map((dim) => {
    const length = integer(dim);
    if (Number.isSafeInteger(length) && length >= 0) return length;
    return failAt(
      { file },
      'syntax',
      `The tensor ${quote(name)} has an axis of length ${length}.`,
      'Is the model damaged? Export or download it again.',
    );
  });
}

/** The number that protobufjs gives for a 64-bit integer. */
export function integer(value: Integer): number {
  if (typeof value === 'number') return value;
  return (value.unsigned ? value.high >>> 0 : value.high) * 2 ** 32 + (value.low >>> 0);
}

/** The bytes that a tensor's elements take in the file, or in the file beside it. */
export function onnxTensorBytes(tensor: OnnxTensor, shape: readonly number[]): number {
  const { type } = onnxType(tensor.dataType);
  if (tensor.dataLocation === 1) return type === undefined ? 0 : sizeOf(shape) * elementBytes(type);
  const lists = [tensor.floatData, tensor.int32Data, tensor.int64Data, tensor.doubleData, tensor.uint64Data];
  const typed = lists.flat().reduce((sum, piece) => sum + piece.length, 0);
  return tensor.rawData.length + typed;
}

/**
 * Reads the elements of a tensor: raw bytes, a typed list, or a file beside the model.
 *
 * @throws InputError when there are more or fewer than the shape asks for, they are not numbers, or the other file
 *   is outside of the model's folder
 */
export async function readOnnxTensor(
  tensor: OnnxTensor,
  name: string,
  shape: readonly number[],
  file: string,
): Promise<Float64Array> {
  const { name: typeName, type } = onnxType(tensor.dataType);
  if (type === undefined) {
    failAt(
      { file },
      'unsupported',
      `The tensor ${quote(name)} has elements of type ${typeName}.`,
      'Export the model with float weights.',
    );
  }
  const count = sizeOf(shape);
  if (tensor.dataLocation === 1) return readExternal(tensor, name, count, type, file);
  const place = { file, tensor: quote(name) };
  if (tensor.rawData.length > 0 || count === 0) {
    const needed = count * elementBytes(type);
    if (tensor.rawData.length !== needed)
      failCount(file, name, shape, `${needed} bytes`, tensor.rawData.length);
    const data = new Float64Array(count);
    decodeElements(tensor.rawData, type, data, 0, place);
    return data;
  }
  const { list, read } = typedList(tensor, type);
  // Every element takes at least a byte, so a shape that claims more is lying.
  const available = list.reduce((sum, piece) => sum + piece.length, 0);
  if (count > available) failCount(file, name, shape, `${count} elements`, `at most ${available}`);
  const data = new Float64Array(count);
  let at = 0;
  try {
    for (const piece of list) {
      const reader = protobuf.Reader.create(piece);
      while (reader.pos < reader.len) {
        const value = read(reader);
        if (at === count) failCount(file, name, shape, `${count} elements`, 'more');
        if (!Number.isSafeInteger(value) && (type === 'int64' || type === 'uint64')) {
          failAt(
            { file },
            'bad-number',
            `Expected integers within ±2^53 in ${quote(name)}, got more at element ${at}.`,
            'Convert it to float64.',
          );
        }
        data[at++] = value;
      }
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    // A number that is cut off by the end of its list, or longer than any.
    failCount(file, name, shape, `${count} elements`, `${at} and a part of one`);
  }
  if (at !== count) failCount(file, name, shape, `${count} elements`, at);
  return data;
}

/** The list that holds elements of a type, after the comments of `TensorProto`, and how to read one of them. */
function typedList(
  tensor: OnnxTensor,
  type: ElementType,
): { list: readonly Uint8Array[]; read: (reader: protobuf.Reader) => number } {
  switch (type) {
    case 'float32':
      return { list: tensor.floatData, read: (reader) => reader.float() };
    case 'float64':
      return { list: tensor.doubleData, read: (reader) => reader.double() };
    case 'int64':
      return { list: tensor.int64Data, read: (reader) => integer(reader.int64()) };
    case 'uint32':
    case 'uint64':
      return { list: tensor.uint64Data, read: (reader) => integer(reader.uint64()) };
    default:
      return { list: tensor.int32Data, read: int32Reader(type) };
  }
}

/** Small types are stored one per int32; the bits of the 16-bit floats as they are. */
function int32Reader(type: ElementType): (reader: protobuf.Reader) => number {
  const size = elementBytes(type);
  const bytes = new Uint8Array(4);
  const view = new DataView(bytes.buffer);
  const one = new Float64Array(1);
  return (reader) => {
    view.setInt32(0, reader.int32(), true);
    decodeElements(bytes.subarray(0, size), type, one, 0, { file: '', tensor: '' });
    return one[0]!;
  };
}

async function readExternal(
  tensor: OnnxTensor,
  name: string,
  count: number,
  type: ElementType,
  file: string,
): Promise<Float64Array> {
  const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
  const location = entries.get('location');
  if (location === undefined) {
    failAt(
      { file },
      'syntax',
      `The tensor ${quote(name)} is in another file, and the model does not say which.`,
      'Export the model again.',
    );
  }
  const needed = count * elementBytes(type);
  const offset = byteNumber(entries.get('offset') ?? '0', name, 'offset', file);
  const length = byteNumber(entries.get('length') ?? String(needed), name, 'length', file);
  if (length !== needed) failCount(file, name, tensor.dims.map(integer), `${needed} bytes`, length);
  const source = await openByteSource(pathBeside(file, location));
  try {
    return await readElements(source, offset, count, type, quote(name));
  } finally {
    await source.close();
  }
}

function byteNumber(text: string, name: string, key: string, file: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value)) return value;
  return failAt(
    { file },
    'syntax',
    `The ${key} of the tensor ${quote(name)} in its other file is ${quote(text)}, not a number of bytes.`,
    'Export the model again.',
  );
}

function failCount(
  file: string,
  name: string,
  shape: readonly number[],
  needed: string,
  got: number | string,
): never {
  failAt(
    { file },
    'wrong-count',
    `The tensor ${quote(name)} of shape ${formatShape(shape)} needs ${needed}, and has ${got}.`,
    'Is the model damaged? Export or download it again.',
  );
}
