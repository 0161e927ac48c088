import { softplus } from './sigmoid.js';

/**
 * The score of sigsoftmax in float64: slope (z-center) + center - (slope-1) softplus(z-center). With slope 2 and
 * center 0 it is log(exp(z) σ(z)) = 2z - softplus(z).
 *
 * Sources: Kanai et al., "Sigsoftmax: Reanalysis of the Softmax Bottleneck", NeurIPS 2018; the general form: Parthiban,
 * Mao, Inkpen, "On the Softmax Bottleneck of Recurrent Language Models", AAAI 2021.
 */
export function sigsoftmaxScoreReference(
  z: number,
  { center, slope }: { readonly center: number; readonly slope: number },
): number {
  return slope * (z - center) + center - (slope - 1) * softplus(z - center);
}

/** log(max(z, 0) + ε): softmax of it is proportional to ReLU(z) + ε. */
export function reluScoreReference(z: number, epsilon: number): number {
  return Math.log(Math.max(z, 0) + epsilon);
}

/** log σ(z): softmax of it is proportional to σ(z). */
export function sigmoidScoreReference(z: number): number {
  return -softplus(-z);
}
