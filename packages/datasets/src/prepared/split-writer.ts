import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { ownCopy } from '../reading/own-copy.js';
import { splitLines } from '../reading/read-lines.js';
import type { PreparedExample } from './prepared-record.js';

/** Writes the JSON lines of one split, and knows what it has written. */
export interface SplitWriter {
  readonly count: number;
  readonly labelTotal: number;
  readonly labelMax: number;
  /** How many examples have each label. */
  readonly labelCounts: ReadonlyMap<string, number>;
  /** Takes an example; the promise, where there is one, is to be waited for before the next. */
  write(example: PreparedExample): void | Promise<void>;
  /** Puts everything on the disk; gives the length of the file. */
  flush(): Promise<number>;
  /** The SHA-256 of everything that was flushed. */
  digest(): string;
  close(): Promise<void>;
}

/** Characters that are held back, so that a short line does not cost a write of its own. */
const blockLength = 1024 * 1024;

/**
 * Opens the file of one split at a known length: what is behind it was written after the last checkpoint and is cut
 * off, and what is before it is read once more for its checksum and its counts.
 *
 * @returns undefined when the file is shorter than that
 */
export async function openSplitWriter(
  file: string,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<SplitWriter | undefined> {
  const handle = await open(file, bytes === 0 ? 'w' : 'r+');
  const hash = createHash('sha256');
  const labelCounts = new Map<string, number>();
  let [count, labelTotal, labelMax] = [0, 0, 0];
  const note = (labels: readonly string[]): void => {
    count++;
    labelTotal += labels.length;
    labelMax = Math.max(labelMax, labels.length);
    for (const label of labels) {
      const earlier = labelCounts.get(label);
      if (earlier === undefined) labelCounts.set(ownCopy(label), 1);
      else labelCounts.set(label, earlier + 1);
    }
  };
  try {
    if ((await handle.stat()).size < bytes) {
      await handle.close();
      return undefined;
    }
    await handle.truncate(bytes);
    const chunks = async function* (): AsyncGenerator<Uint8Array> {
      for (let at = 0; at < bytes; ) {
        const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(256 * 1024), 0, null, at);
        hash.update(buffer.subarray(0, bytesRead));
        at += bytesRead;
        yield buffer.subarray(0, bytesRead);
      }
    };
    for await (const { lines } of splitLines(chunks(), { file, signal })) {
      for (const line of lines) note((JSON.parse(line) as PreparedExample).labels);
    }
  } catch (error) {
    await handle.close();
    throw error;
  }

  let length = bytes;
  let block = '';
  let writing: Promise<void> = Promise.resolve();
  const writeBlock = (): Promise<void> => {
    const data = Buffer.from(block);
    block = '';
    writing = writing.then(async () => {
      hash.update(data);
      await writeAt(handle, data, length);
      length += data.length;
    });
    return writing;
  };
  return {
    get count() {
      return count;
    },
    get labelTotal() {
      return labelTotal;
    },
    get labelMax() {
      return labelMax;
    },
    labelCounts,
    write(example) {
      const labels = [...new Set(example.labels)].sort(byCodeUnits);
      note(labels);
      block += `${JSON.stringify({ ...example, labels })}\n`;
      if (block.length >= blockLength) return writeBlock();
    },
    async flush() {
      await writeBlock();
      await handle.datasync();
      return length;
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

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
