import type { Task } from '../experiment/task.js';
import { expandPicturesGrid, type PicturedRun } from './expand-pictures-grid.js';
import { type PicturesConfig, picturesSchema } from './pictures-config.js';
import type { PicturesOutcome } from './pictures-records.js';

/** Small layers drawn in full: their label sets by inclusion, and the regions of inputs. */
export const picturesOfLayersTask: Task<PicturesConfig, PicturedRun, PicturesOutcome> = {
  name: 'pictures-of-layers',
  schema: picturesSchema,
  paths: ['folder'],
  expandGrid: expandPicturesGrid,
  load: async () => (await import('./pictures-work.js')).picturesWork,
};
