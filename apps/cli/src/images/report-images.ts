import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { StudyGallery } from '@sbn/report';
import { byHead } from '../experiment/over-seeds.js';
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
  const galleries = await mapGalleries(outcomes);
  return reportStudy(options, {
    summary,
    content: () => imagesStudy(summary, galleries),
    table: imagesTable,
  });
}

/** The maps that the first seed of each head has drawn. */
async function mapGalleries(outcomes: readonly ImagesOutcome[]): Promise<StudyGallery[]> {
  const galleries: StudyGallery[] = [];
  for (const [first] of byHead(outcomes)) {
    const { run, path, evaluation } = first!;
    if (evaluation === undefined || evaluation.maps.length === 0) continue;
    const pictures = await Promise.all(
      evaluation.maps.map(async ({ file, truth, shown }) => ({
        png: (await readFile(join(path, file))).toString('base64'),
        caption: `${truth ?? 'unknown'}; likeliest: ${shown}`,
      })),
    );
    galleries.push({
      id: `maps-${galleries.length + 1}`,
      title: `Where ${run.headName} sees the likeliest class`,
      description: `Test pictures, seed ${run.seed}: the redder, the more of the class is seen there.`,
      section: 'Pictures',
      pictures,
    });
  }
  return galleries;
}
