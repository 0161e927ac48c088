import { InputError } from '@sbn/core';
import type { NamedArray } from '../files/safetensors.js';
import { readSafetensors, writeSafetensors } from '../files/safetensors.js';
import type { MonitorState } from '../loop/monitor.js';
import type { TrainConfig } from '../loop/train-config.js';
import type { EpochRecord } from '../loop/train-event.js';

/** Where a training stands, plain JSON; with parameters and optimiser state it is all that a training needs to go on. */
export interface TrainState {
  /** Steps done. */
  readonly step: number;
  /** The epoch (from 0) that the next step belongs to; `epochs` when all are done. */
  readonly epoch: number;
  /** Batches of that epoch that are done. */
  readonly batch: number;
  /** Sum over those batches of loss × examples. */
  readonly lossSum: number;
  /** Examples in those batches. */
  readonly numExamples: number;
  /** Seconds spent on those batches. */
  readonly seconds: number;
  readonly monitor: MonitorState;
  readonly history: readonly EpochRecord[];
  /** Length of the metrics log in bytes when the checkpoint was written. */
  readonly metricsBytes: number;
  /** Why the training ended, once it has. */
  readonly stopped: 'completed' | 'early-stopping' | null;
  /** Numbers that what is trained keeps beside its arrays. */
  readonly counts?: Readonly<Record<string, number>> | undefined;
}

/** A checkpoint in memory. */
export interface Checkpoint<State = TrainState, Config extends { readonly model: unknown } = TrainConfig> {
  /** Parameters (`parameter/…`) and, in a checkpoint to go on from, what else changes with them (`optimizer/…`). */
  readonly tensors: ReadonlyMap<string, NamedArray>;
  readonly state: State;
  readonly config: Config;
  /** The TensorFlow.js backend it was computed on. */
  readonly backend: string;
}

/** Tells checkpoints of `train`. */
export const classifierFormat = 'sbn-checkpoint-1';

/**
 * Writes a checkpoint as one safetensors file, atomically.
 *
 * @param format tells what kind of training it belongs to
 */
export async function writeCheckpoint<State, Config extends { readonly model: unknown }>(
  path: string,
  checkpoint: Checkpoint<State, Config>,
  format: string = classifierFormat,
): Promise<void> {
  const { tensors, state, config, backend } = checkpoint;
  await writeSafetensors(path, tensors, {
    format,
    model: JSON.stringify(config.model),
    config: JSON.stringify(config),
    state: JSON.stringify(state),
    backend,
  });
}

/**
 * Reads a checkpoint.
 *
 * @throws InputError with code `file-missing`, `file-corrupt`, or `not-a-checkpoint`
 */
export async function readCheckpoint<
  State = TrainState,
  Config extends { readonly model: unknown } = TrainConfig,
>(path: string, format: string = classifierFormat): Promise<Checkpoint<State, Config>> {
  const { tensors, metadata } = await readSafetensors(path, { requireChecksum: true });
  const { config, state, backend } = metadata;
  if (metadata.format !== format || config === undefined || state === undefined || backend === undefined) {
    throw new InputError(
      `is not a checkpoint of such a training, or of another version: its format is ${metadata.format ?? 'not given'}, expected ${format}.`,
      { code: 'not-a-checkpoint', file: path },
    );
  }
  // The file's checksum has been verified, so these are the bytes that writeCheckpoint wrote.
  return {
    tensors,
    backend,
    config: JSON.parse(config) as Config,
    state: JSON.parse(state) as State,
  };
}
