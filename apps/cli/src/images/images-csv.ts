import { stringify } from 'csv-stringify/sync';
import type { ImagesOutcome } from './images-records.js';
import { type ImageMetric, imageMetrics } from './images-summary.js';

/** The measures of every run by each of its scores as CSV, a row each; an empty cell was not measured. */
export function imagesCsv(outcomes: readonly ImagesOutcome[]): string {
  const rows = outcomes.flatMap(({ run, training, evaluation }) =>
    (evaluation?.scores ?? []).map(({ rejection, test, calibrationErrorBefore }) => ({
      run: run.id,
      head: run.headId,
      seed: run.seed,
      score: rejection.score,
      temperature: rejection.temperature,
      epochs: training.result.epochs,
      trainSeconds: training.seconds,
      numKnown: test.numKnown,
      numUnknown: test.numUnknown,
      ...(Object.fromEntries(imageMetrics.map((metric) => [metric, test[metric]])) as Record<
        ImageMetric,
        number | undefined
      >),
      calibrationErrorBefore,
    })),
  );
  return stringify(rows, { header: true });
}
