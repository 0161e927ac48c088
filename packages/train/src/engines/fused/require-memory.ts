import { InputError } from '@sbn/core';
import type { Model } from '../../model/model.js';
import { describeNetwork } from './network.js';
import { padded } from './padded.js';
import { paddedLength } from './parameter-arrays.js';

/** What 32-bit addresses reach, in bytes. */
const addressable = 2 ** 32;

/** About what a few threads and a batch take, in bytes. */
const threadsAndBatch = 2 ** 26;

/** What decides how much memory a model needs in the fused engine. */
export interface MemoryNeed {
  readonly model: Model;
  /** The names of the parameters that are trained: the others need no arrays of the optimiser. */
  readonly trained: ReadonlySet<string>;
  /** Arrays that the optimiser keeps for each trained parameter. */
  readonly numSlots: number;
  /** Whether whole gradients are kept, for clipping. */
  readonly keepsGradients: boolean;
}

/** Bytes of a model's arrays in the fused engine; a batch comes on top. */
export function modelBytes({ model, trained, numSlots, keepsGradients }: MemoryNeed): number {
  const { labels } = describeNetwork(model);
  // Of the fixed weights only a matrix counts: the plan of a transform is small.
  const fixed = labels.fixed?.kind === 'vandermonde' ? labels.numLabels * padded(labels.fixed.cols) : 0;
  return model.parameters.reduce((sum, parameter) => {
    if (!trained.has(parameter.name)) return sum + 4 * paddedLength(parameter);
    const gradients = keepsGradients && parameter.storage.kind !== 'table' ? 1 : 0;
    return sum + 4 * paddedLength(parameter) * (1 + numSlots + gradients);
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
  const bytes = modelBytes(need);
  // Parameters are copied in at the start and out at the end, one after the other.
  const besides = threadsAndBatch + Math.max(0, ...need.model.parameters.map(({ size }) => 4 * size));
  if (bytes <= addressable && bytes + besides <= available) return;
  const parts = [
    'the parameters',
    ...(need.numSlots === 0 ? [] : [`the optimiser (${need.numSlots} times as much)`]),
    ...(need.keepsGradients ? ['gradients for clipNorm'] : []),
  ];
  const place =
    bytes > addressable
      ? `its WebAssembly memory holds ${mebibytes(addressable)} MiB`
      : `with ${mebibytes(besides)} MiB for copies, threads and a batch that is more than the ${mebibytes(available)} MiB that are free on this machine, or in its container`;
  const withoutSlots = modelBytes({ ...need, numSlots: 0 });
  throw new InputError(
    `the fused engine needs ${mebibytes(bytes)} MiB for ${parts.join(' and ')}; ${place}.`,
    {
      code: 'not-enough-memory',
      hint: [
        'Use a narrower head or fewer labels',
        ...(need.numSlots === 0 ? [] : [`the optimiser sgd (${mebibytes(withoutSlots)} MiB)`]),
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
