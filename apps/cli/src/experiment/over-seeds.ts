import { meanInterval, type StudyInterval } from '@sbn/report';
import { groupBy } from './group-by.js';
import type { TaskRun } from './task-run.js';

/** The runs of each head, in the order of the runs. */
export function byHead<Outcome extends { readonly run: TaskRun }>(outcomes: readonly Outcome[]): Outcome[][] {
  return [...groupBy(outcomes, ({ run }) => run.headId).values()];
}

/** The mean of what was measured, with its 95% interval; null where nothing was. */
export function intervalOver<Outcome>(
  outcomes: readonly Outcome[],
  pick: (outcome: Outcome) => number | undefined,
): StudyInterval | null {
  const values = outcomes.map(pick).filter((value) => value !== undefined);
  return values.length === 0 ? null : meanInterval(values);
}
