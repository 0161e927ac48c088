import { stringify } from 'yaml';
import { reportEnvironment } from '../experiment/report-environment.js';
import type { TaskReport, TaskReportOptions } from '../tasks/task.js';
import { writeStudy } from '../tasks/write-study.js';
import type { SyntheticOutcome } from './perform-synthetic-run.js';
import type { SyntheticConfig } from './synthetic-config.js';
import { syntheticStudy } from './synthetic-study.js';
import { summarizeSynthetic } from './synthetic-summary.js';
import { syntheticTable } from './synthetic-table.js';

/** Sums up runs that are done (`summary.json`), and writes the report where it is not there or out of date. */
export async function reportSynthetic(
  options: TaskReportOptions<SyntheticConfig, SyntheticOutcome>,
): Promise<TaskReport> {
  const { name, config, folder, outcomes, reproduce, progress, force } = options;
  const summary = summarizeSynthetic(name, outcomes);
  const { description, report: words } = config;
  const report = await writeStudy({
    folder,
    summary,
    madeFrom: { description, words, outcomes },
    study: () =>
      syntheticStudy({
        summary,
        config,
        name,
        createdAt: new Date().toISOString(),
        configText: stringify(config),
        reproduce,
        environment: reportEnvironment(outcomes.map(({ training }) => training.backend)),
      }),
    progress,
    force,
  });
  return {
    report,
    json: { ...summary, runs: outcomes.map(({ run, path }) => ({ id: run.id, path })) },
    table: (colors) => syntheticTable(summary, colors),
  };
}
