import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { SplitName } from '../dataset.js';
import { checkExpectation, type Expectation } from '../prepared/check-expectation.js';
import { openPreparation, type Preparation } from '../prepared/open-preparation.js';
import type { PrepareRequest } from '../prepared/prepare-request.js';
import { splitNames } from '../prepared/prepared-files.js';
import type { PreparedRecord } from '../prepared/prepared-record.js';
import { failAt } from '../reading/fail-at.js';
import { requireFile } from './find-file.js';
import { finishMimic } from './finish-mimic.js';
import { camlExpectation, camlVocabulary, documentCounts } from './mimic-expectation.js';
import { readAdmission } from './read-admission.js';
import { findDescriptions } from './read-descriptions.js';
import { readTable, type TablePosition } from './read-table.js';
import { findWords } from './read-words.js';
import { type MimicProgress, sizesOf, verifySources } from './verify-sources.js';

/** Options of {@link prepareMimicCaml}. */
export interface MimicCamlOptions extends PrepareRequest {
  /** The folder with `train_full.csv`, `dev_full.csv` and `test_full.csv`. */
  readonly source: string;
  /** Bytes of the files between two checkpoints; 64 MiB when left out. */
  readonly checkpointBytes?: number | undefined;
}

const fileNames: Readonly<Record<SplitName, string>> = {
  train: 'train_full.csv',
  valid: 'dev_full.csv',
  test: 'test_full.csv',
};

/** How far the three files are read. */
interface CamlState {
  readonly split: number;
  readonly from: TablePosition | undefined;
  readonly counts: Readonly<Record<string, number>>;
  readonly admissions: readonly number[];
}

/**
 * Prepares MIMIC-III from the files that the code of Mullenbach et al. (2018), *Explainable Prediction of Medical Codes
 * from Clinical Text*, leaves: tables of SUBJECT_ID, HADM_ID, TEXT and LABELS (parted by `;`), and where they are there
 * `vocab.csv`, `processed_full.embed`, and in the same folder or the one above `D_ICD_DIAGNOSES.csv`,
 * `D_ICD_PROCEDURES.csv` and `ICD9_descriptions`.
 *
 * Codes are texts and stay as they stand. Labels are all codes of all splits, in the order of their code units; a blank
 * code is none. Documents without a code are counted and left out.
 *
 * @throws InputError with file and line when a file is damaged or cut off, an admission occurs twice, or (unless `expect`
 *   is false) the counts are not those of the paper
 */
export async function prepareMimicCaml(options: MimicCamlOptions): Promise<PreparedRecord> {
  const { source, folder, fresh, expect = true, signal, onProgress = () => {} } = options;
  const hint = 'It is one of the files that the CAML notebook dataproc_mimic_III writes.';
  const files = {
    train: await requireFile(source, fileNames.train, hint),
    valid: await requireFile(source, fileNames.valid, hint),
    test: await requireFile(source, fileNames.test, hint),
  };
  const wordFiles = await findWords(source);
  const descriptionFiles = await findDescriptions([source, dirname(source)]);
  const paths = Object.values({ ...files, ...wordFiles, ...descriptionFiles }).filter(
    (file) => file !== undefined,
  );
  const hasWords = wordFiles.vocabulary !== undefined || wordFiles.vectors !== undefined;
  const expected: Expectation = {
    name: camlExpectation.name,
    counts: { ...camlExpectation.counts, ...(hasWords ? camlVocabulary : {}) },
  };
  const preparation = await openPreparation({
    folder,
    kind: 'mimic',
    identity: { layout: 'caml', sources: await sizesOf(paths) },
    fresh,
    signal,
  });
  try {
    if (preparation.finished !== undefined) {
      if (expect) checkExpectation(expected, preparation.finished.counts, { file: source });
      return preparation.finished;
    }
    const sources = await verifySources(paths, signal, onProgress);
    const counts = await readDocuments(preparation, files, options, onProgress);
    return await finishMimic(preparation, {
      layout: 'caml',
      source,
      sources,
      descriptionFiles,
      wordFiles,
      counts,
      expected,
      expect,
      signal,
    });
  } finally {
    await preparation.close();
  }
}

/** Writes the documents of the three files; gives the counts. */
async function readDocuments(
  preparation: Preparation,
  files: Readonly<Record<SplitName, string>>,
  { signal, checkpointBytes = 64 * 1024 * 1024 }: MimicCamlOptions,
  onProgress: MimicProgress,
): Promise<Record<string, number>> {
  const state = preparation.state as CamlState | undefined;
  const counts: Record<string, number> = {
    ...(state?.counts ?? {
      [documentCounts.train]: 0,
      [documentCounts.valid]: 0,
      [documentCounts.test]: 0,
      'documents without a code': 0,
    }),
  };
  const admissions = new Set(state?.admissions);
  for (const [number, split] of splitNames.entries()) {
    if (number < (state?.split ?? 0)) continue;
    const file = files[split];
    const from = number === state?.split ? state.from : undefined;
    const total = (await stat(file)).size;
    let done = 0;
    const report = (): void => onProgress({ step: `reading ${basename(file)}`, done, total });
    let checkpoint = from?.bytes ?? 0;
    for await (const { fields, place, next } of readTable(file, {
      columns: ['HADM_ID', 'TEXT', 'LABELS'],
      from,
      signal,
      onBytes: (bytes) => {
        done += bytes;
        report();
      },
    })) {
      const admission = readAdmission(fields[0]!, 'HADM_ID', place);
      if (admissions.has(admission)) {
        failAt(
          place,
          'duplicate-name',
          `The admission ${admission} occurred already.`,
          'Every HADM_ID has one document, in one of the three files.',
        );
      }
      admissions.add(admission);
      counts[documentCounts[split]]!++;
      const labels = fields[2]!
        .split(';')
        .map((code) => code.trim())
        .filter((code) => code !== '');
      if (labels.length === 0) counts['documents without a code']!++;
      else await preparation.write(split, { id: String(admission), text: fields[1]!, labels });
      if (next.bytes - checkpoint >= checkpointBytes) {
        checkpoint = next.bytes;
        const reached: CamlState = { split: number, from: next, counts, admissions: [...admissions] };
        await preparation.checkpoint(reached);
        report();
      }
    }
  }
  return counts;
}
