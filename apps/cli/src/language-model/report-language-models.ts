import { reportStudy } from '../experiment/report-study.js';
import { runFiles } from '../experiment/run-files.js';
import type { TaskReport, TaskReportOptions } from '../experiment/task.js';
import { readJson } from '../files/read-json.js';
import type { LanguageExperimentConfig } from './language-model-config.js';
import type { CorpusRecord, LanguageOutcome } from './language-model-records.js';
import { languageStudy } from './language-study.js';
import { summarizeLanguageModels } from './language-summary.js';
import { languageTable } from './language-table.js';

/** Reports on language models that are trained. */
export async function reportLanguageModels(
  options: TaskReportOptions<LanguageExperimentConfig, LanguageOutcome>,
): Promise<TaskReport> {
  const { name, config, outcomes } = options;
  const corpus = (await readJson(runFiles(outcomes[0]!.path).dataset)) as CorpusRecord;
  const summary = summarizeLanguageModels(name, corpus, outcomes);
  return reportStudy(options, {
    summary,
    content: () => languageStudy(summary, config),
    table: languageTable,
  });
}
