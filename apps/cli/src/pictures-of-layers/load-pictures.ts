import { join } from 'node:path';
import { svgToPng } from '@sbn/report';
import { readText } from '../files/read-text.js';
import type { PicturesOutcome } from './pictures-records.js';
import type { DrawnPicture } from './pictures-study.js';
import type { PicturesSummary } from './pictures-summary.js';

/** The drawings in the run folders, as the PNG files that a report holds. */
export async function loadPictures(
  { layers }: PicturesSummary,
  outcomes: readonly PicturesOutcome[],
): Promise<DrawnPicture[]> {
  const paths = new Map(outcomes.map(({ run, path }) => [run.id, path]));
  const loaded = layers.map(async (layer) => {
    const files = layer.pictures.map(({ kind, file }) => ({ kind, path: join(paths.get(layer.run)!, file) }));
    return Promise.all(
      files.map(async ({ kind, path }) => ({ kind, layer, png: svgToPng(await readText(path, path)) })),
    );
  });
  return (await Promise.all(loaded)).flat();
}
