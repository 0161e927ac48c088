import { mul, reshape, type Tensor2D, type Tensor3D, tensor2d, tensor3d } from '@tensorflow/tfjs-core';
import { dropoutMask } from '../encoders/dropout-mask.js';

/** Which mask: see `dropoutMask`. */
export interface SequenceDropout {
  /** In [0, 1); 0 changes nothing. */
  readonly rate: number;
  readonly seed: number;
  /** A number of its own for every place in a model. */
  readonly layer: number;
  /** The training step; undefined switches dropout off. */
  readonly step: number | undefined;
}

/** Inverted dropout of single entries: weight drop, where x are weights. Differentiable. */
export function dropEntries(x: Tensor2D, { step, ...at }: SequenceDropout): Tensor2D {
  if (step === undefined || at.rate === 0) return x;
  return mul(x, tensor2d(dropoutMask({ ...at, step, length: x.size }), x.shape));
}

/**
 * Variational dropout (Gal and Ghahramani, NeurIPS 2016): inverted dropout with one mask [B, dim] for all steps of a
 * sequence. Differentiable.
 *
 * @param x [T B, dim], ordered by time
 */
export function dropForAllSteps(x: Tensor2D, numSteps: number, { step, ...at }: SequenceDropout): Tensor2D {
  if (step === undefined || at.rate === 0) return x;
  const [rows, dim] = x.shape;
  const batchSize = rows / numSteps;
  const mask = tensor3d(dropoutMask({ ...at, step, length: batchSize * dim }), [1, batchSize, dim]);
  return reshape(mul<Tensor3D>(reshape(x, [numSteps, batchSize, dim]), mask), [rows, dim]);
}

/**
 * Dropout of whole tokens (Gal and Ghahramani, NeurIPS 2016): a token that is dropped is 0 wherever it occurs, the others
 * are scaled. Differentiable.
 *
 * @param x embeddings [rows, dim]
 * @param tokens one per row, each below vocabularySize
 */
export function dropTokens(
  x: Tensor2D,
  tokens: Int32Array,
  vocabularySize: number,
  { step, ...at }: SequenceDropout,
): Tensor2D {
  if (step === undefined || at.rate === 0) return x;
  const mask = dropoutMask({ ...at, step, length: vocabularySize });
  const factors = Float32Array.from(tokens, (token) => mask[token]!);
  return mul(x, tensor2d(factors, [tokens.length, 1]));
}
