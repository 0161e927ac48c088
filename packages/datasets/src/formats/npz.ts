import { InputError } from '@sbn/core';
import { type UnzipFileInfo, unzipSync } from 'fflate';
import { failAt, type Place, quote } from '../reading/fail-at.js';
import { type NumpyArray, parseNpy } from './npy.js';

/** Whether bytes start as a zip archive does, which is what `.npz` files are. */
export function startsAsNpz(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);
}

/** Deflate cannot pack more tightly than this, so a header that claims more is lying. */
const largestRatio = 1032;

/** Options of {@link parseNpz}. */
export interface NpzOptions {
  /** The name of the array, as given to `np.savez`; may be left out where there is only one. */
  readonly array?: string | undefined;
  readonly file?: string | undefined;
  /** The most bytes that the array may unpack to; 4 GiB when left out. */
  readonly maxBytes?: number | undefined;
  readonly allowNonFinite?: boolean | undefined;
}

/**
 * Parses one array out of a `.npz` file, as `np.savez` and `np.savez_compressed` write them.
 *
 * @param bytes the content of the file
 * @throws InputError when the archive is damaged, lacks the array, or the array itself cannot be read
 */
export function parseNpz(bytes: Uint8Array, options: NpzOptions = {}): NumpyArray {
  if (!(bytes instanceof Uint8Array))
    throw new TypeError('parseNpz: expected the bytes of a file in a Uint8Array');
  const { file, maxBytes = 2 ** 32, allowNonFinite } = options;
  const place = { file };
  const arrays = npzArrayNames(bytes, place);
  const array = options.array ?? (arrays.length === 1 ? arrays[0]! : undefined);
  if (array === undefined || !arrays.includes(array)) {
    const wanted = options.array === undefined ? 'one array' : `the array ${quote(options.array)}`;
    failAt(place, 'unknown-name', `Expected ${wanted} in the archive, got ${quote(arrays.join(', '))}.`);
  }
  return parseNpy(unpackNpzArray(bytes, array, maxBytes, place), {
    file: file === undefined ? `${array}.npy` : `${file}(${array}.npy)`,
    allowNonFinite,
  });
}

/**
 * The names of the arrays in a `.npz` file, in the order of its directory.
 *
 * @throws InputError when the archive is damaged
 */
export function npzArrayNames(bytes: Uint8Array, place: Place): string[] {
  if (bytes.length === 0) failAt(place, 'empty-file', 'The file is empty.');
  const names: string[] = [];
  unzip(bytes, place, ({ name }) => {
    if (name.endsWith('.npy')) names.push(name.slice(0, -4));
    return false;
  });
  return names;
}

/**
 * Unpacks one array of a `.npz` file that {@link npzArrayNames} has found; the result is a `.npy` file.
 *
 * @throws InputError when the archive is damaged, or the array claims to be larger than `maxBytes`
 */
export function unpackNpzArray(bytes: Uint8Array, array: string, maxBytes: number, place: Place): Uint8Array {
  return unzip(bytes, place, ({ name, size, originalSize, compression }) => {
    if (name !== `${array}.npy`) return false;
    if (originalSize > maxBytes) {
      failAt(
        place,
        'file-too-large',
        `The array ${quote(array)} claims to be ${originalSize} bytes, more than ${maxBytes}.`,
      );
    }
    // The result is allocated before anything is unpacked.
    const largest = compression === 0 ? size : (size + 1) * largestRatio;
    if (originalSize > largest || size > bytes.length) failDamaged(place);
    return true;
  })[`${array}.npy`]!;
}

function unzip(
  bytes: Uint8Array,
  place: Place,
  filter: (entry: UnzipFileInfo) => boolean,
): Record<string, Uint8Array> {
  try {
    return unzipSync(bytes, { filter });
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    return failDamaged(place, cause);
  }
}

function failDamaged(place: Place, cause?: unknown): never {
  return failAt(
    place,
    'bad-archive',
    'The archive is damaged or cut off.',
    'Copy or download it again.',
    cause,
  );
}
