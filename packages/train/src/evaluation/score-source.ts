import { setImmediate as nextTurn } from 'node:timers/promises';
import { InputError } from '@sbn/core';
import type { Batch, ExampleSource } from '@sbn/datasets';
import type { Loss } from '@sbn/heads';
import { checkCount } from '../checks.js';
import type { Model } from '../model/model.js';
import { chooseScorer, type ScoringName } from './choose-scorer.js';
import { EvaluationError } from './evaluation-error.js';
import type { BatchScores, ScoreRequest, Scorer } from './scorer.js';

/** What every pass over a source's scores takes. */
export interface ScoringOptions {
  readonly model: Model;
  readonly source: ExampleSource;
  /** Examples that are scored together (default 256). */
  readonly batchSize?: number | undefined;
  /**
   * `fused`: our WebAssembly kernels, for our own encoders, heads and losses. `tfjs`: any model, on the current
   * backend. `auto` (default): `fused` where it can be and the current backend is `cpu` or `wasm`.
   */
  readonly scoring?: ScoringName | 'auto' | undefined;
  /** Threads of the fused kernels (default: one for each processor, one alone for little work). */
  readonly threads?: number | undefined;
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

/** One batch of a pass. */
export interface ScoredExamples extends BatchScores {
  readonly batch: Batch;
  /** The number of its first example in the source, from 0. */
  readonly first: number;
}

/**
 * What is wanted of the scores of a source, batch by batch in the source's order. The logits of one batch exist at a
 * time, or of less than that, so the memory needed does not grow with the number of examples.
 *
 * @param options.scorer instead of one made for this pass; whoever made it disposes of it
 * @throws InputError with code `data-mismatch`, `no-examples`, `engine-unsuited` or `not-enough-memory`; EvaluationError
 *   when a score is NaN; EngineError when a thread died; the signal's reason when it comes
 */
export async function* scoreSource(
  place: string,
  options: ScoringOptions & { readonly loss?: Loss | undefined; readonly scorer?: Scorer | undefined },
  request: Omit<ScoreRequest, 'signal'>,
): AsyncGenerator<ScoredExamples> {
  const { model, source, batchSize = 256, signal, onProgress } = options;
  checkCount(place, 'batchSize', batchSize);
  checkSourceFits(place, model, source);
  const scorer = options.scorer ?? (await chooseScorer(place, options));
  try {
    let numExamples = 0;
    for await (const batch of source.batches({ batchSize })) {
      signal?.throwIfAborted();
      const first = numExamples;
      const scores = await scorer.score(batch, { ...request, signal });
      numExamples += batch.labels.numRows;
      if (scores === undefined) {
        throw new EvaluationError(
          `scores of examples ${first} to ${numExamples - 1} are NaN: the model's parameters or the inputs are not finite`,
        );
      }
      yield { batch, first, ...scores };
      onProgress?.({ numExamples, totalExamples: source.numExamples ?? null });
      await nextTurn();
    }
    if (numExamples === 0) {
      throw new InputError(`${place}: the source has no examples.`, { code: 'no-examples' });
    }
  } finally {
    if (options.scorer === undefined) scorer.dispose();
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
