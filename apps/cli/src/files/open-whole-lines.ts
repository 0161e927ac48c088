import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/** A file of JSON lines that appears whole or not at all. */
export interface WholeLines {
  write(value: unknown): Promise<void>;
  /** Puts the file in its place. */
  commit(): Promise<void>;
  /** Frees everything; without a commit before it, nothing is left behind. */
  close(): Promise<void>;
}

/** Blocks of this many characters are written at once. */
const blockSize = 65_536;

/** Opens a file of JSON lines beside its place, to be moved there when it is complete. */
export async function openWholeLines(path: string): Promise<WholeLines> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  const file = await open(temporary, 'w');
  let block = '';
  let isCommitted = false;
  const flush = async (): Promise<void> => {
    const text = block;
    block = '';
    await file.appendFile(text);
  };
  return {
    write: async (value) => {
      block += `${JSON.stringify(value)}\n`;
      if (block.length >= blockSize) await flush();
    },
    commit: async () => {
      await flush();
      await file.sync();
      await rename(temporary, path);
      isCommitted = true;
    },
    close: async () => {
      await file.close();
      if (!isCommitted) await rm(temporary, { force: true });
    },
  };
}
