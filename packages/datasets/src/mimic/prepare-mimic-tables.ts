import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SplitName } from '../dataset.js';
import { checkExpectation } from '../prepared/check-expectation.js';
import { openPreparation, type Preparation } from '../prepared/open-preparation.js';
import type { PrepareRequest } from '../prepared/prepare-request.js';
import { preparedFiles } from '../prepared/prepared-files.js';
import type { PreparedRecord } from '../prepared/prepared-record.js';
import { failAt } from '../reading/fail-at.js';
import { requireFile } from './find-file.js';
import { finishMimic } from './finish-mimic.js';
import { documentCounts, tablesExpectation } from './mimic-expectation.js';
import { type NoteStore, openNoteStore } from './note-store.js';
import { noteWords } from './note-words.js';
import { readAdmission } from './read-admission.js';
import { readAdmissionLists } from './read-admission-lists.js';
import { type AdmissionCodes, readCodes } from './read-codes.js';
import { findDescriptions } from './read-descriptions.js';
import { readTable, type TablePosition } from './read-table.js';
import { findWords } from './read-words.js';
import { type MimicProgress, sizesOf, verifySources } from './verify-sources.js';

/** Options of {@link prepareMimicTables}. */
export interface MimicTablesOptions extends PrepareRequest {
  /** The folder with `NOTEEVENTS.csv`, `DIAGNOSES_ICD.csv` and `PROCEDURES_ICD.csv`, each plain or as `.csv.gz`. */
  readonly tables: string;
  /** The folder with `train_full_hadm_ids.csv`, `dev_full_hadm_ids.csv` and `test_full_hadm_ids.csv`. */
  readonly splits: string;
  /** Bytes of NOTEEVENTS, or of the notes kept of it, between two checkpoints; 64 MiB when left out. */
  readonly checkpointBytes?: number | undefined;
}

/** How far a preparation is: notes are put aside first, then documents are made of them. */
type TablesState = {
  readonly counts: Readonly<Record<string, number>>;
  /** The length of the file of notes. */
  readonly notes: number;
} & (
  | { readonly phase: 'notes'; readonly from: TablePosition }
  | { readonly phase: 'documents'; readonly done: number }
);

/**
 * Prepares MIMIC-III from its tables, as Mullenbach et al. (2018) do: the document of an admission is its discharge
 * summaries and their addenda in the order of NOTEEVENTS, cut into words by `noteWords`; its labels are the codes of
 * its diagnoses and procedures, with points; lists of admissions say what is training, validation and test. Documents
 * come in the order of patients and admissions. In the folder of the lists, `vocab.csv` and `processed_full.embed` are
 * used where they are there; in that of the tables, `D_ICD_DIAGNOSES.csv` and `D_ICD_PROCEDURES.csv`.
 *
 * It differs from their code in one thing: codes are texts. There, pandas reads codes of procedures as numbers, so that
 * some lose zeros and fall together (01.17 and 11.7); there are then 8,921 labels, and more here.
 *
 * Held in memory: the codes of all admissions, and where their notes are. Documents without a code are counted and left
 * out, and so are notes without an admission.
 *
 * @throws InputError with file and line when a table is damaged or cut off, codes have lost their leading zeros, an
 *   admission has two patients or is in two lists, or (unless `expect` is false) the counts are not those of MIMIC-III 1.4
 */
export async function prepareMimicTables(options: MimicTablesOptions): Promise<PreparedRecord> {
  const { tables, splits, folder, fresh, expect = true, signal, onProgress = () => {} } = options;
  const table = (name: string): Promise<string> =>
    requireFile(tables, name, 'It is one of the tables of MIMIC-III.');
  const list = (name: string): Promise<string> =>
    requireFile(splits, `${name}_full_hadm_ids.csv`, 'It comes with the CAML code, in mimicdata/mimic3.');
  const notesTable = await table('NOTEEVENTS.csv');
  const codeTables = {
    diagnosis: await table('DIAGNOSES_ICD.csv'),
    procedure: await table('PROCEDURES_ICD.csv'),
  };
  const lists = { train: await list('train'), valid: await list('dev'), test: await list('test') };
  const wordFiles = await findWords(splits);
  const descriptionFiles = await findDescriptions([tables]);
  const paths = [
    notesTable,
    ...Object.values({ ...codeTables, ...lists, ...wordFiles, ...descriptionFiles }),
  ].filter((file) => file !== undefined);
  const preparation = await openPreparation({
    folder,
    kind: 'mimic',
    identity: { layout: 'tables', sources: await sizesOf(paths) },
    fresh,
    signal,
  });
  let notes: NoteStore | undefined;
  try {
    if (preparation.finished !== undefined) {
      if (expect) checkExpectation(tablesExpectation, preparation.finished.counts, { file: tables });
      return preparation.finished;
    }
    const sources = await verifySources(paths, signal, onProgress);
    const splitOf = await readAdmissionLists(lists, signal);
    const codes = await codesWithProgress(codeTables, signal, onProgress);
    const state = preparation.state as TablesState | undefined;
    notes = await openNoteStore(join(folder, preparedFiles.scratch), state?.notes ?? 0, signal);
    const noteCounts =
      state?.phase === 'documents'
        ? state.counts
        : await putNotesAside(preparation, notes, notesTable, state, options, onProgress);
    const documents = await writeDocuments(
      preparation,
      notes,
      { splitOf, codes: codes.codes, noteCounts },
      state?.phase === 'documents' ? state.done : 0,
      options,
      onProgress,
    );
    return await finishMimic(preparation, {
      layout: 'tables',
      source: tables,
      sources,
      descriptionFiles,
      wordFiles,
      counts: { ...documents, ...noteCounts, ...codes.counts },
      expected: tablesExpectation,
      expect,
      signal,
    });
  } finally {
    await notes?.close();
    await preparation.close();
  }
}

