import { InputError } from '@sbn/core';
import { decodeNpyElements, type ElementLayout } from '../formats/npy-elements.js';
import { readSafetensorsHeader, type SafetensorsEntry } from '../formats/safetensors-header.js';
import { failAt, type Place, quote } from '../reading/fail-at.js';
import { openInput } from '../reading/open-input.js';
import { readAt } from '../reading/read-at.js';

/** A matrix in a safetensors file, of which any rows can be had. */
export interface SafetensorsRows {
  readonly numRows: number;
  readonly numCols: number;
  /** Whether float16 holds the elements as they are. */
  readonly half: boolean;
  /** Decodes the elements from number `first` on until `out` is full. */
  read(first: number, out: Float32Array): Promise<void>;
  close(): Promise<void>;
}

/** Bytes decoded at a time, so that a large matrix is not in memory twice. */
const pieceBytes = 4 * 1024 * 1024;

const layoutOf: ReadonlyMap<string, Pick<ElementLayout, 'kind' | 'bytes'>> = new Map([
  ['F64', { kind: 'float', bytes: 8 }],
  ['F32', { kind: 'float', bytes: 4 }],
  ['F16', { kind: 'float', bytes: 2 }],
  ['BF16', { kind: 'bfloat', bytes: 2 }],
] as const);

/** Whether a file starts as a safetensors file does: the length of a header in 8 bytes, and its opening brace. */
export function startsAsSafetensors(bytes: Uint8Array): boolean {
  return bytes.length >= 9 && bytes[6] === 0 && bytes[7] === 0 && bytes[8] === 0x7b;
}

/**
 * Opens a matrix in a safetensors file; only the header is read.
 *
 * @param tensor its name; may be left out where the file has one matrix
 * @throws InputError when the file is damaged or cut off, or the tensor is not there, is no matrix, or has other
 *   elements than F16, BF16, F32 and F64
 */
export async function openSafetensorsRows(file: string, tensor?: string): Promise<SafetensorsRows> {
  const place = { file };
  const handle = await openInput(file);
  try {
    const { size } = await handle.stat();
    const { entries } = await readSafetensorsHeader(
      size,
      (position, length) => readAt(handle, position, length, place),
      (problem, cause) =>
        new InputError(`not a whole safetensors file: ${problem}.`, {
          code: 'syntax',
          file,
          hint: 'Copy or download it again.',
          cause,
        }),
    );
    const entry = findMatrix(entries, tensor, place);
    const [numRows, numCols] = entry.shape as [number, number];
    const layout: ElementLayout = {
      ...(layoutOf.get(entry.dtype) ?? failUnsupported(entry, place)),
      littleEndian: true,
      fortranOrder: false,
      shape: entry.shape,
    };
    return {
      numRows,
      numCols,
      half: entry.dtype === 'F16',
      async read(first, out) {
        const step = Math.floor(pieceBytes / layout.bytes);
        for (let at = 0; at < out.length; at += step) {
          const part = out.subarray(at, at + step);
          const position = entry.position + (first + at) * layout.bytes;
          const bytes = await readAt(handle, position, part.length * layout.bytes, place);
          if (bytes.length < part.length * layout.bytes)
            failAt(place, 'truncated', 'The file became shorter.');
          decodeNpyElements(bytes, layout, part, { firstElement: first + at, allowNonFinite: false, place });
        }
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function findMatrix(
  entries: readonly SafetensorsEntry[],
  tensor: string | undefined,
  place: Place,
): SafetensorsEntry {
  const matrices = entries.filter(({ shape }) => shape.length === 2);
  if (tensor !== undefined) {
    const named = entries.find(({ name }) => name === tensor);
    if (named?.shape.length === 2) return named;
    if (named !== undefined) {
      failAt(
        place,
        'wrong-count',
        `Expected a matrix with a row for each example, got shape (${named.shape.join(', ')}) in the tensor ${quote(tensor)}.`,
      );
    }
  } else if (matrices.length === 1) return matrices[0]!;
  const wanted = tensor === undefined ? 'one matrix' : `the tensor ${quote(tensor)}`;
  const names = (tensor === undefined ? matrices : entries).map(({ name }) => name).join(', ');
  return failAt(place, 'unknown-name', `Expected ${wanted} in the file, got ${quote(names)}.`);
}

function failUnsupported({ name, dtype }: SafetensorsEntry, place: Place): never {
  return failAt(
    place,
    'unsupported',
    `Expected elements of type F16, BF16, F32 or F64 in the tensor ${quote(name)}, got ${quote(dtype)}.`,
  );
}
