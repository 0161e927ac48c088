import { failAt, type Place } from '../reading/fail-at.js';
import type { NpyHeader } from './npy-header.js';

/** What elements are, and in which array: what a `.npy` header says of them, or bfloat16, which NumPy does not have. */
export interface ElementLayout extends Pick<NpyHeader, 'bytes' | 'littleEndian' | 'fortranOrder' | 'shape'> {
  readonly kind: NpyHeader['kind'] | 'bfloat';
}

/**
 * Decodes elements of a `.npy` or safetensors file, in the order of the file.
 *
 * @param bytes whole elements
 * @param header says what they are
 * @param out receives them; float32 or float64
 * @param options.firstElement the number of the first of them in the array, for messages
 * @param options.allowNonFinite whether NaN and infinities are let through
 * @throws InputError for a number that is not finite (in float32, if `out` is that), or an integer beyond 2^53
 */
export function decodeNpyElements(
  bytes: Uint8Array,
  header: ElementLayout,
  out: Float64Array | Float32Array,
  options: { readonly firstElement: number; readonly allowNonFinite: boolean; readonly place: Place },
): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const read = elementReader(header, view);
  const { firstElement, allowNonFinite, place } = options;
  const big = header.bytes === 8 && (header.kind === 'int' || header.kind === 'uint');
  for (let i = 0; i < out.length; i++) {
    const value = read(i * header.bytes);
    if (big && !Number.isSafeInteger(value)) {
      failAt(place, 'bad-number', `Expected integers within ±2^53${elementName(firstElement + i, header)}.`);
    }
    out[i] = value;
    if (!allowNonFinite && !Number.isFinite(out[i]!)) {
      failAt(
        place,
        'not-finite',
        `Expected finite numbers, got ${value}${elementName(firstElement + i, header)}.`,
      );
    }
  }
}

function elementReader(header: ElementLayout, view: DataView): (offset: number) => number {
  const { littleEndian } = header;
  const size = `${header.kind}${header.bytes * 8}`;
  switch (size) {
    case 'float16':
      return (offset) => decodeFloat16(view.getUint16(offset, littleEndian));
    case 'bfloat16':
      return (offset) => decodeBfloat16(view.getUint16(offset, littleEndian));
    case 'float32':
      return (offset) => view.getFloat32(offset, littleEndian);
    case 'float64':
      return (offset) => view.getFloat64(offset, littleEndian);
    case 'int8':
      return (offset) => view.getInt8(offset);
    case 'int16':
      return (offset) => view.getInt16(offset, littleEndian);
    case 'int32':
      return (offset) => view.getInt32(offset, littleEndian);
    case 'int64':
      return (offset) => Number(view.getBigInt64(offset, littleEndian));
    case 'uint8':
      return (offset) => view.getUint8(offset);
    case 'uint16':
      return (offset) => view.getUint16(offset, littleEndian);
    case 'uint32':
      return (offset) => view.getUint32(offset, littleEndian);
    case 'uint64':
      return (offset) => Number(view.getBigUint64(offset, littleEndian));
    default:
      return (offset) => (view.getUint8(offset) === 0 ? 0 : 1);
  }
}

/** The value of an IEEE 754 half-precision number: 1 sign bit, 5 exponent bits, 10 fraction bits. */
export function decodeFloat16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const bfloat16Bits = new DataView(new ArrayBuffer(4));

/** The value of a bfloat16 number, which is the upper half of a float32. */
function decodeBfloat16(bits: number): number {
  bfloat16Bits.setUint16(0, bits);
  return bfloat16Bits.getFloat32(0);
}

/** ` at [row, column]` for the element at a position of the file. */
function elementName(position: number, { shape, fortranOrder }: ElementLayout): string {
  if (shape.length === 0) return '';
  const lengths = fortranOrder ? shape : [...shape].reverse();
  let rest = position;
  const index = lengths.map((length) => {
    const at = rest % length;
    rest = Math.floor(rest / length);
    return at;
  });
  return ` at [${(fortranOrder ? index : index.reverse()).join(', ')}]`;
}
