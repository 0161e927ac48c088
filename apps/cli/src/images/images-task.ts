import type { Task } from '../experiment/task.js';
import { imageDataPaths } from './config/image-data.js';
import { expandImageGrid, type ImageRun } from './expand-image-grid.js';
import { type ImagesConfig, imagesSchema } from './images-config.js';
import type { ImagesOutcome } from './images-records.js';

/** Image classifiers that can say "unknown". */
export const imagesTask: Task<ImagesConfig, ImageRun, ImagesOutcome> = {
  name: 'images',
  schema: imagesSchema,
  paths: imageDataPaths.map((path) => `data.${path}`),
  expandGrid: expandImageGrid,
  load: async () => (await import('./images-work.js')).imagesWork,
};
