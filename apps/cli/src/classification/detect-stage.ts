import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { InputError, type LabelSets, labelSetAt, type Matrix, uniqueLabelSets } from '@sbn/core';
import { readNumpyMatrix, readNumpyVector } from '@sbn/datasets';
import { createDetector, type LayerStructure, type OutputRule } from '@sbn/detect';
import { ruleOf } from '../config/rule-of.js';
import type { BoxSummary } from '../detection/box-summary.js';
import { boxedVerdict } from '../detection/boxed-verdict.js';
import { defaultWorkers } from '../detection/default-workers.js';
import { detectLabelSets, dropOtherVerdicts, type LabelSetQuery } from '../detection/detect-label-sets.js';
import type { DetectionRecord } from '../detection/detection-record.js';
import { measureRadii } from '../detection/measure-radii.js';
import { readVerdicts } from '../detection/read-verdicts.js';
import { runFiles } from '../experiment/run-files.js';
import { showStage } from '../experiment/run-stage.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { formatInteger } from '../terminal/format-number.js';
import type { GridHead } from './expand-grid.js';
import type { StageContext } from './train-stage.js';

/**
 * Decides for every different label set of a split whether the trained layer can output it; goes on where an earlier
 * session stopped, and does nothing where all is decided.
 *
 * @param options.fresh whether to start anew
 * @returns undefined where the configuration leaves detection out, and where no linear layer decides (mixtures)
 */
export async function detectStage(
  context: StageContext,
  options: { readonly fresh?: boolean } = {},
): Promise<DetectionRecord | undefined> {
  const { config: runConfig, run, folder, signal } = context;
  const { enabled, labelSets: split, limit, margin, acceptMarginBound, box, epsilon } = runConfig.detection;
  const workers = runConfig.detection.workers ?? defaultWorkers();
  const files = runFiles(folder.path);
  if (!enabled || !existsSync(files.weights)) return undefined;
  const rule = ruleOf(runConfig.detection.rule)!;
  const labelSetsFrom = `${askedOf(rule, split)}${limit === undefined ? '' : `, the first ${limit}`}`;
  if (options.fresh) {
    await rm(files.verdicts, { force: true });
    await rm(files.detection, { force: true });
  }
  await dropOtherVerdicts(
    { rule, margin, acceptMarginBound, labelSets: labelSetsFrom },
    files.verdicts,
    files.detection,
  );
  const done = (await readJson(files.detection)) as DetectionRecord | undefined;
  const radiiDone = box === undefined || (done?.inBox?.box === box && done.inBox.epsilon === epsilon);
  if (done?.complete && radiiDone) return done;

  const data = await context.data();
  const queries = queriesOf(rule, await data.labelSets(split, signal));
  if (queries.length === 0) {
    throw new InputError(
      `detection.rule ${runConfig.detection.rule}: the ${split} split has no such label set`,
      {
        code: 'no-label-sets',
        hint: 'Choose another rule or split, or leave detection out with detection.enabled=false.',
      },
    );
  }
  const total = Math.min(limit ?? queries.length, queries.length);
  const weights = await readNumpyMatrix(files.weights);
  const bias = existsSync(files.bias) ? await readNumpyVector(files.bias) : undefined;
  const structure = (await readJson(files.structure)) as LayerStructure | undefined;
  const numbers = { unargmaxable: 0, undecided: 0, argmaxable: 0 };
  const shown = { total, unit: 'label sets', stopped: 'stopped, saved' };
  const record = await showStage(context, 'Decide', shown, async (task) => {
    const made = await detectLabelSets({
      weights,
      bias,
      rule,
      margin,
      acceptMarginBound,
      structure,
      guaranteedK: guaranteedK(run.head),
      labelSets: () => queries.slice(0, total),
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
      `${formatInteger(made.unargmaxable)} of ${formatInteger(made.total)} label sets unargmaxable, ${formatInteger(made.undecided)} undecided`,
    );
    return made;
  });
  if (box === undefined) return record;
  const withRadii = {
    ...record,
    inBox: await radiiStage(context, {
      ...{ weights, bias, rule, workers, box, epsilon },
      queries: queries.slice(0, total),
    }),
  };
  await writeJson(files.detection, withRadii);
  return withRadii;
}

/** Which label sets a rule is asked about, in words. */
function askedOf(rule: OutputRule, split: string): string {
  if (rule === 'argmax') return 'every class';
  const sets = `the different label sets of the ${split} split`;
  return rule === 'threshold' ? sets : `${sets} with ${rule.topK} labels`;
}

/** The label sets that a rule can be asked about, with the number of examples that carry exactly these labels. */
function queriesOf(rule: OutputRule, examples: LabelSets): LabelSetQuery[] {
  const { sets, counts } = uniqueLabelSets(examples);
  const observed = Array.from(
    { length: sets.numRows },
    (_, row): LabelSetQuery => ({ labels: Array.from(labelSetAt(sets, row)), occurrences: counts[row]! }),
  );
  if (rule === 'threshold') return observed;
  if (rule !== 'argmax') return observed.filter(({ labels }) => labels.length === rule.topK);
  const classes = Array.from({ length: sets.numCols }, () => 0);
  for (const { labels, occurrences } of observed) if (labels.length === 1) classes[labels[0]!] = occurrences!;
  return classes.map((occurrences, label) => ({ labels: [label], occurrences }));
}

async function radiiStage(
  context: StageContext,
  options: {
    readonly weights: Matrix;
    readonly bias: Float64Array | undefined;
    readonly rule: OutputRule;
    readonly workers: number;
    readonly box: number;
    readonly epsilon: number;
    readonly queries: readonly LabelSetQuery[];
  },
): Promise<BoxSummary> {
  const { weights, bias, rule, workers, box, epsilon, queries } = options;
  const { folder, signal } = context;
  const files = runFiles(folder.path);
  const detector = await createDetector({ weights, bias, rule });
  const shown = { total: queries.length, unit: 'label sets', stopped: 'stopped, saved' };
  try {
    return await showStage(context, 'Measure radii of', shown, async (task) => {
      const summary = await measureRadii({
        detector,
        verdicts: async function* () {
          let index = 0;
          for await (const { verdict } of readVerdicts(files.verdicts)) {
            yield boxedVerdict(verdict, queries[index++]?.occurrences);
          }
        },
        isHomogeneous: rule === 'threshold' && bias === undefined,
        box,
        epsilon,
        workers,
        signal,
        file: files.radii,
        onProgress: (count) => task.update(count),
      });
      const { total, argmaxable, epsilonArgmaxable } = summary.sets;
      task.done(
        `${formatInteger(argmaxable)} of ${formatInteger(total)} argmaxable in the box, ${formatInteger(epsilonArgmaxable)} over ${epsilon}`,
      );
      return summary;
    });
  } finally {
    detector.dispose();
  }
}

/** The k for which a head promises that every label set of at most k labels is argmaxable. */
export function guaranteedK(head: GridHead): number | undefined {
  return head.kind === 'dft' || head.kind === 'vandermonde' ? head.k : undefined;
}
