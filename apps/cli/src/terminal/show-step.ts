import type { Progress, ProgressTask } from './progress.js';

/** What {@link showStep} shows. */
export interface StepOptions {
  /** Without it the length is unknown and only the count is shown. */
  readonly total?: number | undefined;
  readonly unit?: string;
  /** What is said where the signal ends it; `stopped` when left out. */
  readonly stopped?: string;
  readonly signal: AbortSignal;
}

/**
 * Does a long step while a bar shows how far it is.
 *
 * @param work told the bar, which it ends by `done`; where it fails, the bar is stopped
 */
export async function showStep<T>(
  progress: Progress,
  label: string,
  options: StepOptions,
  work: (task: ProgressTask) => Promise<T>,
): Promise<T> {
  const { stopped = 'stopped', signal, ...shown } = options;
  const task = progress.task(label, shown);
  try {
    return await work(task);
  } catch (error) {
    task.stop(signal.aborted ? stopped : undefined);
    throw error;
  }
}
