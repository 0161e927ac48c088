import type { Optimizer } from '../optimizers/optimizer.js';
import type { RunFolder } from '../run/run-folder.js';
import type { Schedule } from '../schedules/schedule.js';
import type { TrainEvent } from './train-event.js';

/**
 * Options that every training has, whatever it trains.
 *
 * @typeParam Own events that this kind of training has besides those of all
 */
export interface EpochOptions<Own = never> {
  /** Default: Adam with its defaults. */
  readonly optimizer?: Optimizer | undefined;
  /** Multiplies the learning rates step by step (default constant). */
  readonly schedule?: Schedule | undefined;
  readonly epochs: number;
  /** Largest norm of the gradient over all parameters together (default: no clipping). */
  readonly clipNorm?: number | undefined;
  /** A folder for the metrics log and the checkpoints: a path, or a folder that the caller has opened and releases. */
  readonly folder?: string | RunFolder | undefined;
  /** Write a checkpoint every so many steps too, and not only after each epoch. */
  readonly checkpointEverySteps?: number | undefined;
  /** Every how many steps a step goes into the metrics log (default 50); `onEvent` gets every step. */
  readonly logEverySteps?: number | undefined;
  /** Go on from the folder's last checkpoint, where there is one (default false: a folder with one is refused). */
  readonly resume?: boolean | undefined;
  /** End with the best parameters in the model instead of the last ones (default true; needs validation data). */
  readonly restoreBest?: boolean | undefined;
  /** Ends the training after the step that is under way, with a checkpoint written. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: TrainEvent | Own) => void) | undefined;
}
