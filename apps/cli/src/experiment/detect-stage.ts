import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { labelSetAt, uniqueLabelSets } from '@sbn/core';
import { readNumpyMatrix, readNumpyVector } from '@sbn/datasets';
import type { LayerStructure } from '@sbn/detect';
import { readJson } from '../files/read-json.js';
import { formatInteger } from '../terminal/format-number.js';
import { detectLabelSets, dropOtherVerdicts, type LabelSetQuery } from './detect-label-sets.js';
import type { GridHead } from './expand-grid.js';
import { runFiles } from './run-files.js';
import type { DetectionRecord } from './run-records.js';
import type { StageContext } from './train-stage.js';

/** As many threads as there are cores, at most 8. */
export function defaultWorkers(): number {
  return Math.min(8, availableParallelism());
}

/**
 * Decides for every different label set of a split whether the trained layer can output it; goes on where an earlier
 * session stopped, and does nothing where all is decided.
 *
 * @returns undefined where the configuration leaves detection out
 */
export async function detectStage(context: StageContext): Promise<DetectionRecord | undefined> {
  const { config: runConfig, run, folder, progress, prefix, signal } = context;
  const { enabled, rule, labelSets: split, limit, margin, acceptMarginBound, workers } = runConfig.detection;
  if (!enabled) return undefined;
  const files = runFiles(folder.path);
  const labelSetsFrom = `the different label sets of the ${split} split${limit === undefined ? '' : `, the first ${limit}`}`;
  await dropOtherVerdicts(
    { margin, acceptMarginBound, labelSets: labelSetsFrom },
    files.verdicts,
    files.detection,
  );
  const done = (await readJson(files.detection)) as DetectionRecord | undefined;
  if (done?.complete) return done;

  const data = await context.data();
  const { sets, counts } = uniqueLabelSets(await data.labelSets(split, signal));
  const total = Math.min(limit ?? sets.numRows, sets.numRows);
  const weights = await readNumpyMatrix(files.weights);
  const bias = existsSync(files.bias) ? await readNumpyVector(files.bias) : undefined;
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
      structure: structureOf(run.head),
      guaranteedK: guaranteedK(run.head),
      labelSets: function* (): Generator<LabelSetQuery> {
        for (let row = 0; row < total; row++) {
          yield { labels: Array.from(labelSetAt(sets, row)), occurrences: counts[row]! };
        }
      },
      labelSetsFrom,
      workers: workers ?? defaultWorkers(),
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
    return record;
  } catch (error) {
    task.stop(signal.aborted ? 'stopped, saved' : 'failed');
    throw error;
  }
}

/** The k for which a head promises that every label set of at most k labels is argmaxable. */
export function guaranteedK(head: GridHead): number | undefined {
  return head.kind === 'dft' || head.kind === 'vandermonde' ? head.k : undefined;
}

/** The closed form of a head's first columns, which decides many label sets without a solver. */
function structureOf(head: GridHead): LayerStructure | undefined {
  if (head.kind === 'dft') return { kind: 'trigonometric', k: head.k };
  if (head.kind === 'vandermonde') return { kind: 'vandermonde', dim: 2 * head.k + 1 };
  return undefined;
}
