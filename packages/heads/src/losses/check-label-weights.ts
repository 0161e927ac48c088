import { checkNumber } from '../checks/check-number.js';
import { describeKind } from '../checks/describe-kind.js';

/** Checks the weights of labels and copies them to plain JSON. */
export function checkLabelWeights(place: string, labelWeights: unknown): readonly number[] {
  if (typeof labelWeights !== 'object' || labelWeights === null || !('length' in labelWeights)) {
    throw new TypeError(
      `${place}: labelWeights must be an array with one number per label, got ${describeKind(labelWeights)}`,
    );
  }
  return Array.from(labelWeights as ArrayLike<unknown>, (weight, label) => {
    checkNumber(place, `labelWeights[${label}]`, weight, 0);
    return weight;
  });
}
