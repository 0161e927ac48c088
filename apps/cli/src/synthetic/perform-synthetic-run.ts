import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { headFromConfig } from '@sbn/heads';
import {
  adam,
  loadModel,
  type Model,
  openRunFolder,
  type RunFolder,
  saveModel,
  scheduleFromConfig,
} from '@sbn/train';
import { distributionModel, fitDistribution, measureFit, type Truth } from '@sbn/train/synthetic';
import { classHeadConfig } from '../class-heads/class-head-config.js';
import { detectClasses } from '../class-heads/detect-classes.js';
import { asInputError } from '../experiment/as-input-error.js';
import { exportLayer } from '../experiment/export-layer.js';
import { runFiles } from '../experiment/run-files.js';
import type { DetectionRecord } from '../experiment/run-records.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { removeRun, requireSameSettings } from '../tasks/run-settings.js';
import type { PerformOptions } from '../tasks/task.js';
import { formatShare } from '../terminal/format-number.js';
import type { Progress, ProgressTask } from '../terminal/progress.js';
import { packageVersion } from '../version.js';
import type { SyntheticRun } from './expand-synthetic-grid.js';
import type { SyntheticConfig } from './synthetic-config.js';
import type { SyntheticMeasures, SyntheticRunConfig, SyntheticTrainingRecord } from './synthetic-records.js';

