import type { ClassHead } from '../class-head.js';
import type { MixtureHeadOptions } from '../definitions/class-head-config.js';
import { defineMixture, mixtureConfig } from '../definitions/mixture.js';
import { createHead } from './create-head.js';

/**
 * A mixture of K softmaxes (MoS; with member sigsoftmax MoSS): each component has a context of its own, all share one
 * decoder.
 *
 *     π = softmax(A h)        c_k = tanh(L_k h + l_k)        P = Σ_k π_k softmax(f(W c_k + b))
 *
 * A [K, E], L_k [d, E], W [n, d]. Everything is computed in log space. The loss of one class per row takes one
 * likelihood per component and row, no table of probabilities.
 *
 * Parameters: `weights`, `bias` (of the decoder, as for `softmaxHead`), `priorWeights`, `latentWeights` [d K, E] and
 * `latentBias` [d K], whose entry j K + k belongs to dimension j of component k, and those of the member's score function.
 * Initial values: weights ~ U(-1/√fanIn, 1/√fanIn), biases 0. `logits` are the log probabilities. There is no output
 * layer: the best class of a mixture is not that of one linear layer.
 *
 * Sources: Yang, Dai, Salakhutdinov, Cohen, "Breaking the Softmax Bottleneck: A High-Rank RNN Language Model", ICLR 2018;
 * mixtures of sigsoftmax: Kanai et al., NeurIPS 2018.
 *
 * @throws TypeError, RangeError naming the option that is wrong; InputError `unknown-score-function`
 */
export function mixtureHead(options: MixtureHeadOptions): ClassHead {
  return createHead(defineMixture(mixtureConfig('mixtureHead', options)), {
    tiedTo: options.tiedTo,
  }) as ClassHead;
}
