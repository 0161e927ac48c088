import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fixtureCodes, type MimicFixtureOptions, mimicDocuments } from './mimic-documents.js';

/**
 * Writes MIMIC-III as the CAML notebook leaves it, in small: `train_full.csv`, `dev_full.csv`, `test_full.csv`,
 * `vocab.csv`, `processed_full.embed` with vectors of length 4, `D_ICD_DIAGNOSES.csv`, `D_ICD_PROCEDURES.csv` and
 * `ICD9_descriptions`.
 */
export function writeCamlFixture(folder: string, options: MimicFixtureOptions = {}): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, lines: readonly string[]): void =>
    writeFileSync(join(folder, name), lines.map((line) => `${line}\n`).join(''));
  const documents = mimicDocuments(options);
  for (const [split, name] of [
    ['train', 'train'],
    ['valid', 'dev'],
    ['test', 'test'],
  ] as const) {
    const own = documents.filter((document) => document.split === split);
    write(`${name}_full.csv`, [
      'SUBJECT_ID,HADM_ID,TEXT,LABELS,length',
      ...own.map(({ subject, admission, notes, codes }) => {
        const words = notes.flat();
        return `${subject},${admission},${words.join(' ')},${codes.map(({ code }) => code).join(';')},${words.length}`;
      }),
    ]);
  }
  const words = [...new Set(documents.flatMap(({ notes }) => notes.flat()))].sort();
  write('vocab.csv', words);
  const vector = (number: number): string =>
    fixtureVector(number)
      .map((value) => ` ${value}`)
      .join('');
  write('processed_full.embed', [
    `**PAD**${vector(0)}`,
    ...words.map((word, i) => `${word}${vector(i + 1)}`),
    `**UNK**${vector(-1)}`,
  ]);
  writeDescriptions(folder);
  write(
    'ICD9_descriptions',
    fixtureCodes.map(({ code }) => `${code}\tnot this one`),
  );
}

/** The vector of a word by its place in `vocab.csv`, from 1: another direction for each, in the range of real ones. */
export function fixtureVector(number: number): number[] {
  return [Math.sin(number), Math.cos(number), Math.sin(2.3 * number), Math.cos(1.7 * number)].map((value) =>
    Math.fround(value),
  );
}

/** Writes the two tables that say what codes mean, with the codes in the form without points. */
export function writeDescriptions(folder: string): void {
  for (const kind of ['diagnosis', 'procedure'] as const) {
    const rows = fixtureCodes
      .filter((code) => code.kind === kind)
      .map(({ raw, description }, i) => `${i},"${raw}","short","${description.replaceAll('"', '""')}"\n`);
    writeFileSync(
      join(folder, kind === 'diagnosis' ? 'D_ICD_DIAGNOSES.csv' : 'D_ICD_PROCEDURES.csv'),
      `"ROW_ID","ICD9_CODE","SHORT_TITLE","LONG_TITLE"\n${rows.join('')}`,
    );
  }
}
