import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { renderReport } from '@sbn/report';
import { writeFileWhole } from '../files/write-whole.js';
import { type ReportDataOptions, reportData } from './report-data.js';

/**
 * Renders a report into a folder: `report.html` and `charts/*.png`.
 *
 * @returns the path of the page
 */
export async function writeReport(folder: string, options: ReportDataOptions): Promise<string> {
  const { html, charts } = await renderReport(reportData(options));
  const chartsFolder = join(folder, 'charts');
  await rm(chartsFolder, { recursive: true, force: true });
  for (const { name, png } of charts) await writeFileWhole(join(chartsFolder, `${name}.png`), png);
  const page = join(folder, 'report.html');
  await writeFileWhole(page, html);
  return page;
}
