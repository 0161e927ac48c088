import { join } from 'node:path';
import { type NpyRowsWriter, openNpyRowsWriter } from '../formats/npy-rows-writer.js';
import { openParquet } from '../parquet/parquet-file.js';
import { openParquetVectors } from '../parquet/parquet-vectors.js';
import { splitNames, splitRows } from '../prepared/prepared-files.js';
import { failAt, type Place } from '../reading/fail-at.js';
import { readLines } from '../reading/read-lines.js';
import { denseRowsFile } from '../sources/dense-rows-file.js';
import { parseImageId } from './image-id.js';
import { createImageIdMap, type ImageIdMap } from './image-id-map.js';
import type { ImageRows } from './image-rows.js';
import { failId } from './read-label-rows.js';

/** A file of features, and what says which image each row belongs to. */
export interface ImageFeatures {
  /** A `.npy`, `.npz`, safetensors or Parquet file; see `loadDense`. */
  readonly file: string;
  /** The array, tensor or column, where there are several. */
  readonly array?: string | undefined;
  /** A text file with one image id a line. */
  readonly ids?: string | undefined;
  /** The column with the image ids, where the features are a Parquet file. */
  readonly idColumn?: string | undefined;
}

/** Numbers decoded at a time: 16 MiB as float32. */
const elementsPerBlock = 2 ** 22;

/**
 * Features of images by their ids. They are read once, in the order of their files, and every row is written where it
 * belongs, so that memory holds some rows and about 25 bytes for each image.
 *
 * @throws InputError when a file cannot be read, has not an id for every row, has an id twice, or has other columns
 */
export async function openImageFeatures(
  features: readonly ImageFeatures[],
  folder: string,
): Promise<ImageRows> {
  const shapes = await Promise.all(features.map(openFeatures));
  const { numCols } = shapes[0]!;
  const half = shapes.every((shape) => shape.half);
  const numRows = shapes.reduce((sum, shape) => sum + shape.numRows, 0);
  const rowOf = createImageIdMap(numRows);
  const starts: number[] = [];
  for (const [i, one] of features.entries()) {
    const shape = shapes[i]!;
    if (shape.numCols !== numCols) {
      failAt(
        { file: one.file },
        'wrong-count',
        `Expected ${numCols} columns, as before, got ${shape.numCols}.`,
      );
    }
    starts.push(rowOf.size);
    await addIds(one, shape.numRows, rowOf);
  }
  const lineOf = new Uint32Array(numRows);
  const splitOf = new Uint8Array(numRows);
  return {
    inputs: 'dense',
    has: (image) => rowOf.get(image) !== undefined,
    place(image, split, line) {
      const row = rowOf.get(image)!;
      lineOf[row] = line;
      splitOf[row] = 1 + splitNames.indexOf(split);
      return undefined;
    },
    async write(counts, signal) {
      const writers: NpyRowsWriter[] = [];
      try {
        for (const split of splitNames) {
          writers.push(await openNpyRowsWriter(join(folder, splitRows(split)), { numCols: numCols, half }));
        }
        for (const [i, one] of features.entries()) {
          for await (const { firstRow, data } of blocksOf(one, signal)) {
            signal?.throwIfAborted();
            await scatter(data, starts[i]! + firstRow);
          }
        }
        for (const [i, split] of splitNames.entries()) await writers[i]!.finish(counts[split]);
      } finally {
        for (const writer of writers) await writer.close();
      }

      /** Writes rows that belong to following lines together. */
      async function scatter(data: Float32Array, first: number): Promise<void> {
        const last = first + data.length / numCols;
        for (let start = first; start < last; ) {
          let end = start + 1;
          while (end < last && splitOf[end] === splitOf[start] && lineOf[end] === lineOf[end - 1]! + 1) end++;
          const rows = data.subarray((start - first) * numCols, (end - first) * numCols);
          if (splitOf[start] !== 0) await writers[splitOf[start]! - 1]!.write(lineOf[start]!, rows);
          // Rows of no line have the line 0 in common, so they never run on.
          start = end;
        }
      }
    },
  };
}

async function openFeatures({ file, array, idColumn }: ImageFeatures): Promise<{
  numRows: number;
  numCols: number;
  half: boolean;
}> {
  return isParquet(file) ? openParquetVectors(file, { column: array, idColumn }) : denseRowsFile(file, array);
}

async function* blocksOf(
  { file, array, idColumn }: ImageFeatures,
  signal: AbortSignal | undefined,
): AsyncGenerator<{ firstRow: number; data: Float32Array }> {
  if (isParquet(file)) {
    yield* (await openParquetVectors(file, { column: array, idColumn })).read({ signal });
    return;
  }
  const rows = await denseRowsFile(file, array);
  const step = Math.max(1, Math.floor(elementsPerBlock / rows.numCols));
  const reader = await rows.open();
  try {
    for (let firstRow = 0; firstRow < rows.numRows; firstRow += step) {
      const count = Math.min(step, rows.numRows - firstRow);
      const data = new Float32Array(count * rows.numCols);
      await reader.read(
        Uint32Array.from({ length: count }, (_, i) => firstRow + i),
        data,
      );
      yield { firstRow, data };
    }
  } finally {
    await reader.close();
  }
}

async function addIds(features: ImageFeatures, numRows: number, rowOf: ImageIdMap): Promise<void> {
  const { file, ids, idColumn } = features;
  if ((ids === undefined) === (idColumn === undefined)) {
    throw new RangeError(`open-images: expected either a file or a column with the ids of ${file}`);
  }
  let count = 0;
  const add = (text: string, place: Place): void => {
    const id = parseImageId(text) ?? failId(text, place);
    if (!rowOf.add(id, rowOf.size)) {
      failAt(place, 'duplicate-name', `The image ${text} occurs twice among the features.`);
    }
    count++;
  };
  if (idColumn !== undefined) {
    const opened = await openParquet(file);
    try {
      for await (const { columns } of opened.read([idColumn])) {
        for (const id of columns[0]!) add(String(id), { file });
      }
    } finally {
      await opened.close();
    }
    return;
  }
  for await (const { firstLine, lines } of readLines(ids!)) {
    for (const [i, line] of lines.entries()) add(line.trim(), { file: ids!, line: firstLine + i });
  }
  if (count !== numRows) {
    failAt(
      { file: ids! },
      'wrong-count',
      `Expected ${numRows} ids, one for each row of ${file}, got ${count}.`,
    );
  }
}

function isParquet(file: string): boolean {
  return /\.parquet$/i.test(file);
}
