export { distributionModel } from './distribution-model.js';
export { type FitOptions, fitDistribution } from './fit-distribution.js';
export { type FitMeasures, type MeasureFitOptions, measureFit } from './measure-fit.js';
export {
  type DirichletTruthOptions,
  dirichletTruth,
  type LowRankTruthOptions,
  lowRankTruth,
  type Truth,
} from './truth.js';
