import type { RunFolder } from '@sbn/train';
import type { Progress, ProgressTask } from '../terminal/progress.js';
import { type StepOptions, showStep } from '../terminal/show-step.js';
import type { RunConfig } from './run-config.js';
import type { TaskRun } from './task-run.js';

/** What a stage of a run works with, in every task. */
export interface RunStage<Run extends TaskRun = TaskRun, Config extends RunConfig = RunConfig> {
  readonly run: Run;
  readonly config: Config;
  readonly folder: RunFolder;
  readonly progress: Progress;
  /** Before every label of a progress bar, such as `[3/12] `. */
  readonly prefix: string;
  readonly signal: AbortSignal;
}

/** Does a stage of a run while a bar shows how far it is: `[3/12] Train DFT k=16, seed 0`. */
export function showStage<T>(
  { run, progress, prefix, signal }: Omit<RunStage, 'config'>,
  verb: string,
  options: Omit<StepOptions, 'signal'>,
  work: (task: ProgressTask) => Promise<T>,
): Promise<T> {
  return showStep(
    progress,
    `${prefix}${verb} ${run.headName}, seed ${run.seed}`,
    { ...options, signal },
    work,
  );
}
