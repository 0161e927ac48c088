import { dirichletTruth, lowRankTruth, type Truth } from '@sbn/train/synthetic';
import type { TruthConfig } from './synthetic-config.js';

/** Draws the distribution of a configuration: the same one every time. */
export function drawTruth(config: TruthConfig): Truth {
  const { contexts: numContexts, classes: numClasses, seed } = config;
  const size = { numContexts, numClasses, seed };
  if (config.kind === 'dirichlet') return dirichletTruth({ ...size, concentration: config.concentration });
  const { rank, temperature, skew } = config;
  return lowRankTruth({ ...size, rank, temperature, skew });
}
