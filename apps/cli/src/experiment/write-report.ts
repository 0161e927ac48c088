import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { renderReport } from '@sbn/report';
import { findDifference } from '../config/find-difference.js';
import { readJson } from '../files/read-json.js';
import { writeFileWhole, writeJson } from '../files/write-whole.js';
import { runFiles } from './run-files.js';
import type { TaskReportOptions } from './task.js';

/** What {@link writeReport} writes. */
export interface WriteReportOptions
  extends Pick<TaskReportOptions<never, never>, 'folder' | 'progress' | 'force'> {
  /** What `summary.json` holds. */
  readonly summary: object;
  /** All else that the report is made from, but the time. */
  readonly madeFrom: unknown;
  readonly render: () => Promise<Awaited<ReturnType<typeof renderReport>>>;
}

/**
 * Writes `summary.json`, `report.html` and `charts/*.png`, where they are not there or out of date.
 *
 * @returns the path of the page
 */
export async function writeReport(options: WriteReportOptions): Promise<string> {
  const { folder, summary, madeFrom, render, progress, force } = options;
  const { report: page, charts: chartsFolder } = runFiles(folder);
  const summaryFile = join(folder, 'summary.json');
  // When the hash is the same, nothing that the report shows has changed.
  const madeFromHash = createHash('sha256').update(JSON.stringify(madeFrom)).digest('hex');
  const content: unknown = JSON.parse(JSON.stringify({ ...summary, madeFrom: madeFromHash }));
  const isCurrent =
    !force && existsSync(page) && findDifference(await readJson(summaryFile), content) === undefined;
  if (isCurrent) return page;
  const task = progress.task('Write the report');
  const { html, charts } = await render();
  await rm(chartsFolder, { recursive: true, force: true });
  for (const { name, png } of charts) await writeFileWhole(join(chartsFolder, `${name}.png`), png);
  await writeFileWhole(page, html);
  // Last, so that a report that was not finished is written again.
  await writeJson(summaryFile, content);
  task.done(page);
  return page;
}
