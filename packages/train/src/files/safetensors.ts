import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { InputError } from '@sbn/core';
import { readSafetensorsHeader } from '@sbn/weights';
import { writeFileAtomic } from './write-file-atomic.js';

/** A float32 array with its shape. */
export interface NamedArray {
  readonly shape: readonly number[];
  /** Row-major entries. May be made when it is asked for, and anew each time. */
  readonly data: Float32Array;
}

/** What a safetensors file holds. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, NamedArray>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The metadata key of the checksum: SHA-256 of the whole file with this value's 64 digits taken as zeros. */
const checksumKey = 'sha256';
const blankChecksum = '0'.repeat(64);

const maxRead = 64 * 1024 * 1024;

/**
 * Writes tensors as one safetensors file: 8 bytes with the header's length (little-endian), a JSON header, the data.
 * Any safetensors library can read it. The file is replaced atomically and carries a checksum in its metadata. `data` is
 * asked for twice, array by array, so that arrays which are made on demand need not all exist at once.
 *
 * @param tensors float32 arrays by name; the names `__metadata__` and duplicates are impossible by construction
 * @param metadata strings by name; `sha256` is added
 * @throws RangeError when a shape and its data disagree or a name is `__metadata__`
 */
export async function writeSafetensors(
  path: string,
  tensors: ReadonlyMap<string, NamedArray>,
  metadata: Readonly<Record<string, string>> = {},
): Promise<void> {
  // Without a prototype a tensor may be called `__proto__`.
  const header: Record<string, unknown> = Object.create(null);
  header.__metadata__ = { ...metadata, [checksumKey]: blankChecksum };
  let at = 0;
  for (const [name, { shape }] of tensors) {
    const end = at + 4 * shape.reduce((product, length) => product * length, 1);
    header[name] = { dtype: 'F32', shape, data_offsets: [at, end] };
    at = end;
  }
  const blank = encodeHeader(JSON.stringify(header));
  const hash = createHash('sha256').update(blank);
  for (const chunk of dataChunks(tensors)) hash.update(chunk);
  // The checksum takes the place of the zeros: same length, so nothing else moves.
  const filled = Buffer.from(blank);
  filled.write(hash.digest('hex'), findChecksum(blank), 'latin1');
  await writeFileAtomic(path, headerThenData(filled, tensors));
}

function* headerThenData(
  header: Uint8Array,
  tensors: ReadonlyMap<string, NamedArray>,
): Generator<Uint8Array> {
  yield header;
  yield* dataChunks(tensors);
}

function* dataChunks(tensors: ReadonlyMap<string, NamedArray>): Generator<Uint8Array> {
  for (const [name, tensor] of tensors) {
    const { shape, data } = tensor;
    const size = shape.reduce((product, length) => product * length, 1);
    if (size !== data.length || name === '__metadata__') {
      throw new RangeError(
        `writeSafetensors: tensor "${name}" of shape [${shape.join(', ')}] has ${data.length} entries`,
      );
    }
    yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }
}

/**
 * Reads a safetensors file whose tensors are float32, straight into their arrays.
 *
 * @param options.requireChecksum refuse a file without our checksum (default false: files of other writers are read,
 *   but then changed data bytes go unnoticed)
 * @throws InputError with code `file-missing`, or `file-corrupt` when the header's length, a shape, the offsets, the
 *   file's size or the checksum (where the file has one) do not fit; nothing of a damaged file is returned
 */
export async function readSafetensors(
  path: string,
  options: { readonly requireChecksum?: boolean } = {},
): Promise<SafetensorsFile> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    throw new InputError(`cannot be opened: ${(error as Error).message}.`, {
      code: 'file-missing',
      file: path,
      cause: error,
    });
  }
  const corrupt = (problem: string, cause?: unknown): InputError =>
    new InputError(`not a whole safetensors file: ${problem}.`, {
      code: 'file-corrupt',
      file: path,
      hint: 'Delete it or take a copy that is whole.',
      ...(cause === undefined ? {} : { cause }),
    });
  try {
    const { size } = await handle.stat();
    const header = await readSafetensorsHeader(
      size,
      async (position, length) => {
        const bytes = Buffer.alloc(length);
        await readWhole(handle, bytes, position, corrupt);
        return bytes;
      },
      corrupt,
    );
    const { entries, metadata } = header;
    const other = entries.find(({ dtype }) => dtype !== 'F32');
    if (other !== undefined) {
      throw corrupt(`tensor "${other.name}" has dtype ${other.dtype}, and only F32 can be read`);
    }
    const expected = metadata[checksumKey];
    if (expected === undefined && options.requireChecksum) throw corrupt('it has no checksum');
    const hash = createHash('sha256');
    if (expected !== undefined) {
      const blank = Buffer.from(header.bytes);
      const found = findChecksum(blank, expected);
      if (!/^[0-9a-f]{64}$/.test(expected) || found < 0) throw corrupt('its checksum is malformed');
      blank.write(blankChecksum, found, 'latin1');
      hash.update(blank);
    }
    const tensors = new Map<string, NamedArray>();
    for (const { name, shape, position, numBytes } of entries) {
      const data = new Float32Array(numBytes / 4);
      const bytes = new Uint8Array(data.buffer);
      await readWhole(handle, bytes, position, corrupt);
      if (expected !== undefined) hash.update(bytes);
      tensors.set(name, { shape, data });
    }
    if (expected !== undefined && hash.digest('hex') !== expected) {
      throw corrupt('its checksum does not match its content, so some bytes have changed');
    }
    return { tensors, metadata };
  } finally {
    await handle.close();
  }
}

/** Length prefix and JSON, padded with spaces so that the data starts at a multiple of 8. */
function encodeHeader(json: string): Buffer {
  const text = Buffer.from(json);
  const padded = Math.ceil(text.length / 8) * 8;
  const header = Buffer.alloc(8 + padded, ' ');
  header.writeBigUInt64LE(BigInt(padded));
  text.copy(header, 8);
  return header;
}

function findChecksum(header: Buffer, value: string = blankChecksum): number {
  const field = `"${checksumKey}":"`;
  const at = header.indexOf(`${field}${value}"`, 8, 'latin1');
  return at < 0 ? -1 : at + field.length;
}

async function readWhole(
  handle: FileHandle,
  bytes: Uint8Array,
  position: number,
  corrupt: (problem: string) => InputError,
): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    const { bytesRead } = await handle.read(bytes, at, Math.min(maxRead, bytes.length - at), position + at);
    if (bytesRead === 0) throw corrupt(`it ends after ${position + at} bytes`);
    at += bytesRead;
  }
}
