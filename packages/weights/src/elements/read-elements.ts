import type { ByteSource } from '../files/byte-source.js';
import { decodeElements } from './decode-elements.js';
import { type ElementType, elementBytes } from './element-type.js';

/** Bytes decoded at a time, so that a large tensor is not in memory twice; a multiple of every element's size. */
const pieceBytes = 4 * 1024 * 1024;

/**
 * Reads and decodes `count` elements from `position` of a source.
 *
 * @throws InputError when the source is too short (before memory is taken), or as {@link decodeElements} does
 */
export async function readElements(
  source: ByteSource,
  position: number,
  count: number,
  type: ElementType,
  tensor: string,
): Promise<Float64Array> {
  const size = elementBytes(type);
  // An empty read checks nothing; the last byte must be there before an array of its size is made.
  if (count > 0) await source.read(position + count * size - 1, 1);
  const data = new Float64Array(count);
  const step = pieceBytes / size;
  for (let at = 0; at < count; at += step) {
    const bytes = await source.read(position + at * size, Math.min(step, count - at) * size);
    decodeElements(bytes, type, data, at, { file: source.file, tensor });
  }
  return data;
}
