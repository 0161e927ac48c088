import type { SplitName } from '../dataset.js';
import type { Expectation } from '../prepared/check-expectation.js';

/** How the documents of each split are counted. */
export const documentCounts: Readonly<Record<SplitName, string>> = {
  train: 'training documents',
  valid: 'validation documents',
  test: 'test documents',
};

/** Admissions with a discharge summary, by split: Mullenbach et al. (2018), and Grivas et al. (2024). */
const documents = {
  [documentCounts.train]: 47_723,
  [documentCounts.valid]: 1631,
  [documentCounts.test]: 3372,
};

/** The files that the code of Mullenbach et al. (2018) leaves: labels as in Grivas et al. (2024), words as in its notebook. */
export const camlExpectation: Expectation = {
  name: 'MIMIC-III as in the paper',
  counts: { ...documents, labels: 8921 },
};

/** The number of words in `vocab.csv`: those of at least 3 training documents. */
export const camlVocabulary: Expectation['counts'] = { 'words in the vocabulary': 51_917 };

/**
 * The tables of MIMIC-III 1.4: rows as in `postgres_checks.sql` of the MIMIC code repository. The labels are not among
 * them: 8,921 is what is left where procedure codes are read as numbers.
 */
export const tablesExpectation: Expectation = {
  name: 'MIMIC-III 1.4',
  counts: {
    ...documents,
    'rows of NOTEEVENTS': 2_083_180,
    'rows of DIAGNOSES_ICD': 651_047,
    'rows of PROCEDURES_ICD': 240_095,
  },
};
