import { ownCopy } from '../reading/own-copy.js';
import { type LineWriter, openLineWriter } from './line-writer.js';
import type { PreparedExample } from './prepared-record.js';

/** Writes the JSON lines of one split, and knows what it has written. */
export interface SplitWriter extends Pick<LineWriter, 'flush' | 'digest' | 'close'> {
  readonly count: number;
  readonly labelTotal: number;
  readonly labelMax: number;
  /** How many examples have each label. */
  readonly labelCounts: ReadonlyMap<string, number>;
  /** Takes an example; the promise, where there is one, is to be waited for before the next. */
  write(example: PreparedExample): void | Promise<void>;
}

/**
 * Opens the file of one split at the length that it had at the last checkpoint, and counts what is there.
 *
 * @returns undefined when the file is shorter than that
 */
export async function openSplitWriter(
  file: string,
  bytes: number,
  signal: AbortSignal | undefined,
): Promise<SplitWriter | undefined> {
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
  const writer = await openLineWriter(file, bytes, {
    onLine: (line) => note((JSON.parse(line) as PreparedExample).labels),
    signal,
  });
  if (writer === undefined) return undefined;
  return {
    flush: writer.flush,
    digest: writer.digest,
    close: writer.close,
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
      // By code units, which is what `sort` does with texts.
      const labels = [...new Set(example.labels)].sort();
      note(labels);
      return writer.write(JSON.stringify({ ...example, labels }));
    },
  };
}
