import { InputError } from '@sbn/core';
import { renderStudyReport } from '@sbn/report';
import type { StudyContent } from '../experiment/study-content.js';
import type { TaskReport } from '../experiment/task.js';
import { writeReport } from '../experiment/write-report.js';
import { readFolder } from '../tasks/read-folder.js';
import type { Progress } from '../terminal/progress.js';
import { claimsTable } from './claims-table.js';
import type { MissingData } from './load-suite.js';
import { type SuitePart, suiteReportData } from './suite-report-data.js';

/** The folder of an experiment and what runs it again. */
export interface SuiteFolder {
  readonly path: string;
  readonly command: string;
}

/** What {@link reportSuite} reports on. */
export interface ReportSuiteOptions {
  readonly name: string;
  /** At least one. */
  readonly folders: readonly SuiteFolder[];
  readonly leftOut: readonly MissingData[];
  /** Where summary and report go. */
  readonly folder: string;
  /** What makes the report again. */
  readonly command: string;
  readonly progress: Progress;
  /** Writes the report even where nothing has changed. */
  readonly force: boolean;
}

/**
 * Makes one report of the folders of several experiments: `report.html`, `summary.json` and `charts/*.png`.
 *
 * @throws InputError when a folder holds nothing that is done, or two hold the same experiment
 */
export async function reportSuite(options: ReportSuiteOptions): Promise<TaskReport> {
  const { name, folders, leftOut, command } = options;
  const parts: SuitePart[] = [];
  const names = new Set<string>();
  const missing: { name: string; numRuns: number }[] = [];
  const without: string[] = [];
  for (const folder of folders) {
    const read = await readFolder(folder.path);
    if (read.missing.length > 0) missing.push({ name: read.name, numRuns: read.missing.length });
    if (names.has(read.name)) {
      throw new InputError(`two of the folders hold the experiment ${read.name}. Name each once`, {
        code: 'duplicate-name',
      });
    }
    names.add(read.name);
    const content = await read.work.study?.(read);
    if (content === undefined) without.push(read.name);
    else parts.push(partOf(read, folder.command, content));
  }
  const data = (createdAt: string) =>
    suiteReportData({ name, createdAt, parts, leftOut, without, missing, command });
  const { createdAt: _, ...shown } = data(new Date(0).toISOString());
  const { claims } = shown;
  const summary = { name, experiments: parts.map((part) => part.name), leftOut, missing, claims };
  const report = await writeReport({
    ...options,
    summary,
    madeFrom: shown,
    render: () => renderStudyReport(data(new Date().toISOString())),
  });
  return { report, json: summary, table: (colors) => claimsTable(claims, colors) };
}

function partOf(
  { name, config, outcomes }: Awaited<ReturnType<typeof readFolder>>,
  command: string,
  content: StudyContent,
): SuitePart {
  const { report, description } = config as {
    readonly report?: { readonly title?: string };
    readonly description?: string;
  };
  return {
    name,
    title: report?.title ?? name,
    description,
    command,
    content,
    backends: outcomes.flatMap(({ training }) => (training as { readonly backend?: string }).backend ?? []),
  };
}
