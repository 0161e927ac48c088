import { InputError } from '@sbn/core';
import type { ExampleSource } from '@sbn/datasets';
import type { Loss } from '@sbn/heads';
import { getBackend } from '@tensorflow/tfjs-core';
import { hostBackends } from '../backends/backend-name.js';
import { fusedObstacle } from '../engines/fused/fused-obstacle.js';
import { createFusedScorer } from '../engines/fused/fused-scorer.js';
import { threadCount } from '../engines/fused/thread-count.js';
import { defaultLoss } from '../model/default-loss.js';
import type { Model } from '../model/model.js';
import type { Scorer } from './scorer.js';
import { createTfjsScorer } from './tfjs-scorer.js';

/** How scores are computed; `auto` takes `fused` where it can. */
export type ScoringName = 'fused' | 'tfjs';

/** For fewer examples copying the parameters would take longer than the backend takes to use them. */
const fewExamples = 16;

/** Multiplications that take longer than starting threads does. */
const manyProducts = 2 ** 30;

/**
 * The scorer for a pass over a source: `auto` is `fused` where model and loss are ours, the current backend computes in
 * this process (`cpu`, `wasm`), there is memory for a copy of the parameters, and more than a few examples are to come.
 *
 * @throws InputError with code `engine-unsuited` or `not-enough-memory` where `fused` was asked for and cannot be;
 *   TypeError, RangeError when an option is wrong
 */
export async function chooseScorer(
  place: string,
  options: {
    readonly model: Model;
    readonly source: ExampleSource;
    readonly loss?: Loss | undefined;
    readonly scoring?: ScoringName | 'auto' | undefined;
    readonly threads?: number | undefined;
  },
): Promise<Scorer> {
  const { model, source, loss = defaultLoss(model.head), scoring = 'auto' } = options;
  if (!['auto', 'fused', 'tfjs'].includes(scoring)) {
    throw new TypeError(`${place}: scoring must be auto, fused or tfjs, got ${String(scoring)}`);
  }
  const threads = threadCount(place, options.threads ?? threadsFor(model, source));
  if (scoring === 'fused') return createFusedScorer({ model, loss, threads });
  const isSuited =
    scoring === 'auto' &&
    hostBackends.includes(getBackend()) &&
    (source.numExamples ?? fewExamples) >= fewExamples &&
    fusedObstacle({ model, loss }) === undefined;
  if (!isSuited) return createTfjsScorer({ model, loss });
  try {
    return await createFusedScorer({ model, loss, threads });
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'not-enough-memory') throw error;
    return createTfjsScorer({ model, loss });
  }
}

/** One thread where more do not pay; else as many as are to be had. */
function threadsFor({ head }: Model, { numExamples }: ExampleSource): number | undefined {
  const products = (numExamples ?? Number.POSITIVE_INFINITY) * head.numLabels * head.inDim;
  return products < manyProducts ? 1 : undefined;
}
