import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'fflate';
import { writeDescriptions } from './caml-fixture.js';
import { type FixtureDocument, type MimicFixtureOptions, mimicDocuments } from './mimic-documents.js';

/** Options of {@link writeMimicTables}. */
export interface MimicTablesFixtureOptions extends MimicFixtureOptions {
  /** Whether tables are packed, as PhysioNet has them; false when left out. */
  readonly gzip?: boolean;
}

/**
 * Writes the same documents as `writeCamlFixture` as the tables of MIMIC-III, in `tables`, and the lists of admissions,
 * in `splits`. Notes have line ends, quotes, numbers and de-identified pieces; addenda come long after their summaries;
 * there are notes of other categories and of no admission, an admission in no list, and rows without a code.
 */
export function writeMimicTables(folder: string, options: MimicTablesFixtureOptions = {}): void {
  const [tables, splits] = [join(folder, 'tables'), join(folder, 'splits')];
  mkdirSync(tables, { recursive: true });
  mkdirSync(splits, { recursive: true });
  const documents = mimicDocuments(options);
  const writeTable = (name: string, rows: readonly string[]): void => {
    const text = rows.map((row) => `${row}\n`).join('');
    if (options.gzip) writeFileSync(join(tables, `${name}.csv.gz`), gzipSync(new TextEncoder().encode(text)));
    else writeFileSync(join(tables, `${name}.csv`), text);
  };

  const summaries = documents.map((document, i) => noteRow(i, document, 0, 'Discharge summary'));
  // The order of the file is not that of patients.
  summaries.reverse();
  const others = documents.map((document, i) => noteRow(1000 + i, document, 0, 'Nursing'));
  const addenda = documents.flatMap((document, i) =>
    document.notes.length > 1 ? [noteRow(2000 + i, document, 1, 'Discharge summary')] : [],
  );
  writeTable('NOTEEVENTS', [
    '"ROW_ID","SUBJECT_ID","HADM_ID","CHARTDATE","CHARTTIME","STORETIME","CATEGORY","DESCRIPTION","CGID","ISERROR","TEXT"',
    ...summaries,
    '3000,7,,"2101-01-01",,,"Discharge summary","Report",,,"of no admission"',
    '3001,8,99,"2101-01-01",,,"Discharge summary","Report",,,"of an admission in no list"',
    ...others,
    ...addenda,
  ]);
  for (const [kind, name] of [
    ['diagnosis', 'DIAGNOSES_ICD'],
    ['procedure', 'PROCEDURES_ICD'],
  ] as const) {
    const rows = documents.flatMap(({ subject, admission, codes }) =>
      codes
        .filter((code) => code.kind === kind)
        .map(({ raw }, i) => `${subject},${admission},${i + 1},"${raw}"`),
    );
    writeTable(name, [
      '"ROW_ID","SUBJECT_ID","HADM_ID","SEQ_NUM","ICD9_CODE"',
      ...[...rows, '1,100000,,', '8,99,1,"4019"'].map((row, i) => `${i + 1},${row}`),
    ]);
  }
  writeDescriptions(tables);
  for (const [split, name] of [
    ['train', 'train'],
    ['valid', 'dev'],
    ['test', 'test'],
  ] as const) {
    const own = documents.filter((document) => document.split === split);
    writeFileSync(
      join(splits, `${name}_full_hadm_ids.csv`),
      own.map(({ admission }) => `${admission}\n`).join(''),
    );
  }
}

/** A row of NOTEEVENTS whose words are those of a note, among what has to go. */
function noteRow(row: number, document: FixtureDocument, note: number, category: string): string {
  const words = document.notes[note]!.map((word, i) => (i % 4 === 0 ? word.toUpperCase() : word));
  const body = `${row}: [**2101-10-${10 + (row % 20)}**]\n\n""${words.slice(0, 5).join(', ')}""; 500 ${words
    .slice(5)
    .join('\n')}.\n`;
  return `${row},${document.subject},${document.admission},"2101-10-20",,,"${category}","Report",,,"${body}"`;
}
