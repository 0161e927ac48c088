import { type FileHandle, open } from 'node:fs/promises';
import { encodeFloat16 } from './encode-float16.js';
import { npyHeaderBytes } from './npy.js';

/** A `.npy` file of dense rows that are written in any order, and whose number may be known only at the end. */
export interface NpyRowsWriter {
  /** Writes the rows from number `firstRow` on; `data` is [rows, numCols], row by row. */
  write(firstRow: number, data: Float32Array): Promise<void>;
  /** Puts everything on the disk. */
  flush(): Promise<void>;
  /** Writes the header; rows that were never written are zeros, and rows beyond `numRows` are cut off. */
  finish(numRows: number): Promise<void>;
  close(): Promise<void>;
}

/** Every header of a matrix is as long as this. */
const headerBytes = 128;

/**
 * Starts a `.npy` file (little-endian, C order).
 *
 * @param options.half float16 elements, for rows that float16 holds as they are; float32 otherwise
 * @param options.keep go on with the rows that are in the file already
 */
export async function openNpyRowsWriter(
  file: string,
  options: { readonly numCols: number; readonly half: boolean; readonly keep?: boolean },
): Promise<NpyRowsWriter> {
  const { numCols, half, keep = false } = options;
  const rowBytes = numCols * (half ? 2 : 4);
  const handle = await open(file, keep ? 'r+' : 'w');
  return {
    async write(firstRow, data) {
      await writeAt(handle, encode(data, half), headerBytes + firstRow * rowBytes);
    },
    flush: () => handle.datasync(),
    async finish(numRows) {
      const header = npyHeaderBytes([numRows, numCols], half ? '<f2' : '<f4');
      if (header.length !== headerBytes) throw new RangeError(`a header of ${header.length} bytes`);
      await writeAt(handle, header, 0);
      await handle.truncate(headerBytes + numRows * rowBytes);
      await handle.datasync();
    },
    close: () => handle.close(),
  };
}

function encode(data: Float32Array, half: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(data.length * (half ? 2 : 4)));
  for (let i = 0; i < data.length; i++) {
    if (half) view.setUint16(2 * i, encodeFloat16(data[i]!), true);
    else view.setFloat32(4 * i, data[i]!, true);
  }
  return new Uint8Array(view.buffer);
}

async function writeAt(handle: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}
