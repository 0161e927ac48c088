import { rankScores } from '@sbn/core';
import type { Loss } from '@sbn/heads';
import { dispose, tidy } from '@tensorflow/tfjs-core';
import { loadGradients } from '../backends/load-gradients.js';
import type { Model } from '../model/model.js';
import type { Scorer } from './scorer.js';
import { topScoresOf } from './top-scores-of.js';

/** Scores any model on the current TensorFlow.js backend: the logits of a whole batch at once. */
export async function createTfjsScorer(options: {
  readonly model: Model;
  readonly loss: Loss;
}): Promise<Scorer> {
  const { model, loss } = options;
  await loadGradients();
  return {
    kind: 'tfjs',
    score: async ({ inputs, labels }, { hasLoss, ranking, onLogits }) => {
      const { numRows } = labels;
      const tensors = tidy(() => {
        const logits = model.logits(inputs);
        return { logits, loss: hasLoss ? loss.compute(logits, labels) : undefined };
      });
      try {
        const scores = (await tensors.logits.data()) as Float32Array;
        const lossValue = (await tensors.loss?.data())?.[0] ?? 0;
        if (Number.isNaN(lossValue) || scores.some(Number.isNaN)) return undefined;
        onLogits?.({ scores, numRows, labels });
        const ranked =
          ranking === undefined ? undefined : rankScores({ scores, numRows, labels, ...ranking });
        return {
          lossSum: lossValue * numRows,
          ranking: ranked && { ...ranked, topScores: topScoresOf(scores, ranked) },
        };
      } finally {
        dispose(tensors);
      }
    },
    dispose: () => {},
  };
}
