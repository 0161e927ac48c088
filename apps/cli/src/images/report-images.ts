import { join } from 'node:path';
import { reportStudy } from '../experiment/report-study.js';
import { runFiles } from '../experiment/run-files.js';
import type { TaskReport, TaskReportOptions } from '../experiment/task.js';
import { readJson } from '../files/read-json.js';
import { writeFileWhole } from '../files/write-whole.js';
import type { ImagesConfig } from './images-config.js';
import { imagesCsv } from './images-csv.js';
import type { ImagesDatasetRecord, ImagesOutcome } from './images-records.js';
import { imagesStudy } from './images-study.js';
import { summarizeImages } from './images-summary.js';
import { imagesTable } from './images-table.js';

/** Reports on image classifiers that are trained: the page, and `summary.csv` with a row for each run and score. */
export async function reportImages(
  options: TaskReportOptions<ImagesConfig, ImagesOutcome>,
): Promise<TaskReport> {
  const { name, folder, outcomes } = options;
  const dataset = (await readJson(runFiles(outcomes[0]!.path).dataset)) as ImagesDatasetRecord;
  const summary = summarizeImages(name, dataset, outcomes);
  await writeFileWhole(join(folder, 'summary.csv'), imagesCsv(outcomes));
  return reportStudy(options, { summary, content: () => imagesStudy(summary), table: imagesTable });
}
