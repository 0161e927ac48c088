import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError, type ScoredBatch } from '@sbn/core';
import type { ExampleSource } from '@sbn/datasets';
import type { Loss } from '@sbn/heads';
import { dispose, tidy } from '@tensorflow/tfjs-core';
import { loadGradients } from '../backends/load-gradients.js';
import { checkCount } from '../checks.js';
import type { Model } from '../model/model.js';

/** What every pass over a source's scores takes. */
export interface ScoringOptions {
  readonly model: Model;
  readonly source: ExampleSource;
  /** Examples whose logits exist at once (default 256). */
  readonly batchSize?: number | undefined;
  /** Ends the pass between two batches with the signal's reason as error. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ScoringProgress) => void) | undefined;
}

/** How far a pass is. */
export interface ScoringProgress {
  readonly numExamples: number;
  /** null for a source that does not know. */
  readonly totalExamples: number | null;
}

/** A batch's logits with its gold label sets, and its mean loss where one was asked for. */
export interface ScoredExamples extends ScoredBatch {
  readonly scores: Float32Array;
  readonly loss?: number;
}

/**
 * The logits of a source, batch by batch in the source's order; those of one batch exist at a time, so the memory
 * needed is batchSize × numLabels whatever the number of examples is.
 *
 * @throws InputError with code `data-mismatch` or `no-examples`; the signal's reason when it comes
 */
export async function* scoreBatches(
  place: string,
  options: ScoringOptions & { readonly loss?: Loss | undefined },
): AsyncGenerator<ScoredExamples> {
  const { model, source, batchSize = 256, signal, onProgress, loss } = options;
  checkCount(place, 'batchSize', batchSize);
  checkSourceFits(place, model, source);
  await loadGradients();
  let numExamples = 0;
  for await (const batch of source.batches({ batchSize })) {
    signal?.throwIfAborted();
    const { labels } = batch;
    const tensors = tidy(() => {
      const logits = model.logits(batch.inputs);
      return { logits, loss: loss?.compute(logits, labels) };
    });
    try {
      const scores = (await tensors.logits.data()) as Float32Array;
      const lossValue = (await tensors.loss?.data())?.[0];
      numExamples += labels.numRows;
      yield {
        scores,
        numRows: labels.numRows,
        labels,
        ...(lossValue === undefined ? {} : { loss: lossValue }),
      };
    } finally {
      dispose(tensors);
    }
    onProgress?.({ numExamples, totalExamples: source.numExamples ?? null });
    await nextTurn();
  }
  if (numExamples === 0) {
    throw new InputError(`${place}: the source has no examples.`, { code: 'no-examples' });
  }
}

/**
 * Refuses a source whose inputs or labels the model does not take.
 *
 * @throws InputError (code `data-mismatch`)
 */
export function checkSourceFits(place: string, model: Model, source: ExampleSource): void {
  const { encoder, head } = model;
  for (const [what, wanted, got] of [
    ['inputs', encoder.inputKind, source.inputKind],
    ['input columns', encoder.inDim, source.inputDim],
    ['labels', head.numLabels, source.numLabels],
  ] as const) {
    if (wanted !== got) {
      throw new InputError(`${place}: the model has ${what}: ${wanted}, and the data has ${got}.`, {
        code: 'data-mismatch',
      });
    }
  }
}
