import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { readLines, readNumpyMatrix } from '@sbn/datasets';
import { type ChebyshevRadius, createDetector, type LayerStructure, type Verdict } from '@sbn/detect';
import { findDifference } from '../config/find-difference.js';
import { radiusFromMargin } from '../detection/radius-from-margin.js';
import { runFiles } from '../experiment/run-files.js';
import { type RunStage, showStage } from '../experiment/run-stage.js';
import { appendLines } from '../files/append-lines.js';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import { formatShare } from '../terminal/format-number.js';
import type { ProgressTask } from '../terminal/progress.js';
import { drawLabelSets } from './draw-label-sets.js';
import { measuresFile } from './draw-stage.js';
import type { DrawnEvaluationRecord, DrawnRunConfig, MeasureLine } from './drawn-records.js';
import type { DrawnRun } from './expand-drawn-grid.js';
import { summarizeMeasures } from './summarize-measures.js';

type DrawnStage = RunStage<DrawnRun, DrawnRunConfig>;

/**
 * Decides every label set of a run and measures its margin and its radius, appending each to a file as it comes; goes on
 * behind what the file has, and does nothing where all is measured. Measures of other sets or in another box start anew.
 *
 * @throws the signal's reason when it aborts; what was measured by then is in the file
 */
export async function measureStage(stage: DrawnStage): Promise<DrawnEvaluationRecord> {
  const { run, config, folder } = stage;
  const { workers: _, ...question } = config.detection;
  const { evaluation } = runFiles(folder.path);
  const sets = [...drawLabelSets(run, config.labelSets)];
  const done = (await readJson(evaluation)) as DrawnEvaluationRecord | undefined;
  const isSame = done !== undefined && findDifference(done.question, question) === undefined;
  if (isSame && done.count === sets.length) return done;

  const shown = { total: sets.length, unit: 'label sets', stopped: 'stopped, saved' };
  return showStage(stage, 'Measure', shown, async (task) => {
    const started = performance.now();
    const lines = await measureSets(stage, sets, task);
    const record: DrawnEvaluationRecord = {
      question,
      count: sets.length,
      byCardinality: summarizeMeasures(lines, question),
      seconds: (performance.now() - started) / 1000,
    };
    await writeJson(evaluation, record);
    const argmaxable = lines.filter(({ status }) => status === 'argmaxable').length;
    task.done(`${formatShare(argmaxable / sets.length)} argmaxable`);
    return record;
  });
}

async function measureSets(
  { config, folder, signal }: DrawnStage,
  sets: readonly (readonly number[])[],
  task: ProgressTask,
): Promise<MeasureLine[]> {
  const { box, epsilon, workers } = config.detection;
  const files = runFiles(folder.path);
  const file = measuresFile(folder.path);
  const lines = await readMeasures(file);
  const fits =
    lines.length <= sets.length &&
    lines.every((line, i) => line.box === box && line.labels.join() === sets[i]!.join());
  if (!fits) {
    await rm(file);
    lines.length = 0;
  }
  task.update(lines.length);
  if (lines.length === sets.length) return lines;

  const detector = await createDetector({
    weights: await readNumpyMatrix(files.weights),
    structure: (await readJson(files.structure)) as LayerStructure | undefined,
    // Random sets have little in common, and so a run that was interrupted ends with the same digits.
    warmStart: false,
    screening: false,
  });
  const appender = await appendLines(file);
  try {
    const rest = sets.slice(lines.length);
    // Radii take several times as long as verdicts, which the main thread has the time for.
    const radii = detector.radiusAll(rest, { box, epsilon, workers, signal });
    const verdicts = detector.checkAll(rest, { signal })[Symbol.asyncIterator]();
    for await (const radius of radii) {
      const verdict = (await verdicts.next()).value as Verdict;
      const line = measureLine(verdict, radius);
      await appender.append(line);
      lines.push(line);
      task.update(lines.length);
    }
    return lines;
  } finally {
    detector.dispose();
    await appender.close();
  }
}

function measureLine(verdict: Verdict, { radius, radiusUpperBound, box }: ChebyshevRadius): MeasureLine {
  const { labels, status } = verdict;
  const margin = verdict.status === 'argmaxable' && verdict.proof === 'witness' ? verdict.margin : 0;
  return {
    labels: [...labels],
    status,
    ...(verdict.status === 'undecided' ? {} : { proof: verdict.proof }),
    margin,
    // Drawn layers have no bias. All hyperplanes pass through 0, so that no radius is less than 0 but by rounding.
    radius: Math.max(0, radius, radiusFromMargin(margin, box)),
    radiusUpperBound: Number.isFinite(radiusUpperBound) ? radiusUpperBound : null,
    box,
  };
}

async function readMeasures(file: string): Promise<MeasureLine[]> {
  if (!existsSync(file)) return [];
  const found: MeasureLine[] = [];
  for await (const { lines } of readLines(file)) {
    for (const text of lines) {
      try {
        found.push(JSON.parse(text) as MeasureLine);
      } catch {
        // The last line of a process that was killed while it wrote.
      }
    }
  }
  return found;
}
