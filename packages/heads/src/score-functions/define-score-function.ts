import { identityScore } from './identity-score.js';
import { plifScore } from './plif-score.js';
import { reluScore } from './relu-score.js';
import type { ScoreFunction } from './score-function.js';
import type { ScoreFunctionConfig } from './score-function-config.js';
import { sigmoidScore } from './sigmoid-score.js';
import { sigsoftmaxScore } from './sigsoftmax-score.js';

/**
 * The score function that belongs to a checked config.
 *
 * @param seed for initial numbers that are drawn
 */
export function defineScoreFunction(config: ScoreFunctionConfig, seed: number): ScoreFunction {
  switch (config.kind) {
    case 'identity':
      return identityScore(config);
    case 'sigsoftmax':
      return sigsoftmaxScore(config);
    case 'relu':
      return reluScore(config);
    case 'sigmoid':
      return sigmoidScore(config);
    case 'plif':
      return plifScore(config, seed);
  }
}
