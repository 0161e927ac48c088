import { InputError } from '@sbn/core';
import { isGridClassHead } from '../class-heads/grid-class-head.js';
import { identityOf, requireRunConfig } from '../experiment/run-config.js';
import { runFiles } from '../experiment/run-files.js';
import { readJson } from '../files/read-json.js';
import type { ClassificationConfig } from './classification-config.js';
import type { LossConfig } from './config/training.js';
import type { GridRun } from './expand-grid.js';
import type { ClassificationRunConfig } from './run-records.js';

/** Everything that decides what a run computes. */
export function runConfig(experiment: ClassificationConfig, run: GridRun): ClassificationRunConfig {
  const { data, encoder, training, evaluation, detection } = experiment;
  const { head } = run;
  const isForClasses = isGridClassHead(head);
  const loss: LossConfig = isForClasses
    ? { kind: 'softmax-cross-entropy' }
    : { kind: 'sigmoid-cross-entropy', reduction: 'mean' };
  return {
    ...identityOf(experiment, run),
    head,
    data,
    encoder,
    training: { ...training, loss: training.loss ?? loss },
    evaluation,
    detection: { ...detection, rule: detection.rule ?? (isForClasses ? 'argmax' : 'threshold') },
  };
}

/**
 * Reads what a run folder says about itself.
 *
 * @throws InputError when it is no run folder, or one of another task
 */
export async function readRunConfig(path: string): Promise<ClassificationRunConfig> {
  const config = (await readJson(runFiles(path).config)) as object | undefined;
  requireRunConfig(path, config);
  const { task = 'classification' } = config;
  if (task !== 'classification') {
    throw new InputError(
      `${path} is a run of the task ${task}, and this command works on those of the task classification.`,
      { code: 'other-task', hint: `sbn report and sbn audit ${path} --rule argmax work on it.` },
    );
  }
  return config as unknown as ClassificationRunConfig;
}
