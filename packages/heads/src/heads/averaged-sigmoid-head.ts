import type { AveragedSigmoidHead } from '../averaged-sigmoid-head.js';
import { averagedSigmoidConfig, defineAveragedSigmoid } from '../definitions/averaged-sigmoid.js';
import type { AveragedSigmoidHeadOptions } from '../definitions/head-config.js';
import { createHead } from './create-head.js';

/**
 * A sigmoid at every position of a feature map (a 1×1 convolution), and the mean of its probabilities:
 *
 *     p = (1/P) Σ_i σ(W h_i + b)        z = log p - log(1 - p)        W [n, C], b [n]
 *
 * Features are a flattened map [P positions, C channels], position after position: E = P C. The logits z are those of the
 * mean, so that all losses and thresholds work on them; they are right to float32 at ±1e3 as well. An example of which
 * every label is improbable is `unknown`: its label set is empty.
 *
 * Initial values: W ~ U(-1/√C, 1/√C), b = 0. Trained numbers: C n + n. Parameters: `weights`, `bias`. With one position it
 * is `sigmoidHead`; with more there is no single linear layer, and `outputLayer` throws.
 *
 * Source of averaging maps of classes: Lin, Chen, Yan, "Network In Network", ICLR 2014, section 3.2 (there before the
 * softmax).
 *
 * @throws TypeError, RangeError naming the option that is wrong
 */
export function averagedSigmoidHead(options: AveragedSigmoidHeadOptions): AveragedSigmoidHead {
  const definition = defineAveragedSigmoid(averagedSigmoidConfig('averagedSigmoidHead', options));
  return createHead(definition) as AveragedSigmoidHead;
}
