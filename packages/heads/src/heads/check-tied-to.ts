import * as tf from '@tensorflow/tfjs-core';
import { checkOptions } from '../checks/check-options.js';
import { describeKind } from '../checks/describe-kind.js';
import type { HeadDefinition } from '../definitions/head-definition.js';

/** What a head may need that is not in its config. */
export interface TieOptions {
  /** Somebody else's variable [numLabels, d], for a head whose weights it is. */
  readonly tiedTo?: tf.Variable | undefined;
}

/** Checks the form of {@link TieOptions}. */
export function checkTieOptions(place: string, options: unknown): asserts options is TieOptions {
  checkOptions(place, options, ['tiedTo']);
}

/**
 * Checks that a variable is there exactly where a head's weights are somebody else's, and fits.
 *
 * @throws TypeError when it is missing, no variable, or not asked for; RangeError when its shape is another
 */
export function checkTiedTo(
  place: string,
  { tied }: HeadDefinition,
  tiedTo: unknown,
): tf.Variable | undefined {
  if (tied === undefined) {
    if (tiedTo === undefined) return undefined;
    throw new TypeError(`${place}: tiedTo was given, but the weights are the head's own (tied is not set)`);
  }
  if (!(tiedTo instanceof tf.Variable) || tiedTo.dtype !== 'float32') {
    const got = tiedTo instanceof tf.Variable ? `one of ${tiedTo.dtype}` : describeKind(tiedTo);
    throw new TypeError(
      `${place}: the weights are somebody else's: tiedTo must be a float32 tf.Variable [${tied.join(', ')}], got ${got}`,
    );
  }
  if (tiedTo.shape.join() !== tied.join()) {
    throw new RangeError(
      `${place}: tiedTo must have the shape [numLabels, dim] = [${tied.join(', ')}], got [${tiedTo.shape.join(', ')}]`,
    );
  }
  return tiedTo;
}
