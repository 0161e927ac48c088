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
  let block: Buffer[] = [];
  let held = 0;
  let writing: Promise<void> = Promise.resolve();
  const writeBlock = (): Promise<void> => {
    const data = Buffer.concat(block);
    block = [];
    held = 0;
    const position = written;
    written += data.length;
    writing = writing.then(async () => {
      hash.update(data);
      await writeAt(handle, data, position);
    });
    return writing;
  };
  return {
    get length() {
      return written + held;
    },
    write(line) {
      const data = Buffer.from(`${line}\n`);
      block.push(data);
      held += data.length;
      if (held >= blockBytes) return writeBlock();
    },
    async flush() {
      await writeBlock();
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
