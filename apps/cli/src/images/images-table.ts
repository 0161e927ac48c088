import type { StudyInterval } from '@sbn/report';
import type { Colors } from '../terminal/colors.js';
import { renderTable } from '../terminal/table.js';
import type { ImagesSummary } from './images-summary.js';

/** The summary of an experiment with image classifiers as a table for the terminal. */
export function imagesTable({ methods, dataset }: ImagesSummary, colors: Colors): string {
  const table = renderTable(
    [
      { title: 'Head, score' },
      { title: 'Seeds', align: 'right' },
      { title: 'Accuracy', align: 'right' },
      { title: 'Balanced', align: 'right' },
      { title: 'AUROC', align: 'right' },
      { title: 'FPR@95', align: 'right' },
      { title: 'OSCR', align: 'right' },
      { title: 'ECE', align: 'right' },
    ],
    methods.map(({ name, seeds, metrics }) => [
      name,
      String(seeds.length),
      percent(metrics.closedSetAccuracy),
      percent(metrics.balancedAccuracy),
      percent(metrics.areaUnderRoc),
      percent(metrics.falsePositiveRateAt95),
      percent(metrics.areaUnderOscr),
      percent(metrics.expectedCalibrationError),
    ]),
    colors,
  );
  const { known, unknown } = dataset.counts.test;
  return `${table}\n\nPercent, mean ± half of the 95% interval over the seeds; ${known} pictures of ${dataset.classNames.length} classes, ${unknown} of none.`;
}

function percent(value: StudyInterval | null): string {
  if (value === null) return '-';
  const { mean, high } = value;
  const text = (100 * mean).toFixed(1);
  return high === undefined ? text : `${text} ±${(100 * (high - mean)).toFixed(1)}`;
}
