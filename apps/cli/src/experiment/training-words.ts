import type { TrainEvent, TrainResult } from '@sbn/train';
import { metricTitle } from '../terminal/metric-title.js';

/** What computes the steps: `fused, 2 threads`, or the TensorFlow.js backend. */
export function engineWords(event: Extract<TrainEvent, { event: 'start' | 'resume' }>): string {
  const { engine, threads, backend } = event;
  if (threads === undefined) return backend;
  return `${engine}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** How a training ended: `12 epochs, loss 0.0311, validation loss 0.0402 (epoch 9), wasm`. */
export function trainedWords({
  result: { best, epochs, history },
  backend,
}: {
  readonly result: TrainResult;
  readonly backend: string;
}): string {
  const last = history.at(-1);
  if (last === undefined) return '';
  const loss = `loss ${last.trainLoss.toPrecision(3)}`;
  return [`${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`, loss, ...bestWords(best, epochs), backend].join(
    ', ',
  );
}

function bestWords(best: TrainResult['best'], epochs: number): string[] {
  if (best === null) return [];
  const when = best.epoch + 1 === epochs ? '' : ` (epoch ${best.epoch + 1})`;
  return [`validation ${metricTitle(best.metric)} ${best.value.toPrecision(3)}${when}`];
}
