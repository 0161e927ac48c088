import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { splitLines } from '../reading/read-lines.js';

/** Writes lines at the end of a file, in blocks. */
export interface LineWriter {
  /** The length of the file with everything that was written, also what is still held back. */
  readonly length: number;
  /** Takes a line without its end; the promise, where there is one, is to be waited for before the next. */
  write(line: string): void | Promise<void>;
  /** Puts everything on the disk; gives the length of the file. */
  flush(): Promise<number>;
  /** The SHA-256 of everything that was flushed. */
  digest(): string;
  close(): Promise<void>;
}

/** Bytes that are held back, so that a short line does not cost a write of its own. */
const blockBytes = 1024 * 1024;

/**
 * Opens a file of lines at a length that it is known to have had: what is behind that is cut off, what is before it is
 * read once more.
 *
 * @param options.onLine told every line that is already there, and where it starts
 * @returns undefined when the file is shorter
 */
export async function openLineWriter(
  file: string,
  bytes: number,
  options: {
    readonly onLine?: ((line: string, start: number) => void) | undefined;
    readonly signal?: AbortSignal | undefined;
  } = {},
): Promise<LineWriter | undefined> {
  const { onLine, signal } = options;
  const handle = await open(file, bytes === 0 ? 'w+' : 'r+');
  const hash = createHash('sha256');
  try {
    if ((await handle.stat()).size < bytes) {
      await handle.close();
      return undefined;
    }
    await handle.truncate(bytes);
    let start = 0;
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes; ) {
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(256 * 1024), 0, null, at);
        hash.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    };
    for await (const { lines } of splitLines(chunks(), { file, signal })) {
      for (const line of lines) {
        onLine?.(line, start);
        start += Buffer.byteLength(line) + 1;
      }
    }
  } catch (error) {
    await handle.close();
    throw error;
  }

  let written = bytes;
  let block = Buffer.allocUnsafe(blockBytes);
  let held = 0;
  let writing: Promise<void> = Promise.resolve();
  /** Starts to write what is held back. @returns when the block before it is on its way, so that at most two are in memory */
  const writeBlock = (): Promise<void> => {
    const before = writing;
    const data = block.subarray(0, held);
    const position = written;
    written += held;
    held = 0;
    block = Buffer.allocUnsafe(blockBytes);
    hash.update(data);
    writing = before.then(() => writeAt(handle, data, position));
    // Whoever waits for the next block is told.
    writing.catch(() => {});
    return before;
  };
  return {
    get length() {
      return written + held;
    },
    write(line) {
      // A UTF-16 code unit becomes three bytes at most.
      const most = 3 * line.length + 1;
      let full: Promise<void> | undefined;
      if (held + most > block.length) {
        if (held > 0) full = writeBlock();
        if (most > block.length) block = Buffer.allocUnsafe(most);
      }
      held += block.write(line, held);
      block[held++] = 0x0a;
      return full;
    },
    async flush() {
      await writeBlock();
      await writing;
      await handle.datasync();
      return written;
    },
    digest: () => hash.copy().digest('hex'),
    async close() {
      await writing.catch(() => {});
      await handle.close();
    },
  };
}

async function writeAt(handle: FileHandle, data: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < data.length; ) {
    const { bytesWritten } = await handle.write(data, done, data.length - done, position + done);
    done += bytesWritten;
  }
}
