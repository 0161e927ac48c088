import type { EpochRecord, TrainEvent } from '@sbn/train';
import { learningCurve } from '../terminal/learning-curve.js';
import type { ProgressTask } from '../terminal/progress.js';

/** What the bar of a training says besides the epoch. */
export interface TrainingWords {
  readonly epochs: number;
  /** Of the running mean of the loss, since single batches jump: `loss 0.0311`. */
  readonly loss: (meanLoss: number) => string;
  /** Of the last epoch that is finished. */
  readonly lastEpoch?: (record: EpochRecord) => string | undefined;
  /** A number of each epoch, such as the validation loss; on a terminal its course is drawn beside the bar. */
  readonly curve?: (record: EpochRecord) => number | undefined;
}

/** Turns the events of a training into the steps and words of its bar. */
export function showTraining(task: ProgressTask, words: TrainingWords): (event: TrainEvent) => void {
  let meanLoss: number | undefined;
  let steps = 0;
  let lastEpoch: string | undefined;
  const course: number[] = [];
  const show = (epoch: number, now: string): void => {
    const last = lastEpoch === undefined ? '' : `, ${lastEpoch}`;
    const curve = task.isLive ? learningCurve(course) : '';
    task.update(steps, { detail: `epoch ${epoch + 1}/${words.epochs}, ${now}${last}${curve}` });
  };
  return (event) => {
    if (event.event === 'start' || event.event === 'resume') {
      steps = event.step;
      task.update(steps, { detail: '' });
    } else if (event.event === 'step') {
      meanLoss = meanLoss === undefined ? event.loss : 0.98 * meanLoss + 0.02 * event.loss;
      steps = event.step + 1;
      show(event.epoch, words.loss(meanLoss));
    } else if (event.event === 'evaluating') {
      show(event.epoch, 'evaluating');
    } else if (event.event === 'epoch') {
      lastEpoch = words.lastEpoch?.(event);
      const value = words.curve?.(event);
      if (value !== undefined) course.push(value);
    }
  };
}
