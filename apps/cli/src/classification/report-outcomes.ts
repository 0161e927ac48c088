import { existsSync } from 'node:fs';
import { readLabelNames } from '@sbn/datasets';
import { renderReport } from '@sbn/report';
import { stringify } from 'yaml';
import { runFiles } from '../experiment/run-files.js';
import type { TaskReportOptions } from '../experiment/task.js';
import { writeReport } from '../experiment/write-report.js';
import { readJson } from '../files/read-json.js';
import type { ClassificationConfig } from './classification-config.js';
import { type ClassificationSummary, summarizeClassification } from './classification-summary.js';
import { type ChosenReport, reportData } from './report-data.js';
import type { ClassificationOutcome, DatasetRecord } from './run-records.js';

/** What {@link reportOutcomes} reports on. */
export interface ReportOutcomesOptions
  extends TaskReportOptions<ClassificationConfig, ClassificationOutcome> {
  /** What the configuration says of the report, with the metric it speaks about. */
  readonly report: ChosenReport;
}

/** What was reported, and where. */
export interface ReportedOutcomes {
  readonly summary: ClassificationSummary;
  readonly report: string;
}

/** Sums up runs that are done (`summary.json`), and writes the report where it is not there or out of date. */
export async function reportOutcomes(options: ReportOutcomesOptions): Promise<ReportedOutcomes> {
  const { name, config, outcomes, report, reproduce } = options;
  const { description } = config;
  const summary = summarizeClassification({
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
  const page = await writeReport({
    ...options,
    summary: { ...summary, report },
    madeFrom: { description, outcomes },
    render: async () => {
      const first = runFiles(outcomes[0]!.path);
      return renderReport(
        reportData({
          title: report.title ?? name,
          description,
          createdAt: new Date().toISOString(),
          dataset: (await readJson(first.dataset)) as DatasetRecord,
          outcomes,
          labelNames: existsSync(first.labels) ? await readLabelNames(first.labels) : undefined,
          report,
          config: stringify(config),
          reproduce,
        }),
      );
    },
  });
  return { summary, report: page };
}
