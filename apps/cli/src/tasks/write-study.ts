import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renderStudyReport, type StudyReportData } from '@sbn/report';
import { findDifference } from '../experiment/find-difference.js';
import { runFiles } from '../experiment/run-files.js';
import { readJson } from '../files/read-json.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import type { Progress } from '../terminal/progress.js';

/** What {@link writeStudy} writes. */
export interface WriteStudyOptions {
  /** Where summary and report go. */
  readonly folder: string;
  /** What `summary.json` holds. */
  readonly summary: object;
  /** All else that the report is made from, but the time. */
  readonly madeFrom: unknown;
  readonly study: () => StudyReportData;
  readonly progress: Progress;
  /** Writes the report even where nothing has changed. */
  readonly force: boolean;
}

/**
 * Writes a study's summary, report and charts, where they are not there or out of date.
 *
 * @returns the path of the page
 */
export async function writeStudy(options: WriteStudyOptions): Promise<string> {
  const { folder, summary, madeFrom, study, progress, force } = options;
  const { report: page, charts: chartsFolder } = runFiles(folder);
  const summaryFile = join(folder, 'summary.json');
  // When the hash is the same, nothing that the report shows has changed.
  const madeFromHash = createHash('sha256').update(JSON.stringify(madeFrom)).digest('hex');
  const content: unknown = JSON.parse(JSON.stringify({ ...summary, madeFrom: madeFromHash }));
  const isCurrent =
    !force && existsSync(page) && findDifference(await readJson(summaryFile), content) === undefined;
  if (isCurrent) return page;
  const task = progress.task('Write the report');
  const { html, charts } = await renderStudyReport(study());
  await rm(chartsFolder, { recursive: true, force: true });
  for (const chart of charts) await writeFileWhole(join(chartsFolder, `${chart.name}.png`), chart.png);
  await writeFileWhole(page, html);
  // Last, so that a report that was not finished is written again.
  await writeJson(summaryFile, content);
  task.done(page);
  return page;
}
