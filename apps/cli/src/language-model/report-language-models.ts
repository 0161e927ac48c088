import { stringify } from 'yaml';
import { reportEnvironment } from '../experiment/report-environment.js';
import type { TaskReport, TaskReportOptions } from '../tasks/task.js';
import { writeStudy } from '../tasks/write-study.js';
import type { LanguageExperimentConfig } from './language-model-config.js';
import { languageStudy } from './language-study.js';
import { summarizeLanguageModels } from './language-summary.js';
import { languageTable } from './language-table.js';
import type { LanguageOutcome } from './perform-language-run.js';

/** Sums up language models that are trained (`summary.json`), and writes the report where it is out of date. */
export async function reportLanguageModels(
  options: TaskReportOptions<LanguageExperimentConfig, LanguageOutcome>,
): Promise<TaskReport> {
  const { name, config, folder, outcomes, reproduce, progress, force } = options;
  const summary = summarizeLanguageModels(name, outcomes);
  const page = await writeStudy({
    folder,
    summary,
    madeFrom: { outcomes, description: config.description, report: config.report },
    study: () =>
      languageStudy({
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
    report: page,
    json: { ...summary, runs: outcomes.map(({ run, path }) => ({ id: run.id, path })) },
    table: (colors) => languageTable(summary, colors),
  };
}
