import { type ClassReport, createClassMetrics, type LabelSets } from '@sbn/core';
import type { ExampleSource } from '@sbn/datasets';
import { isClassHead } from '@sbn/heads';
import { tidy } from '@tensorflow/tfjs-core';
import { checkCount } from '../checks.js';
import type { Model } from '../model/model.js';

/** Options of {@link evaluateClasses}. */
export interface ClassEvaluationOptions {
  /** Its head is one for classes. */
  readonly model: Model;
  /** Every example has exactly one label. */
  readonly source: ExampleSource;
  /** Examples that are scored together (default 256). */
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many examples are done. */
  readonly onProgress?: ((progress: { readonly numExamples: number }) => void) | undefined;
}

/**
 * Measures a model that outputs one class: accuracy (precision at 1), perplexity, rank of the right class, Brier score and
 * calibration. The log probabilities of one batch exist at a time.
 *
 * @throws TypeError when the head is none for classes; RangeError when an example has no or several labels, there is no
 *   example, or an option is wrong; the signal's reason when it comes
 */
export async function evaluateClasses(options: ClassEvaluationOptions): Promise<ClassReport> {
  const { model, source, batchSize = 256, signal, onProgress } = options;
  const { head, encoder } = model;
  checkCount('evaluateClasses', 'batchSize', batchSize);
  if (!isClassHead(head)) {
    throw new TypeError(`evaluateClasses: expected a head for classes such as softmaxHead, got ${head.kind}`);
  }
  const metrics = createClassMetrics({ numClasses: head.numLabels });
  let numExamples = 0;
  for await (const { inputs, labels } of source.batches({ batchSize, signal })) {
    requireOneLabel(labels, numExamples);
    const tensor = tidy(() => head.logProbabilities(encoder.encode(inputs)));
    try {
      metrics.add({
        logProbabilities: (await tensor.data()) as Float32Array,
        numRows: labels.numRows,
        classes: labels.indices,
      });
    } finally {
      tensor.dispose();
    }
    numExamples += labels.numRows;
    onProgress?.({ numExamples });
  }
  return metrics.result();
}

/** @param first the number of the batch's first example */
function requireOneLabel({ numRows, offsets }: LabelSets, first: number): void {
  for (let row = 0; row < numRows; row++) {
    const count = offsets[row + 1]! - offsets[row]!;
    if (count === 1) continue;
    throw new RangeError(
      `evaluateClasses: example ${first + row} has ${count === 0 ? 'no label' : `${count} labels`}, expected exactly one`,
    );
  }
}