/** What {@link performSyntheticRun} does. */
export interface PerformSyntheticOptions extends PerformOptions<SyntheticRun> {
  readonly config: SyntheticConfig;
  /** Draws the truth, once however often it is asked for. */
  readonly truth: () => Promise<Truth>;
  /** Starts the TensorFlow.js backend, once. */
  readonly backend: () => Promise<string>;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** What a run has come to. */
export interface SyntheticOutcome {
  readonly run: SyntheticRun;
  readonly path: string;
  readonly training: SyntheticTrainingRecord;
  readonly measures?: SyntheticMeasures | undefined;
  /** Which classes can win; left out where no linear layer decides (mixtures), and where it was not asked. */
  readonly detection?: DetectionRecord | undefined;
}

/** Losses that `training.json` keeps. */
const historyLength = 50;

/**
 * Fits one head at one width, measures it, and asks which classes can win: what is done is skipped. A fit that was
 * interrupted starts again, since it takes seconds; a detection goes on.
 *
 * @throws InputError when the folder holds a run that was trained with other settings
 * @throws the signal's reason when it aborts
 */
export async function performSyntheticRun(options: PerformSyntheticOptions): Promise<SyntheticOutcome> {
  const { run, path, stages, fresh, prefix, progress, signal } = options;
  signal.throwIfAborted();
  const config = runConfig(options.config, run);
  if (fresh) await removeRun(path);
  const files = runFiles(path);
  if (existsSync(files.training)) {
    requireSameSettings(
      path,
      trainedFrom((await readJson(files.config)) as SyntheticRunConfig),
      trainedFrom(config),
    );
  }
  const before = await readSyntheticOutcome(path, run);
  const { enabled } = options.config.detection;
  const hasLayer = existsSync(files.weights);
  const isDone =
    before !== undefined &&
    (stages === 'train' ||
      (before.measures !== undefined && (!enabled || !hasLayer || before.detection !== undefined)));
  if (isDone) return before;

  const folder = await openRunFolder(path);
  try {
    await folder.writeConfig(config);
    const task = progress.task(`${prefix}Fit ${run.headName}, seed ${run.seed}`, {
      total: config.training.steps,
      unit: 'steps',
    });
    try {
      const { training, model } = await fitStage(options, config, folder, task);
      if (stages === 'train') {
        model?.dispose();
        task.done(`cross entropy ${training.history.at(-1)!.loss.toPrecision(4)}`);
        return { run, path, training };
      }
      const measures = await measureStage(options, folder, model);
      const { workers } = options.config.detection;
      const detection = enabled
        ? await detectClasses({
            path,
            workers,
            signal,
            onProgress: (done, total) => task.update(done, { total, detail: 'classes asked about' }),
          })
        : undefined;
      task.done(
        [
          `${measures.divergence.toPrecision(3)} nats over the truth's entropy`,
          `${formatShare(measures.matchedModes)} of the modes`,
          ...(detection === undefined ? [] : [`${detection.unargmaxable} classes can never win`]),
        ].join(', '),
      );
      return { run, path, training, measures, detection };
    } catch (error) {
      task.stop(signal.aborted ? 'stopped' : undefined);
      throw error;
    }
  } finally {
    await folder.release();
  }
}

/** What a run folder says its run has come to; undefined where it has not been fitted to the end. */
export async function readSyntheticOutcome(
  path: string,
  run: SyntheticRun,
): Promise<SyntheticOutcome | undefined> {
  const files = runFiles(path);
  const training = (await readJson(files.training)) as SyntheticTrainingRecord | undefined;
  if (training === undefined) return undefined;
  const detection = (await readJson(files.detection)) as DetectionRecord | undefined;
  return {
    run,
    path,
    training,
    measures: (await readJson(measuresFile(path))) as SyntheticMeasures | undefined,
    detection: detection?.complete ? detection : undefined,
  };
}

/** Everything that decides what a run computes. */
function runConfig(experiment: SyntheticConfig, run: SyntheticRun): SyntheticRunConfig {
  const { task, name, truth, training } = experiment;
  const { id, headId, headName, series, head, dim, seed } = run;
  const version = packageVersion();
  return {
    task,
    version,
    experiment: name,
    run: id,
    headId,
    headName,
    series,
    head,
    dim,
    seed,
    truth,
    training,
  };
}

/** What the trained parameters depend on. */
function trainedFrom({ head, dim, seed, truth, training }: SyntheticRunConfig): unknown {
  const { backend: _, ...rest } = training;
  return { head, dim, seed, truth, training: rest };
}

function measuresFile(path: string): string {
  return join(path, 'measures.json');
}

/** The fit, where it is not there yet; then with the model, which the caller disposes of. */
async function fitStage(
  options: PerformSyntheticOptions,
  config: SyntheticRunConfig,
  folder: RunFolder,
  task: ProgressTask,
): Promise<{ readonly training: SyntheticTrainingRecord; readonly model?: Model }> {
  const { run, signal } = options;
  const files = runFiles(folder.path);
  const done = (await readJson(files.training)) as SyntheticTrainingRecord | undefined;
  if (done !== undefined) return { training: done };
  const truth = await options.truth();
  const backend = await options.backend();
  // What was made from other parameters goes first, so that it never stands beside new ones.
  for (const stale of [measuresFile(folder.path), files.detection, files.verdicts])
    await rm(stale, { force: true });
  const { steps, batchSize, learningRate, schedule } = config.training;
  const started = performance.now();
  const history: { step: number; loss: number }[] = [];
  const model = await asInputError(`head ${run.headId}`, () => {
    const shared = { inDim: run.dim, numLabels: truth.numClasses, seed: run.seed };
    const head = headFromConfig(classHeadConfig(run.head, shared));
    return distributionModel({ numContexts: truth.numContexts, head, seed: run.seed });
  });
  try {
    await asInputError(`fit of ${run.id}`, () =>
      fitDistribution({
        model,
        truth,
        steps,
        batchSize,
        optimizer: adam({ learningRate }),
        schedule: scheduleFromConfig(
          schedule.kind === 'cosine' ? { ...schedule, steps: schedule.steps ?? steps } : schedule,
        ),
        seed: run.seed,
        signal,
        onStep: ({ step, loss }) => {
          task.update(step + 1, { detail: `cross entropy ${loss.toPrecision(4)}` });
          if (step % Math.ceil(steps / historyLength) === 0 || step === steps - 1)
            history.push({ step, loss });
        },
      }),
    );
    await saveModel(model, folder.lastCheckpoint);
    await exportLayer(model.head, folder.outputLayerFolder);
    const training: SyntheticTrainingRecord = {
      history,
      head: { kind: run.head.kind, numParams: model.head.numParams },
      numParams: model.numParams,
      backend,
      seconds: (performance.now() - started) / 1000,
    };
    await writeJson(files.training, training);
    return { training, model };
  } catch (error) {
    model.dispose();
    throw error;
  }
}

/** Measures a fitted model, and disposes of it. */
async function measureStage(
  options: PerformSyntheticOptions,
  folder: RunFolder,
  fitted: Model | undefined,
): Promise<SyntheticMeasures> {
  const file = measuresFile(folder.path);
  const done = (await readJson(file)) as SyntheticMeasures | undefined;
  if (done !== undefined) {
    fitted?.dispose();
    return done;
  }
  const truth = await options.truth();
  await options.backend();
  const model = fitted ?? (await loadModel(folder.lastCheckpoint));
  try {
    const { ranks, ...fit } = await measureFit({ model, truth, signal: options.signal });
    const { numericalRank, energyRank, energyLoss } = ranks;
    const measures = { entropy: truth.entropy, ...fit, numericalRank, energyRank, energyLoss };
    await writeJson(file, measures);
    return measures;
  } finally {
    model.dispose();
  }
}
