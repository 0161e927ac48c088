import { type FileHandle, open } from 'node:fs/promises';

/** An append-only file of JSON lines. */
export interface MetricsLog {
  /** Appends one line; it is handed to the system before the promise resolves. */
  append(event: object): Promise<void>;
  /** Flushes to the disk and returns the file's length in bytes: what a checkpoint remembers. */
  flush(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a log of JSON lines for appending.
 *
 * @param options.keepBytes cut the file to this length first: what came after a checkpoint will be written again.
 *   Left out, only a last line that was cut off is removed.
 */
export async function openMetricsLog(
  path: string,
  options: { readonly keepBytes?: number } = {},
): Promise<MetricsLog> {
  const handle = await open(path, 'a+');
  const { size } = await handle.stat();
  let length = await wholeLines(handle, Math.min(size, options.keepBytes ?? size));
  if (length < size) await handle.truncate(length);
  return {
    append: async (event) => {
      const line = Buffer.from(`${JSON.stringify(event)}\n`);
      await handle.appendFile(line);
      length += line.length;
    },
    flush: async () => {
      await handle.sync();
      return length;
    },
    close: () => handle.close(),
  };
}

/** The largest length ≤ `limit` at which the file ends with a whole line. */
async function wholeLines(handle: FileHandle, limit: number): Promise<number> {
  const block = Buffer.alloc(65536);
  let end = limit;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const { bytesRead } = await handle.read(block, 0, end - start, start);
    const newline = block.subarray(0, bytesRead).lastIndexOf(10);
    if (newline >= 0) return start + newline + 1;
    end = start;
  }
  return 0;
}
