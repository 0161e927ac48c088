import type { Digest } from '../summary/digest.js';
import type { ChartPlan } from './chart-plan.js';
import { f1AgainstParameters } from './f1-against-parameters.js';
import { labelCardinality } from './label-cardinality.js';
import { learningCurves } from './learning-curves.js';
import { marginDistributions } from './margin-distributions.js';
import { unargmaxableAgainstWidth } from './unargmaxable-against-width.js';

/** All charts that the data allows, in the order of the report. */
export function planCharts(digest: Digest): ChartPlan[] {
  return [
    f1AgainstParameters(digest),
    unargmaxableAgainstWidth(digest),
    marginDistributions(digest),
    learningCurves(digest),
    labelCardinality(digest),
  ].filter((plan) => plan !== null);
}
