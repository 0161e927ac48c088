import type { TrainResult } from '@sbn/train';
import { readJson } from '../files/read-json.js';

/** `training.json` of a training in epochs: written when it has ended, never before. */
export interface EpochTrainingRecord<Head extends object> {
  /** The number of epochs that was asked for. */
  readonly epochs: number;
  readonly result: TrainResult;
  readonly head: Head;
  /** Trainable numbers of the whole model. */
  readonly numParams: number;
  /** What computed the steps: `fused, 2 threads`, or the TensorFlow.js backend. */
  readonly backend: string;
  readonly seconds: number;
  readonly peakMemoryBytes: number;
}

/** The record of a training that has just ended. */
export function trainingRecord<Head extends object>(
  training: Omit<EpochTrainingRecord<Head>, 'seconds' | 'peakMemoryBytes'>,
): EpochTrainingRecord<Head> {
  return {
    ...training,
    seconds: training.result.history.reduce((sum, { seconds }) => sum + seconds, 0),
    peakMemoryBytes: process.resourceUsage().maxRSS * 1024,
  };
}

/** Reads a record; undefined where so many epochs have yet to be trained. */
export async function readTrainingRecord<Head extends object>(
  file: string,
  epochs: number,
): Promise<EpochTrainingRecord<Head> | undefined> {
  const record = (await readJson(file)) as EpochTrainingRecord<Head> | undefined;
  const isDone =
    record !== undefined && (record.epochs === epochs || record.result.stoppedBecause === 'early-stopping');
  return isDone ? record : undefined;
}
