import type { ScoreFunction } from './score-function.js';
import type { IdentityScoreConfig } from './score-function-config.js';

/** s = z: plain softmax. */
export function identityScore(config: IdentityScoreConfig): ScoreFunction {
  return {
    config,
    parameters: [],
    learningRates: {},
    scores: (z) => z,
    isIncreasing: () => true,
  };
}
