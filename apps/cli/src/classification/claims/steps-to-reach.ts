import type { CoursePoint } from './judged-experiment.js';

/** When a training reached a value: updates and seconds, in between epochs by a straight line. */
export type ReachedAt = Omit<CoursePoint, 'value'>;

/** The first time at which a course is at a value or above; undefined where it never is. */
export function reachedAt(course: readonly CoursePoint[], value: number): ReachedAt | undefined {
  const at = course.findIndex((point) => point.value >= value);
  if (at === -1) return undefined;
  const [before, after] = [course[at - 1], course[at]!];
  // Before the first epoch nothing was measured.
  if (before === undefined) return after;
  const part = (value - before.value) / (after.value - before.value);
  return {
    steps: before.steps + part * (after.steps - before.steps),
    seconds: before.seconds + part * (after.seconds - before.seconds),
  };
}
