import type { z } from 'zod';
import type { Colors } from '../terminal/colors.js';
import type { Progress } from '../terminal/progress.js';
import type { Terminal } from '../terminal/terminal.js';
import type { RunOutcome } from './run-outcome.js';
import type { StudyContent } from './study-content.js';
import type { TaskConfig, TaskRun } from './task-run.js';

/**
 * A kind of experiment: what its configuration holds and which runs it stands for. The commands go through this
 * interface and know no task by name.
 */
export interface Task<
  Config extends TaskConfig = TaskConfig,
  Run extends TaskRun = TaskRun,
  Outcome = RunOutcome,
> {
  /** The word after `task:` in a configuration. */
  readonly name: Config['task'];
  readonly schema: z.ZodType<Config> & z.core.$ZodTypeDiscriminable;
  /** Where a configuration has paths, which may be relative to its file: `data.train`, `data.train.file`. */
  readonly paths: readonly string[];
  /**
   * All runs of an experiment: those of one head stand together, heads in the order of the configuration.
   *
   * @throws InputError when two runs would have the same folder
   */
  expandGrid(config: Config): readonly Run[];
  /** The part that works. Imported when it is needed, since it brings TensorFlow.js along. */
  load(): Promise<TaskWork<Config, Run, Outcome>>;
}

/** How a task does its runs and what it makes of them. */
export interface TaskWork<
  Config extends TaskConfig = TaskConfig,
  Run extends TaskRun = TaskRun,
  Outcome = RunOutcome,
> {
  /** Gets ready for the runs of one configuration; what is dear (data, a backend) starts when a run needs it. */
  start(options: StartOptions<Config>): RunPerformer<Run, Outcome>;
  /** The run that the `config.json` of a run folder describes. */
  runOf(config: unknown): Run;
  /** What is said of a run that `sbn train` has trained. */
  describeTraining(outcome: Outcome): TrainingDescription;
  /** Sums up runs that are done, and writes the report where it is not there or out of date. */
  report(options: TaskReportOptions<Config, Outcome>): Promise<TaskReport>;
  /** The experiment's part in the one report of several experiments; a task without it has no part in any. */
  study?(options: TaskStudyOptions<Config, Outcome>): StudyContent | Promise<StudyContent>;
}

/** What {@link TaskWork.start} is given. */
export interface StartOptions<Config> {
  readonly config: Config;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
}

/** Performs the runs of one configuration. */
export interface RunPerformer<Run, Outcome> {
  /**
   * Does one run in its folder: what is done is skipped, what is half done goes on.
   *
   * @throws InputError when the folder holds a run with other settings
   * @throws the signal's reason when it aborts; everything up to then is saved
   */
  perform(options: PerformOptions<Run>): Promise<Outcome>;
}

/** What {@link RunPerformer.perform} does. */
export interface PerformOptions<Run> {
  readonly run: Run;
  /** The run's folder. */
  readonly path: string;
  /** Which stages; training always comes first. */
  readonly stages: 'train' | 'all';
  /** Throws an earlier run in this folder away first. */
  readonly fresh: boolean;
  /** Before every label of a progress bar, such as `[3/12] `. */
  readonly prefix: string;
}

/** What `sbn train` prints. */
export interface TrainingDescription {
  readonly json: object;
  readonly lines: readonly string[];
  /** The command that comes next, given the run's folder. */
  readonly next?: ((folder: string) => string) | undefined;
}

/** What {@link TaskWork.report} reports on. */
export interface TaskReportOptions<Config, Outcome> {
  /** Of the experiment, or of the run. */
  readonly name: string;
  /** The configuration of the experiment, or that of one run, which has no more than some of it. */
  readonly config: Partial<Config>;
  /** Where summary and report go. */
  readonly folder: string;
  /** At least one. */
  readonly outcomes: readonly Outcome[];
  readonly reproduce: readonly string[];
  readonly progress: Progress;
  /** Writes the report even where nothing has changed. */
  readonly force: boolean;
}

/** What {@link TaskWork.study} gathers. */
export type TaskStudyOptions<Config, Outcome> = Pick<
  TaskReportOptions<Config, Outcome>,
  'name' | 'config' | 'outcomes'
>;

/** What was reported, and where. */
export interface TaskReport {
  /** The page. */
  readonly report: string;
  /** For machines. */
  readonly json: object;
  /** For people. */
  readonly table: (colors: Colors) => string;
}
