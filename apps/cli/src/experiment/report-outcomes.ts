import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readLabelNames } from '@sbn/datasets';
import { stringify } from 'yaml';
import { readJson } from '../files/read-json.js';
import { writeJson } from '../files/write-whole.js';
import type { Progress } from '../terminal/progress.js';
import { type ExperimentSummary, summarizeExperiment } from './experiment-summary.js';
import { findDifference } from './find-difference.js';
import type { RunOutcome } from './perform-run.js';
import type { ChosenReport } from './report-data.js';
import { runFiles } from './run-files.js';
import type { DatasetRecord } from './run-records.js';
import { writeReport } from './write-report.js';

/** What {@link reportOutcomes} reports on. */
export interface ReportOutcomesOptions {
  readonly name: string;
  readonly description?: string | undefined;
  /** Where summary and report go. */
  readonly folder: string;
  /** At least one. */
  readonly outcomes: readonly RunOutcome[];
  readonly report: ChosenReport;
  /** The whole configuration, shown in the report. */
  readonly config: unknown;
  readonly reproduce: readonly string[];
  readonly progress: Progress;
  /** Writes the report even where nothing has changed. */
  readonly force: boolean;
}

/** What was reported, and where. */
export interface ReportedOutcomes {
  readonly summary: ExperimentSummary;
  readonly report: string;
}

/** Sums up runs that are done (`summary.json`), and writes the report where it is not there or out of date. */
export async function reportOutcomes(options: ReportOutcomesOptions): Promise<ReportedOutcomes> {
  const { name, folder, outcomes, report, reproduce, progress, force } = options;
  const summary = summarizeExperiment({
    name,
    metric: report.metric,
    comparisons: report.comparisons,
    runs: outcomes.map(({ run, training, evaluation, detection }) => ({
      id: run.id,
      headId: run.headId,
      headName: run.headName,
      seed: run.seed,
      kind: run.head.kind,
      slackDims: 'slackDims' in run.head ? run.head.slackDims : undefined,
      numParams: training.head.numParams,
      columns: training.head.columns,
      metrics: evaluation?.metrics ?? {},
      detection,
    })),
  });
  const page = runFiles(folder).report;
  const summaryFile = join(folder, 'summary.json');
  // A hash of all that the report is made from: when nothing of it changed, the report is current.
  const records = createHash('sha256').update(JSON.stringify(outcomes)).digest('hex');
  const content: unknown = JSON.parse(JSON.stringify({ ...summary, report, records }));
  const isCurrent =
    !force && existsSync(page) && findDifference(await readJson(summaryFile), content) === undefined;
  if (!isCurrent) {
    const task = progress.task('Write the report');
    const first = runFiles(outcomes[0]!.path);
    await writeReport(folder, {
      title: report.title ?? name,
      description: options.description,
      createdAt: new Date().toISOString(),
      dataset: (await readJson(first.dataset)) as DatasetRecord,
      outcomes,
      labelNames: existsSync(first.labels) ? await readLabelNames(first.labels) : undefined,
      report,
      config: stringify(options.config),
      reproduce,
    });
    // Last, so that a report that was not finished is written again.
    await writeJson(summaryFile, content);
    task.done(page);
  }
  return { summary, report: page };
}
