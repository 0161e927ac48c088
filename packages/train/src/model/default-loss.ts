import { type Head, type Loss, sigmoidCrossEntropy, softmaxCrossEntropy } from '@sbn/heads';

/** The loss of a head where nobody names one: the one that `head.loss` takes. */
export function defaultLoss({ output }: Head): Loss {
  return output === 'classes' ? softmaxCrossEntropy() : sigmoidCrossEntropy();
}
