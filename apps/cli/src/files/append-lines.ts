import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of JSON lines that grows at its end. */
export interface LineAppender {
  /** Appends one line; once this resolves a killed process no longer loses it. */
  append(value: unknown): Promise<void>;
  /** Flushes to the disk and closes. */
  close(): Promise<void>;
}

/**
 * Opens a file of JSON lines to append to, and makes it if it is not there. A last line without its newline, left by
 * a process that was killed while it wrote, is cut off first.
 */
export async function appendLines(path: string): Promise<LineAppender> {
  await mkdir(dirname(path), { recursive: true });
  await cutTornLine(path);
  const file = await open(path, 'a');
  return {
    append: async (value) => {
      await file.appendFile(`${JSON.stringify(value)}\n`);
    },
    close: async () => {
      await file.sync();
      await file.close();
    },
  };
}

async function cutTornLine(path: string): Promise<void> {
  const file = await open(path, 'a+');
  try {
    const { size } = await file.stat();
    const block = Buffer.alloc(Math.min(65_536, size));
    let end = size;
    while (end > 0) {
      const start = Math.max(0, end - block.length);
      await file.read(block, 0, end - start, start);
      const newline = block.subarray(0, end - start).lastIndexOf(0x0a);
      if (newline !== -1) {
        end = start + newline + 1;
        break;
      }
      end = start;
    }
    if (end < size) await file.truncate(end);
  } finally {
    await file.close();
  }
}
