import { renderStudyReport, type StudyReportData } from '@sbn/report';
import { stringify } from 'yaml';
import type { StudyReportConfig } from '../config/study-report.js';
import { reportEnvironment } from '../report-environment.js';
import type { Colors } from '../terminal/colors.js';
import type { RunOutcome } from './run-outcome.js';
import type { StudyContent } from './study-content.js';
import type { TaskReport, TaskReportOptions } from './task.js';
import type { TaskConfig, TaskRun } from './task-run.js';
import { writeReport } from './write-report.js';

/** What the configuration of a study has. */
interface StudyConfig extends TaskConfig {
  readonly description?: string | undefined;
  readonly report: StudyReportConfig;
}

/** What {@link reportStudy} makes of the runs. */
export interface StudyResults<Summary extends object> {
  readonly summary: Summary;
  readonly content: () => StudyContent | Promise<StudyContent>;
  /** For the terminal. */
  readonly table: (summary: Summary, colors: Colors) => string;
}

/** Reports on runs that compare class heads: the summary, the page with what was expected and what came out, the table. */
export async function reportStudy<
  Summary extends object,
  Outcome extends RunOutcome<TaskRun, { readonly backend: string }>,
>(
  options: TaskReportOptions<StudyConfig, Outcome>,
  { summary, content, table }: StudyResults<Summary>,
): Promise<TaskReport> {
  const { outcomes, config } = options;
  const { description, report: words } = config;
  const report = await writeReport({
    ...options,
    summary,
    madeFrom: { description, words, outcomes },
    render: async () => renderStudyReport(studyReportData(options, await content())),
  });
  return {
    report,
    json: { ...summary, runs: outcomes.map(({ run, path }) => ({ id: run.id, path })) },
    table: (colors) => table(summary, colors),
  };
}

function studyReportData(
  options: TaskReportOptions<StudyConfig, RunOutcome<TaskRun, { readonly backend: string }>>,
  { setting, outcome, ...content }: StudyContent,
): StudyReportData {
  const { name, config, outcomes, reproduce } = options;
  const { report, description } = config;
  const expectation = report?.expectation?.trim();
  return {
    ...content,
    title: report?.title ?? name,
    createdAt: new Date().toISOString(),
    description: [...(description === undefined ? [] : [description.trim()]), ...setting].join(' '),
    ...(expectation === undefined ? {} : { expectation }),
    ...(expectation === undefined || outcome === undefined ? {} : { outcome }),
    config: stringify(config),
    reproduce: reproduce.map((command) => ({ command })),
    environment: reportEnvironment(outcomes.map(({ training }) => training.backend)),
    ...(report === undefined || report.notes.length === 0 ? {} : { notes: report.notes }),
  };
}
