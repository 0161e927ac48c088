import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { labelSetAt, type Matrix, uniqueLabelSets } from '@sbn/core';
import { readNumpyMatrix, readNumpyVector } from '@sbn/datasets';
import { createDetector, type LayerStructure } from '@sbn/detect';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { formatInteger } from '../terminal/format-number.js';
import { detectLabelSets, dropOtherVerdicts, type LabelSetQuery } from './detect-label-sets.js';
import type { GridHead } from './expand-grid.js';
import { measureRadii } from './measure-radii.js';
import { readVerdicts } from './read-verdicts.js';
import { runFiles } from './run-files.js';
import type { DetectionRecord, EpsilonSummary } from './run-records.js';
import type { StageContext } from './train-stage.js';

/** As many threads as there are cores, at most 8. */
export function defaultWorkers(): number {
  return Math.min(8, availableParallelism());
}

/**
 * Decides for every different label set of a split whether the trained layer can output it; goes on where an earlier
 * session stopped, and does nothing where all is decided.
 *
 * @param options.fresh whether to start anew
 * @returns undefined where the configuration leaves detection out
 */
export async function detectStage(
  context: StageContext,
  options: { readonly fresh?: boolean } = {},
): Promise<DetectionRecord | undefined> {
  const { config: runConfig, run, folder, progress, prefix, signal } = context;
  const {
    enabled,
    rule,
    labelSets: split,
    limit,
    margin,
    acceptMarginBound,
    box,
    epsilon,
  } = runConfig.detection;
  const workers = runConfig.detection.workers ?? defaultWorkers();
  if (!enabled) return undefined;
  const files = runFiles(folder.path);
  const labelSetsFrom = `the different label sets of the ${split} split${limit === undefined ? '' : `, the first ${limit}`}`;
  if (options.fresh) {
    await rm(files.verdicts, { force: true });
    await rm(files.detection, { force: true });
  }
  await dropOtherVerdicts(
    { margin, acceptMarginBound, labelSets: labelSetsFrom },
    files.verdicts,
    files.detection,
  );
  const done = (await readJson(files.detection)) as DetectionRecord | undefined;
  const radiiDone =
    box === undefined ||
    (done?.epsilonArgmaxability?.box === box && done.epsilonArgmaxability.epsilon === epsilon);
  if (done?.complete && radiiDone) return done;

  const data = await context.data();
  const { sets, counts } = uniqueLabelSets(await data.labelSets(split, signal));
  const total = Math.min(limit ?? sets.numRows, sets.numRows);
  const weights = await readNumpyMatrix(files.weights);
  const bias = existsSync(files.bias) ? await readNumpyVector(files.bias) : undefined;
  const structure = (await readJson(files.structure)) as LayerStructure | undefined;
  const task = progress.task(`${prefix}Decide ${run.headName}, seed ${run.seed}`, {
    total,
    unit: 'label sets',
  });
  const numbers = { unargmaxable: 0, undecided: 0, argmaxable: 0 };
  try {
    const record = await detectLabelSets({
      weights,
      bias,
      rule,
      margin,
      acceptMarginBound,
      structure,
      guaranteedK: guaranteedK(run.head),
      labelSets: function* (): Generator<LabelSetQuery> {
        for (let row = 0; row < total; row++) {
          yield { labels: Array.from(labelSetAt(sets, row)), occurrences: counts[row]! };
        }
      },
      labelSetsFrom,
      workers,
      signal,
      verdictsFile: files.verdicts,
      summaryFile: files.detection,
      onVerdict: ({ status }) => {
        numbers[status]++;
      },
      onProgress: (count) =>
        task.update(count, { detail: `${formatInteger(numbers.unargmaxable)} unargmaxable` }),
    });
    task.done(
      `${formatInteger(record.unargmaxable)} of ${formatInteger(record.total)} label sets unargmaxable, ${formatInteger(record.undecided)} undecided`,
    );
    if (box === undefined) return record;
    const withRadii = {
      ...record,
      epsilonArgmaxability: await radiiStage(context, { weights, bias, workers, box, epsilon, record }),
    };
    await writeJson(files.detection, withRadii);
    return withRadii;
  } catch (error) {
    task.stop(signal.aborted ? 'stopped, saved' : undefined);
    throw error;
  }
}

async function radiiStage(
  { run, folder, progress, prefix, signal }: StageContext,
  options: {
    readonly weights: Matrix;
    readonly bias: Float64Array | undefined;
    readonly workers: number;
    readonly box: number;
    readonly epsilon: number;
    readonly record: DetectionRecord;
  },
): Promise<EpsilonSummary> {
  const { weights, bias, workers, box, epsilon, record } = options;
  const files = runFiles(folder.path);
  const labelSets: (readonly number[])[] = [];
  for await (const { verdict } of readVerdicts(files.verdicts)) {
    if (verdict.status !== 'unargmaxable') labelSets.push(verdict.labels);
  }
  const task = progress.task(`${prefix}Measure radii of ${run.headName}, seed ${run.seed}`, {
    total: labelSets.length,
    unit: 'label sets',
  });
  const detector = await createDetector({ weights, bias });
  try {
    const summary = await measureRadii({
      detector,
      labelSets,
      numUnargmaxable: record.unargmaxable,
      box,
      epsilon,
      workers,
      signal,
      file: files.radii,
      onProgress: (count) => task.update(count),
    });
    task.done(
      `${formatInteger(summary.epsilonArgmaxable)} of ${formatInteger(summary.total)} over ${epsilon}`,
    );
    return summary;
  } catch (error) {
    task.stop(signal.aborted ? 'stopped, saved' : undefined);
    throw error;
  } finally {
    detector.dispose();
  }
}

/** The k for which a head promises that every label set of at most k labels is argmaxable. */
export function guaranteedK(head: GridHead): number | undefined {
  return head.kind === 'dft' || head.kind === 'vandermonde' ? head.k : undefined;
}
