import { InputError } from '@sbn/core';
import type { Model } from '../../model/model.js';
import { describeNetwork } from './network.js';
import { padded } from './padded.js';
import { paddedLength } from './parameter-arrays.js';

/** What 32-bit addresses reach, in bytes. */
const addressable = 2 ** 32;

/** About what a few threads and a batch take, in bytes. */
const threadsAndBatch = 2 ** 26;

/** What a training needs besides the parameters. */
export interface TrainingNeed {
  /** The names of the parameters that are trained: the others need no arrays of the optimiser. */
  readonly trained: ReadonlySet<string>;
  /** Arrays that the optimiser keeps for each trained parameter. */
  readonly numSlots: number;
  /** Whether whole gradients are kept, for clipping. */
  readonly keepsGradients: boolean;
}

/** What decides how much memory a model needs in the fused engine. */
export interface MemoryNeed {
  readonly model: Model;
  /** Undefined where the model is only scored. */
  readonly training: TrainingNeed | undefined;
}

/** Bytes of a model's arrays in the fused engine; a batch comes on top. */
export function modelBytes({ model, training }: MemoryNeed): number {
  const { labels } = describeNetwork(model);
  // Of the fixed weights only a matrix counts: the plan of a transform is small.
  const fixed = labels.fixed?.kind === 'vandermonde' ? labels.numLabels * padded(labels.fixed.cols) : 0;
  return model.parameters.reduce((sum, parameter) => {
    const bytes = 4 * paddedLength(parameter);
    if (!training?.trained.has(parameter.name)) return sum + bytes;
    const gradients = training.keepsGradients && parameter.storage.kind !== 'table' ? 1 : 0;
    return sum + bytes * (1 + training.numSlots + gradients);
  }, 4 * fixed);
}

/**
 * Refuses a model before anything is allocated for it: a system that runs out of memory ends the process instead of
 * answering, and does it when the memory is first used.
 *
 * @param available bytes that this process can still have
 * @throws InputError with code `not-enough-memory`
 */
export function requireMemory(need: MemoryNeed, available: number = process.availableMemory()): void {
  const { model, training } = need;
  const bytes = modelBytes(need);
  // Parameters are copied in at the start and out at the end, one after the other.
  const besides = threadsAndBatch + Math.max(0, ...model.parameters.map(({ size }) => 4 * size));
  if (bytes <= addressable && bytes + besides <= available) return;
  const place =
    bytes > addressable
      ? `its WebAssembly memory holds ${mebibytes(addressable)} MiB`
      : `with ${mebibytes(besides)} MiB for copies, threads and a batch that is more than the ${mebibytes(available)} MiB that are free on this machine, or in its container`;
  if (training === undefined) {
    throw new InputError(`the fused scorer needs ${mebibytes(bytes)} MiB for the parameters; ${place}.`, {
      code: 'not-enough-memory',
      hint: 'Use scoring tfjs, which needs no copy of them.',
    });
  }
  const { numSlots, keepsGradients } = training;
  const parts = [
    'the parameters',
    ...(numSlots === 0 ? [] : [`the optimiser (${numSlots} times as much)`]),
    ...(keepsGradients ? ['gradients for clipNorm'] : []),
  ];
  const withoutSlots = modelBytes({ model, training: { ...training, numSlots: 0 } });
  throw new InputError(
    `the fused engine needs ${mebibytes(bytes)} MiB for ${parts.join(' and ')}; ${place}.`,
    {
      code: 'not-enough-memory',
      hint: [
        'Use a narrower head or fewer labels',
        ...(numSlots === 0 ? [] : [`the optimiser sgd (${mebibytes(withoutSlots)} MiB)`]),
        bytes > addressable
          ? 'or the engine tfjs on a native backend, whose memory has no such limit.'
          : 'or free memory.',
      ].join(', '),
    },
  );
}

function mebibytes(bytes: number): string {
  return Math.ceil(bytes / 2 ** 20).toLocaleString('en');
}
