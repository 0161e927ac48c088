import { type ElementType, elementBytes, isElementType } from '../../elements/element-type.js';
import { readElements } from '../../elements/read-elements.js';
import { sizeOf } from '../../elements/shape.js';
import { pathBeside } from '../../files/beside.js';
import { type ByteSource, joinFiles, openByteSource } from '../../files/byte-source.js';
import { failAt, quote } from '../../files/fail-at.js';
import type { TfjsGroup, TfjsWeight } from './tfjs-model.js';

/** A weight of a TensorFlow.js model, found in its files. */
export interface TfjsTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** The type of the elements in the file. */
  readonly dtype: string;
  /** The type of the numbers that they stand for. */
  readonly numberType: string;
  readonly bytes: number;
  readonly read: () => Promise<Float64Array>;
}

/**
 * Finds the weights of a group in its files. The files are opened only to be measured, and when a weight is read.
 *
 * @param file the `model.json`
 * @throws InputError when a file is missing, lies outside of the model's folder, or they do not have the bytes that the
 *   weights need
 */
export async function locateWeights(group: TfjsGroup, file: string): Promise<TfjsTensor[]> {
  const parts: { file: string; size: number }[] = [];
  for (const path of group.paths) {
    const source = await openByteSource(pathBeside(file, path));
    parts.push({ file: source.file, size: source.size });
    await source.close();
  }
  const where = parts.length === 1 ? parts[0]!.file : file;
  const source = joinFiles(where, parts);
  const tensors: TfjsTensor[] = [];
  let position = 0;
  for (const weight of group.weights) {
    const { name, shape } = weight;
    const start = position;
    const dtype = weight.quantization?.dtype ?? weight.dtype;
    let bytes: number;
    if (dtype === 'string') bytes = await stringBytes(source, start, sizeOf(shape), name);
    else if (isElementType(dtype)) bytes = sizeOf(shape) * elementBytes(dtype);
    else if (dtype === 'complex64') bytes = sizeOf(shape) * 8;
    else {
      failAt(
        { file },
        'unsupported',
        `The weight ${quote(name)} has elements of the unknown type ${quote(dtype)}, so nothing behind it can be found.`,
        'Convert the model again.',
      );
    }
    position += bytes;
    // Also for the sake of the sum: a shape may claim anything.
    if (position > source.size) failSize(where, position, source.size);
    tensors.push({
      name,
      shape,
      dtype,
      numberType: weight.dtype,
      bytes,
      read: async () => {
        if (!isElementType(dtype)) {
          failAt(
            { file },
            'unsupported',
            `The weight ${quote(name)} has elements of type ${dtype}, not numbers.`,
            'Name another tensor.',
          );
        }
        return dequantise(
          await readElements(source, start, sizeOf(shape), dtype, quote(name)),
          weight,
          dtype,
        );
      },
    });
  }
  if (position !== source.size) failSize(where, position, source.size);
  return tensors;
}

function failSize(file: string, needed: number, size: number): never {
  failAt(
    { file },
    needed > size ? 'truncated' : 'wrong-count',
    `The model's weights need ${needed > size ? 'at least ' : ''}${needed} bytes in these files, and they have ${size}.`,
    'Copy or download the model again, with all its files.',
  );
}

/** Texts are stored with their length, 4 bytes each, in front; so where they end is known only to who walks over them. */
async function stringBytes(source: ByteSource, start: number, count: number, name: string): Promise<number> {
  const rest = source.size - start;
  if (count * 4 > rest) failSize(source.file, start + count * 4, source.size);
  // As one block: a model has few texts, but a call for each of a million would take minutes.
  const bytes = count === 0 ? new Uint8Array() : await source.read(start, rest);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 4 > rest) failSize(source.file, start + at + 4, source.size);
    at += 4 + view.getUint32(at, true);
    if (at > rest) {
      failAt(
        { file: source.file },
        'truncated',
        `Text ${i} of the weight ${quote(name)} ends behind the end of the file.`,
        'Copy or download the model again, with all its files.',
      );
    }
  }
  return at;
}

/** The numbers that TensorFlow.js makes of quantised ones, in its float32 (or, for int32, integers). */
function dequantise(data: Float64Array, weight: TfjsWeight, stored: ElementType): Float64Array {
  if (!weight.quantization || stored === 'float16') return data;
  const { scale = 1, min = 0 } = weight.quantization;
  const round = weight.dtype === 'int32' ? Math.round : Math.fround;
  return data.map((value) => round(value * scale + min));
}
