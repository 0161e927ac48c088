import { InputError } from '@sbn/core';
import type { PreparationKind } from './preparation-kind.js';

interface Options {
  readonly caml?: string;
  readonly tables?: string;
  readonly splits?: string;
}

/** `sbn prepare mimic`: discharge summaries of MIMIC-III and their ICD-9 codes. */
export const mimicPreparation: PreparationKind<Options> = {
  command: {
    usage: 'mimic',
    summary: 'MIMIC-III: discharge summaries and their ICD-9 codes',
    description:
      'Takes the files that the CAML code leaves (train_full.csv, dev_full.csv, test_full.csv and, where they are there, ' +
      'vocab.csv, processed_full.embed, ICD descriptions), or the tables of MIMIC-III as PhysioNet gives them out ' +
      '(NOTEEVENTS, DIAGNOSES_ICD, PROCEDURES_ICD, .csv or .csv.gz) together with the lists of admissions of the splits ' +
      '(train_full_hadm_ids.csv, dev_…, test_…). The data is given out at physionet.org to credentialed users.',
    examples: [
      'sbn prepare mimic --caml mimicdata/mimic3 --out data/mimic3',
      'sbn prepare mimic --tables physionet/mimiciii/1.4 --splits mimicdata/mimic3 --out data/mimic3',
      'sbn prepare mimic --caml sample --expect none --out data/sample --json',
    ],
  },
  expectation: 'those of MIMIC-III 1.4 and of the paper',
  addOptions: (command) =>
    command
      .option('--caml <folder>', 'the folder with train_full.csv, dev_full.csv and test_full.csv')
      .option('--tables <folder>', 'the folder with the tables of MIMIC-III')
      .option('--splits <folder>', 'with --tables: the folder with the lists of admissions'),
  prepare: async ({ options: { caml, tables, splits }, resolve, ...request }) => {
    const { prepareMimicCaml, prepareMimicTables } = await import('@sbn/datasets/prepare');
    if (caml !== undefined && tables === undefined && splits === undefined) {
      return prepareMimicCaml({ ...request, source: resolve(caml) });
    }
    if (caml === undefined && tables !== undefined && splits !== undefined) {
      return prepareMimicTables({ ...request, tables: resolve(tables), splits: resolve(splits) });
    }
    throw new InputError('expected either --caml FOLDER, or --tables FOLDER together with --splits FOLDER', {
      code: 'bad-flag',
    });
  },
};
