import { decodeFloat16 } from '@sbn/datasets';
import { failAt } from '../files/fail-at.js';
import { type ElementType, elementBytes } from './element-type.js';

/**
 * Decodes little-endian elements to float64, exactly.
 *
 * @param bytes whole elements
 * @param out receives them from position `at` on
 * @throws InputError for an integer beyond ±2^53, which float64 may not hold
 */
export function decodeElements(
  bytes: Uint8Array,
  type: ElementType,
  out: Float64Array,
  at: number,
  place: { readonly file: string; readonly tensor: string },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = elementBytes(type);
  const read = elementReader(type, view);
  const isBig = type === 'int64' || type === 'uint64';
  for (let i = 0; i < bytes.length / size; i++) {
    const value = read(i * size);
    if (isBig && !Number.isSafeInteger(value)) {
      failAt(
        place,
        'bad-number',
        `Expected integers within ±2^53 in ${place.tensor}, got more at element ${at + i}.`,
        'Convert it to float64.',
      );
    }
    out[at + i] = value;
  }
}

function elementReader(type: ElementType, view: DataView): (offset: number) => number {
  switch (type) {
    case 'float64':
      return (offset) => view.getFloat64(offset, true);
    case 'float32':
      return (offset) => view.getFloat32(offset, true);
    case 'float16':
      return (offset) => decodeFloat16(view.getUint16(offset, true));
    case 'bfloat16':
      return bfloat16Reader(view);
    case 'int8':
      return (offset) => view.getInt8(offset);
    case 'int16':
      return (offset) => view.getInt16(offset, true);
    case 'int32':
      return (offset) => view.getInt32(offset, true);
    case 'int64':
      return (offset) => Number(view.getBigInt64(offset, true));
    case 'uint8':
      return (offset) => view.getUint8(offset);
    case 'uint16':
      return (offset) => view.getUint16(offset, true);
    case 'uint32':
      return (offset) => view.getUint32(offset, true);
    case 'uint64':
      return (offset) => Number(view.getBigUint64(offset, true));
    case 'bool':
      return (offset) => (view.getUint8(offset) === 0 ? 0 : 1);
  }
}

/** A bfloat16 is the upper half of a float32. */
function bfloat16Reader(view: DataView): (offset: number) => number {
  const whole = new DataView(new ArrayBuffer(4));
  return (offset) => {
    whole.setUint16(2, view.getUint16(offset, true), true);
    return whole.getFloat32(0, true);
  };
}
