import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImagePreparation } from '@sbn/datasets/images';
import { classActivationMaps, type Model } from '@sbn/train';
import sharp from 'sharp';
import { writeFileWhole } from '../files/write-whole.js';
import { bestClasses } from './fit-rejection.js';
import type { DrawnMap } from './images-records.js';
import { overlayActivationMap } from './overlay-activation-map.js';
import type { LabelledSource } from './relabel-source.js';

/** Width and height of a drawing, of its longer side. */
const size = 192;

/** What {@link drawMaps} draws. */
export interface DrawMapsOptions {
  readonly model: Model;
  /** The run's folder; the drawings are `maps/1.png` and so on in it. */
  readonly folder: string;
  readonly source: LabelledSource;
  /** The name of each picture of the source. */
  readonly files: readonly string[];
  readonly classNames: readonly string[];
  readonly preparation: ImagePreparation;
  /** How many pictures, half of them unknown where there are as many. */
  readonly count: number;
  readonly signal: AbortSignal;
}

/**
 * Draws where in some pictures the class is seen that the model finds likeliest. Known pictures come first, each of another
 * class as far as there are classes, then unknown ones.
 */
export async function drawMaps(options: DrawMapsOptions): Promise<DrawnMap[]> {
  const { model, folder, source, files, classNames, preparation, count, signal } = options;
  await rm(join(folder, 'maps'), { recursive: true, force: true });
  if (count === 0) return [];
  const rows = chooseRows(source.labels, count);
  const pixels = await takeRows(source, rows, signal);
  const inputs = { numRows: rows.length, numCols: source.inputDim, data: pixels };
  const { height, width, numLabels, kind, data } = await classActivationMaps(model, inputs);
  const logits = model.logits(inputs);
  const best = bestClasses((await logits.data<'float32'>()).slice(), rows.length, classNames.length);
  logits.dispose();
  await mkdir(join(folder, 'maps'), { recursive: true });
  const { offsets, indices } = source.labels;
  const drawn: DrawnMap[] = [];
  for (const [i, row] of rows.entries()) {
    const label = best[i]!;
    const map = Float32Array.from(
      { length: height * width },
      (_, place) => data[(i * height * width + place) * numLabels + label]!,
    );
    const png = await overlayActivationMap({
      picture: await toPng(pixels.subarray(i * source.inputDim, (i + 1) * source.inputDim), preparation),
      map: kind === 'probabilities' ? map : spread(map),
      mapHeight: height,
      mapWidth: width,
      size,
    });
    const file = join('maps', `${i + 1}.png`);
    await writeFileWhole(join(folder, file), png);
    const isUnknown = offsets[row] === offsets[row + 1];
    drawn.push({
      file,
      picture: files[row]!,
      truth: isUnknown ? null : classNames[indices[offsets[row]!]!]!,
      shown: classNames[label]!,
    });
  }
  return drawn;
}

function chooseRows({ numRows, offsets, indices }: LabelledSource['labels'], count: number): number[] {
  const unknown: number[] = [];
  const known: number[] = [];
  const again: number[] = [];
  const seen = new Set<number>();
  for (let row = 0; row < numRows; row++) {
    const label = indices[offsets[row]!]!;
    if (offsets[row] === offsets[row + 1]) unknown.push(row);
    else if (seen.has(label)) again.push(row);
    else {
      seen.add(label);
      known.push(row);
    }
  }
  const numUnknown = Math.min(unknown.length, Math.floor(count / 2));
  return [...[...known, ...again].slice(0, count - numUnknown), ...unknown.slice(0, numUnknown)];
}

async function takeRows(
  source: LabelledSource,
  rows: readonly number[],
  signal: AbortSignal,
): Promise<Float32Array> {
  const { inputDim } = source;
  const taken = new Float32Array(rows.length * inputDim);
  let missing = rows.length;
  let first = 0;
  for await (const { inputs, labels } of source.batches({ batchSize: 64, signal })) {
    if (!('data' in inputs)) throw new TypeError('drawMaps: expected dense rows');
    for (const [i, row] of rows.entries()) {
      const at = row - first;
      if (at < 0 || at >= labels.numRows) continue;
      taken.set(inputs.data.subarray(at * inputDim, (at + 1) * inputDim), i * inputDim);
      missing--;
    }
    if (missing === 0) break;
    first += labels.numRows;
  }
  return taken;
}

/** A picture as it was before it became the model's numbers. */
function toPng(
  values: Float32Array,
  { height, width, channels, mean, deviation }: ImagePreparation,
): Promise<Uint8Array> {
  const bytes = Uint8Array.from(values, (value, i) => {
    const channel = i % channels;
    return Math.min(255, Math.max(0, Math.round(255 * (value * deviation[channel]! + mean[channel]!))));
  });
  return sharp(bytes, { raw: { width, height, channels } }).png().toBuffer();
}

/** Logits have no scale of their own: from the least to the greatest of the picture. */
function spread(map: Float32Array): Float32Array {
  const [least, greatest] = [Math.min(...map), Math.max(...map)];
  return map.map((value) => (greatest === least ? 0 : (value - least) / (greatest - least)));
}
