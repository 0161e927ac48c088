import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { SplitName } from '../dataset.js';
import { type NpyRowsWriter, openNpyRowsWriter } from '../formats/npy-rows-writer.js';
import { openParquet } from '../parquet/parquet-file.js';
import { splitRows } from '../prepared/prepared-files.js';
import { failAt, type Place, quote } from '../reading/fail-at.js';
import { isParquet, readShard } from './read-shard.js';

/** The dense rows of the splits of a folder that is being prepared. */
export interface DenseSplits {
  /** Starts or goes on with a split whose features are like those of the first row of a file. */
  open(split: SplitName, file: string, column: string): Promise<void>;
  /** Writes lists of numbers as rows from number `firstRow` on. */
  write(split: SplitName, firstRow: number, values: readonly unknown[], place: Place): Promise<void>;
  flush(): Promise<void>;
  finish(split: SplitName, numRows: number): Promise<void>;
  close(): Promise<void>;
}

/**
 * Writes the `.npy` files of the splits, which all have as many columns as the first list that is found.
 *
 * @param isResumed whether rows that are there already are kept
 */
export function denseSplits(folder: string, isResumed: boolean): DenseSplits {
  const writers = new Map<SplitName, NpyRowsWriter>();
  let numCols = 0;
  return {
    async open(split, file, column) {
      const shape = await shapeOf(file, column);
      numCols ||= shape.numCols;
      const path = join(folder, splitRows(split));
      const keep = isResumed && existsSync(path);
      writers.set(split, await openNpyRowsWriter(path, { numCols, half: shape.half, keep }));
    },
    async write(split, firstRow, values, place) {
      const data = new Float32Array(values.length * numCols);
      for (const [row, value] of values.entries()) {
        const list = listOf(value);
        const example = `example ${firstRow + row} of ${split}`;
        if (list.length !== numCols) {
          failAt(place, 'wrong-count', `Expected ${numCols} features in ${example}, got ${list.length}.`);
        }
        for (let i = 0; i < numCols; i++) {
          const number = Math.fround(Number(list[i] ?? Number.NaN));
          if (!Number.isFinite(number)) {
            failAt(place, 'not-finite', `Expected finite features in ${example}, got ${list[i]}.`);
          }
          data[row * numCols + i] = number;
        }
      }
      await writers.get(split)!.write(firstRow, data);
    },
    async flush() {
      for (const writer of writers.values()) await writer.flush();
    },
    async finish(split, numRows) {
      await writers.get(split)?.finish(numRows);
    },
    async close() {
      for (const writer of writers.values()) await writer.close();
    },
  };
}

async function shapeOf(file: string, column: string): Promise<{ numCols: number; half: boolean }> {
  let half = false;
  if (isParquet(file)) {
    const opened = await openParquet(file);
    await opened.close();
    half = opened.columns.some(({ name, floatBytes }) => name === column && floatBytes === 2);
  }
  for await (const block of readShard(file, [column])) {
    const { length } = listOf(block.value(0, 0));
    if (length > 0) return { numCols: length, half };
    break;
  }
  return failAt(
    { file },
    'missing-field',
    `Expected a list of features in the column ${quote(column)} of the first row.`,
  );
}

function listOf(value: unknown): ArrayLike<unknown> {
  const isList = Array.isArray(value) || ArrayBuffer.isView(value);
  return isList ? (value as unknown as ArrayLike<unknown>) : [];
}
