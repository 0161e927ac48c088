import { isGridClassHead } from '../class-heads/grid-class-head.js';
import type { ClassificationOutcome } from './run-records.js';

/** The metric that a report speaks about: the configured one; else F1@5, and accuracy where all heads output one class. */
export function chosenMetric(
  configured: string | undefined,
  outcomes: readonly Pick<ClassificationOutcome, 'run'>[],
): string {
  const isForClasses = outcomes.every(({ run }) => isGridClassHead(run.head));
  return configured ?? (isForClasses ? 'accuracy' : 'f1At5');
}
