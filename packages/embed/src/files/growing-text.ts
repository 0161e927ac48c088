import { open } from 'node:fs/promises';

/** A text file that grows at its end, and can go on from a known length. */
export interface GrowingText {
  append(text: string): void;
  /** Puts everything on the disk; gives the length of the file in bytes. */
  flush(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a file at a known length; what is behind it is cut off.
 *
 * @returns undefined when the file is shorter than that
 */
export async function openGrowingText(file: string, bytes: number): Promise<GrowingText | undefined> {
  const handle = await open(file, bytes === 0 ? 'w' : 'r+');
  if ((await handle.stat()).size < bytes) {
    await handle.close();
    return undefined;
  }
  await handle.truncate(bytes);
  let length = bytes;
  let block = '';
  return {
    append: (text) => {
      block += text;
    },
    async flush() {
      const data = Buffer.from(block);
      block = '';
      for (let done = 0; done < data.length; ) {
        const { bytesWritten } = await handle.write(data, done, data.length - done, length + done);
        done += bytesWritten;
      }
      length += data.length;
      await handle.datasync();
      return length;
    },
    close: () => handle.close(),
  };
}
