import type { LabelSets } from '@sbn/core';
import type { Model } from '@sbn/train';
import type { LabelledSource } from './relabel-source.js';

/** The logits of pictures with their labels. */
export interface ScoredPictures {
  /** Row-major [numRows, numLogits]. */
  readonly logits: Float32Array;
  readonly numRows: number;
  readonly labels: LabelSets;
}

/** The logits of all pictures of a source, in its order. */
export async function scorePictures(options: {
  readonly model: Model;
  readonly source: LabelledSource;
  readonly batchSize: number;
  readonly signal: AbortSignal;
  readonly onProgress: (numPictures: number) => void;
}): Promise<ScoredPictures> {
  const { model, source, batchSize, signal, onProgress } = options;
  const { numLabels } = model.head;
  const numRows = source.labels.numRows;
  const logits = new Float32Array(numRows * numLabels);
  let done = 0;
  for await (const { inputs, labels } of source.batches({ batchSize, signal })) {
    signal.throwIfAborted();
    const tensor = model.logits(inputs);
    try {
      logits.set(await tensor.data<'float32'>(), done * numLabels);
    } finally {
      tensor.dispose();
    }
    done += labels.numRows;
    onProgress(done);
  }
  return { logits, numRows, labels: source.labels };
}
