import { unzipSync } from 'fflate';
import { failAt, quote } from '../reading/fail-at.js';
import { type NumpyArray, parseNpy } from './npy.js';

/** Whether bytes start as a zip archive does, which is what `.npz` files are. */
export function startsAsNpz(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 0x03 || bytes[2] === 0x05);
}

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
  if (bytes.length === 0) failAt(place, 'empty-file', 'The file is empty.');
  const unzip = (wanted: (name: string, size: number) => boolean): Record<string, Uint8Array> => {
    try {
      return unzipSync(bytes, { filter: ({ name, originalSize }) => wanted(name, originalSize) });
    } catch (cause) {
      return failAt(
        place,
        'bad-archive',
        'The archive is damaged or cut off.',
        'Copy or download it again.',
        cause,
      );
    }
  };
  const names: string[] = [];
  let tooLarge = 0;
  unzip((name) => {
    names.push(name);
    return false;
  });
  const arrays = names.filter((name) => name.endsWith('.npy')).map((name) => name.slice(0, -4));
  const array = options.array ?? (arrays.length === 1 ? arrays[0]! : undefined);
  if (array === undefined || !arrays.includes(array)) {
    const wanted = options.array === undefined ? 'one array' : `the array ${quote(options.array)}`;
    failAt(place, 'unknown-name', `Expected ${wanted} in the archive, got ${quote(arrays.join(', '))}.`);
  }
  const entry = unzip((name, size) => {
    if (name !== `${array}.npy`) return false;
    tooLarge = size > maxBytes ? size : 0;
    return tooLarge === 0;
  })[`${array}.npy`];
  if (entry === undefined) {
    failAt(
      place,
      'file-too-large',
      `The array ${quote(array)} claims to be ${tooLarge} bytes, more than ${maxBytes}.`,
    );
  }
  return parseNpy(entry, {
    file: file === undefined ? `${array}.npy` : `${file}(${array}.npy)`,
    allowNonFinite,
  });
}