async function codesWithProgress(
  files: Parameters<typeof readCodes>[0],
  signal: AbortSignal | undefined,
  onProgress: MimicProgress,
): Promise<AdmissionCodes> {
  const total = (await sizesOf(Object.values(files))).reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  return readCodes(files, {
    signal,
    onBytes: (_file, bytes) => {
      done += bytes;
      onProgress({ step: 'reading codes', done, total });
    },
  });
}

/** Goes through NOTEEVENTS and keeps the words of the discharge summaries; gives the counts. */
async function putNotesAside(
  preparation: Preparation,
  notes: NoteStore,
  file: string,
  state: Extract<TablesState, { phase: 'notes' }> | undefined,
  { signal, checkpointBytes = defaultCheckpointBytes }: MimicTablesOptions,
  onProgress: MimicProgress,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {
    ...(state?.counts ?? {
      'rows of NOTEEVENTS': 0,
      'discharge summaries': 0,
      'discharge summaries without an admission': 0,
    }),
  };
  const total = (await stat(file)).size;
  let done = 0;
  const report = (): void => onProgress({ step: `reading ${basename(file)}`, done, total });
  let checkpoint = state?.from.bytes ?? 0;
  for await (const { fields, place, next } of readTable(file, {
    columns: ['SUBJECT_ID', 'HADM_ID', 'CATEGORY', 'TEXT'],
    from: state?.from,
    signal,
    onBytes: (bytes) => {
      done += bytes;
      report();
    },
  })) {
    const [subject, admission, category, text] = fields as [string, string, string, string];
    counts['rows of NOTEEVENTS']!++;
    if (category.trim() === 'Discharge summary') {
      counts['discharge summaries']!++;
      if (admission.trim() === '') counts['discharge summaries without an admission']!++;
      else {
        const note = {
          subject: readAdmission(subject, 'SUBJECT_ID', place),
          admission: readAdmission(admission, 'HADM_ID', place),
          text: noteWords(text).join(' '),
        };
        if (!(await notes.add(note))) {
          failAt(
            place,
            'duplicate-name',
            `The admission ${note.admission} occurred with another SUBJECT_ID.`,
          );
        }
      }
    }
    if (next.bytes - checkpoint >= checkpointBytes) {
      checkpoint = next.bytes;
      const reached: TablesState = { phase: 'notes', from: next, counts, notes: await notes.flush() };
      await preparation.checkpoint(reached);
      report();
    }
  }
  return counts;
}

/** Joins notes and codes; gives the counts. */
async function writeDocuments(
  preparation: Preparation,
  notes: NoteStore,
  known: {
    readonly splitOf: ReadonlyMap<number, SplitName>;
    readonly codes: AdmissionCodes['codes'];
    readonly noteCounts: Readonly<Record<string, number>>;
  },
  from: number,
  { signal, checkpointBytes = defaultCheckpointBytes }: MimicTablesOptions,
  onProgress: MimicProgress,
): Promise<Record<string, number>> {
  const { splitOf, codes, noteCounts } = known;
  const length = await notes.flush();
  const checkpoint = (done: number): Promise<void> => {
    const reached: TablesState = { phase: 'documents', done, counts: noteCounts, notes: length };
    return preparation.checkpoint(reached);
  };
  const admissions = notes.admissions();
  const counts: Record<string, number> = {
    [documentCounts.train]: 0,
    [documentCounts.valid]: 0,
    [documentCounts.test]: 0,
    'documents without a code': 0,
    'admissions in no list': 0,
    'listed admissions without a discharge summary': 0,
  };
  const found = new Set(admissions);
  for (const admission of splitOf.keys()) {
    if (!found.has(admission)) counts['listed admissions without a discharge summary']!++;
  }
  if (from === 0) await checkpoint(0);
  let characters = 0;
  for (const [number, admission] of admissions.entries()) {
    signal?.throwIfAborted();
    const split = splitOf.get(admission);
    const labels = codes.get(admission);
    if (split === undefined) counts['admissions in no list']!++;
    else counts[documentCounts[split]]!++;
    if (split !== undefined && labels === undefined) counts['documents without a code']!++;
    // What was written before the interruption is counted again, and not written again.
    if (number < from || split === undefined || labels === undefined) continue;
    const text = await notes.read(admission);
    await preparation.write(split, { id: String(admission), text, labels });
    characters += text.length;
    if (characters >= checkpointBytes) {
      characters = 0;
      await checkpoint(number + 1);
    }
    onProgress({
      step: 'writing documents',
      done: (length * (number + 1)) / admissions.length,
      total: length,
    });
  }
  return counts;
}

const defaultCheckpointBytes = 64 * 1024 * 1024;
