import type { RunStage } from '../experiment/run-stage.js';
import type { ImageRun } from './expand-image-grid.js';
import type { ImagesRunConfig } from './images-records.js';
import type { OpenedImages } from './open-images.js';

/** What a stage of a run works with. */
export interface ImagesStage extends RunStage<ImageRun, ImagesRunConfig> {
  /** Opens the pictures, once however often it is asked for. */
  readonly images: () => Promise<OpenedImages>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
}
