import type { InputError } from '@sbn/core';

/** Where the data of one tensor of a safetensors file lies. */
export interface SafetensorsEntry {
  readonly name: string;
  /** The format's own name of the element type, such as `F32` or `BF16`. */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Where the data starts in the file. */
  readonly position: number;
  readonly numBytes: number;
}

/** What the header of a safetensors file says. */
export interface SafetensorsHeader {
  /** Length prefix and JSON, as they are in the file; the data starts behind them. */
  readonly bytes: Uint8Array;
  /** In the order of their data. */
  readonly entries: readonly SafetensorsEntry[];
  /** Without a prototype, so that any key is safe. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** A larger header is a sign of a file that is something else (the format's own limit). */
const maxHeaderBytes = 100_000_000;

/** Bits per element; types that are not listed are taken at their word. */
const bitsOf: ReadonlyMap<string, number> = new Map([
  ...(['F64', 'I64', 'U64', 'C64'] as const).map((dtype) => [dtype, 64] as const),
  ...(['F32', 'I32', 'U32'] as const).map((dtype) => [dtype, 32] as const),
  ...(['F16', 'BF16', 'I16', 'U16'] as const).map((dtype) => [dtype, 16] as const),
  ...(['BOOL', 'U8', 'I8', 'F8_E5M2', 'F8_E4M3', 'F8_E8M0'] as const).map((dtype) => [dtype, 8] as const),
]);

/**
 * Reads and checks the header of a safetensors file: 8 bytes with the header's length (little-endian), JSON, the data.
 * The data must follow without gaps, and end with the file.
 *
 * @param size bytes of the file
 * @param read gives the bytes of a part of the file
 * @param corrupt makes the error for a problem, a clause without a full stop
 */
export async function readSafetensorsHeader(
  size: number,
  read: (position: number, length: number) => Promise<Uint8Array>,
  corrupt: (problem: string, cause?: unknown) => InputError,
): Promise<SafetensorsHeader> {
  if (size < 8) throw corrupt(`it has ${size} bytes, and the header's length alone takes 8`);
  const prefix = await read(0, 8);
  const headerBytes = new DataView(prefix.buffer, prefix.byteOffset).getBigUint64(0, true);
  if (headerBytes > BigInt(Math.min(size - 8, maxHeaderBytes))) {
    throw corrupt(`its header should take ${headerBytes} bytes, and ${size - 8} are left`);
  }
  const bytes = await read(0, 8 + Number(headerBytes));
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder().decode(bytes.subarray(8)));
  } catch (error) {
    throw corrupt(`its header is not JSON (${oneLine((error as Error).message)})`, error);
  }
  return { bytes, ...checkHeader(parsed, bytes.length, size - bytes.length, corrupt) };
}

function checkHeader(
  parsed: unknown,
  start: number,
  dataBytes: number,
  corrupt: (problem: string) => InputError,
): Omit<SafetensorsHeader, 'bytes'> {
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw corrupt('its header is not a JSON object');
  }
  const metadata: Record<string, string> = Object.create(null);
  const entries: SafetensorsEntry[] = [];
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') {
      for (const [key, text] of Object.entries((value ?? {}) as Record<string, unknown>)) {
        if (typeof text !== 'string') throw corrupt(`metadata "${oneLine(key)}" is not a string`);
        metadata[key] = text;
      }
      continue;
    }
    const entry = checkEntry(name, value, corrupt);
    entries.push({ ...entry, position: start + entry.position });
  }
  // Empty tensors share their start with the next one and must come first.
  entries.sort((a, b) => a.position - b.position || a.numBytes - b.numBytes);
  let at = 0;
  for (const { name, position, numBytes } of entries) {
    if (position - start !== at) {
      throw corrupt(`the data of tensor "${oneLine(name)}" starts at ${position - start} instead of ${at}`);
    }
    at += numBytes;
  }
  if (at !== dataBytes) throw corrupt(`its tensors need ${at} bytes of data, and it has ${dataBytes}`);
  return { entries, metadata };
}

function checkEntry(
  name: string,
  value: unknown,
  corrupt: (problem: string) => InputError,
): SafetensorsEntry {
  const tensor = `tensor "${oneLine(name)}"`;
  const { dtype, shape, data_offsets: offsets } = (value ?? {}) as Record<string, unknown>;
  if (typeof dtype !== 'string') throw corrupt(`${tensor} has no dtype`);
  if (!isSizes(shape)) throw corrupt(`${tensor} has no valid shape`);
  if (!isSizes(offsets) || offsets.length !== 2) throw corrupt(`${tensor} has no valid data_offsets`);
  const [position, end] = offsets as [number, number];
  const numBytes = end - position;
  const bits = bitsOf.get(dtype);
  const needed =
    bits === undefined ? numBytes : shape.reduce((product, length) => product * length, bits / 8);
  if (numBytes < 0 || needed !== numBytes) {
    throw corrupt(
      `${tensor} of shape [${shape.join(', ')}] needs ${needed} bytes, and its offsets span ${numBytes}`,
    );
  }
  return { name, dtype, shape, position, numBytes };
}

function isSizes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((size) => Number.isSafeInteger(size) && size >= 0);
}

/** File content as part of a message, which is one line and not too long. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').slice(0, 200);
}
