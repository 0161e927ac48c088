import { createRandom } from '@sbn/core';
import { checkCount, checkPositive, checkSeed } from '../checks.js';

/** A distribution of classes given contexts that is known in full. */
export interface Truth {
  readonly numContexts: number;
  readonly numClasses: number;
  /** P(class | context), row-major [numContexts, numClasses]; every row adds up to 1. */
  readonly probabilities: Float64Array;
  /** Mean over the contexts of -Σ P log P, in nats: no model has a lower cross entropy. */
  readonly entropy: number;
}

/** What every truth is drawn with. */
interface TruthOptions {
  readonly numContexts: number;
  readonly numClasses: number;
  readonly seed: number;
}

/** Options of {@link lowRankTruth}. */
export interface LowRankTruthOptions extends TruthOptions {
  /** Rank r of the matrix of logits, at most the smaller of the two numbers. */
  readonly rank: number;
  /** T > 0: the smaller, the sharper the distributions (default 1). */
  readonly temperature?: number;
  /** s >= 0: how much more frequent some classes are than others in all contexts alike (default 0). */
  readonly skew?: number;
}

/** Options of {@link dirichletTruth}. */
export interface DirichletTruthOptions extends TruthOptions {
  /** α > 0: the smaller, the fewer classes share the probability of a context. */
  readonly concentration: number;
}

/**
 * A truth whose logits have a given rank:
 *
 *     P = softmax(U Vᵀ / (√r T) - s log(1 + place))      U [contexts, r], V [classes, r] standard normal
 *
 * with the classes' places 0, 1, … drawn (Zipf's law for s = 1 and logits 0). The matrix log P has rank r, one more for
 * the normalisers of its rows and one more for the skew: a softmax layer that reads d < r numbers cannot be it.
 *
 * @throws RangeError when an option is out of range
 */
export function lowRankTruth(options: LowRankTruthOptions): Truth {
  const { numContexts, numClasses, rank, temperature = 1, skew = 0, seed } = options;
  checkSizes('lowRankTruth', options);
  checkCount('lowRankTruth', 'rank', rank);
  if (rank > Math.min(numContexts, numClasses)) {
    throw new RangeError(
      `lowRankTruth: rank must be at most ${Math.min(numContexts, numClasses)}, the smaller side of the matrix, got ${rank}`,
    );
  }
  checkPositive('lowRankTruth', 'temperature', temperature);
  if (!(skew >= 0 && Number.isFinite(skew))) {
    throw new RangeError(`lowRankTruth: skew must be a number >= 0, got ${skew}`);
  }
  const draw = (name: string, length: number): Float64Array => {
    const random = createRandom([seed, 'truth', name]);
    return Float64Array.from({ length }, () => random.normal());
  };
  const contexts = draw('contexts', numContexts * rank);
  const classes = draw('classes', numClasses * rank);
  const places = createRandom([seed, 'truth', 'places']).shuffle(
    Array.from({ length: numClasses }, (_, i) => i),
  );
  const scale = 1 / (Math.sqrt(rank) * temperature);
  return fromLogits(numContexts, numClasses, (row, logits) => {
    for (let j = 0; j < numClasses; j++) {
      let product = 0;
      for (let k = 0; k < rank; k++) product += contexts[row * rank + k]! * classes[j * rank + k]!;
      logits[j] = scale * product - skew * Math.log1p(places[j]!);
    }
  });
}

/**
 * A truth of full rank: every context's probabilities are drawn from a symmetric Dirichlet distribution, as in the
 * synthetic experiments of Ganea et al. (2019), §5.1.
 *
 * @throws RangeError when an option is out of range
 */
export function dirichletTruth(options: DirichletTruthOptions): Truth {
  const { numContexts, numClasses, concentration, seed } = options;
  checkSizes('dirichletTruth', options);
  checkPositive('dirichletTruth', 'concentration', concentration);
  const random = createRandom([seed, 'truth', 'dirichlet']);
  return fromLogits(numContexts, numClasses, (_row, logits) => {
    for (let j = 0; j < numClasses; j++) {
      // G(α) = G(α + 1) U^(1/α); as a logarithm, since G(0.01) underflows.
      logits[j] = Math.log(gamma(concentration + 1, random)) + Math.log(1 - random.uniform()) / concentration;
    }
  });
}

/** A draw of the gamma distribution with shape > 1 (Marsaglia and Tsang 2000). */
function gamma(shape: number, random: { normal(): number; uniform(): number }): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < x * x * 0.5 + d - d * v + d * Math.log(v)) return d * v;
  }
}

/** Softmax of each row of logits, and the mean entropy. */
function fromLogits(
  numContexts: number,
  numClasses: number,
  fill: (row: number, logits: Float64Array) => void,
): Truth {
  const probabilities = new Float64Array(numContexts * numClasses);
  let entropy = 0;
  for (let row = 0; row < numContexts; row++) {
    const logits = probabilities.subarray(row * numClasses, (row + 1) * numClasses);
    fill(row, logits);
    const largest = logits.reduce((max, logit) => Math.max(max, logit), -Infinity);
    const logSum = largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
    for (let j = 0; j < numClasses; j++) {
      const logProbability = logits[j]! - logSum;
      const probability = Math.exp(logProbability);
      logits[j] = probability;
      if (probability > 0) entropy -= probability * logProbability;
    }
  }
  return { numContexts, numClasses, probabilities, entropy: entropy / numContexts };
}

function checkSizes(place: string, { numContexts, numClasses, seed }: TruthOptions): void {
  checkCount(place, 'numContexts', numContexts);
  checkCount(place, 'numClasses', numClasses);
  checkSeed(place, seed);
}
