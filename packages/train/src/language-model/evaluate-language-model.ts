import { labelSetsFromClasses } from '@sbn/core';
import { EvaluationError } from '../evaluation/evaluation-error.js';
import { type TextOptions, textBlocks } from './text-blocks.js';

/** How well a model predicts a text; plain JSON. */
export interface LanguageModelReport {
  /** Mean negative log likelihood of a token, in nats. */
  readonly loss: number;
  /** exp(loss). */
  readonly perplexity: number;
  /** Tokens that were predicted: all but the first. */
  readonly numTokens: number;
}

/**
 * Measures a language model on a text. The scores of one window exist at a time, so that the memory needed does not grow
 * with the text.
 *
 * @throws InputError (code `no-examples`); EvaluationError when a loss is not finite; RangeError when a size or a token is
 *   out of range; the signal's reason when it comes
 */
export async function evaluateLanguageModel(options: TextOptions): Promise<LanguageModelReport> {
  const { model } = options;
  let lossSum = 0;
  let numTokens = 0;
  for await (const { features, targets } of textBlocks('evaluateLanguageModel', options)) {
    const mean = model.head.loss(features, labelSetsFromClasses(targets, model.vocabularySize));
    const [loss] = await mean.data();
    mean.dispose();
    if (!Number.isFinite(loss)) {
      throw new EvaluationError(
        `the loss of tokens ${numTokens} to ${numTokens + targets.length - 1} is ${loss}: the model's parameters are not finite`,
      );
    }
    lossSum += loss! * targets.length;
    numTokens += targets.length;
  }
  const loss = lossSum / numTokens;
  return { loss, perplexity: Math.exp(loss), numTokens };
}
