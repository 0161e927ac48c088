import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeCamlFixture } from '../testing/caml-fixture.js';
import { expectInputError } from '../testing/input-errors.js';
import { interruptions } from '../testing/interruptions.js';
import { type MimicTablesFixtureOptions, writeMimicTables } from '../testing/mimic-tables.js';
import { contentsOf, tempFolder } from '../testing/prepared-folder.js';
import { prepareMimicCaml } from './prepare-mimic-caml.js';
import { type MimicTablesOptions, prepareMimicTables } from './prepare-mimic-tables.js';

function withTables(fixture: MimicTablesFixtureOptions = {}): MimicTablesOptions {
  const source = tempFolder();
  writeMimicTables(source, fixture);
  return {
    tables: join(source, 'tables'),
    splits: join(source, 'splits'),
    folder: tempFolder(),
    expect: false,
  };
}

/** Changes a table, which must have what is replaced. */
function replaceIn(file: string, search: string | RegExp, replacement: string): void {
  const before = readFileSync(file, 'utf8');
  const after = before.replace(search, replacement);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

describe('prepareMimicTables', () => {
  it.each([false, true])('comes to the same documents as the CAML layout (gzip: %s)', async (gzip) => {
    const options = withTables({ gzip });
    const record = await prepareMimicTables(options);
    const source = tempFolder();
    writeCamlFixture(source);
    const caml = await prepareMimicCaml({ source, folder: tempFolder(), expect: false });
    expect(record.splits).toEqual(caml.splits);
    expect(record.files['labels.txt']).toEqual(caml.files['labels.txt']);
    expect(record.files['label-descriptions.txt']).toEqual(caml.files['label-descriptions.txt']);
    expect(record.counts).toEqual({
      'training documents': 60,
      'validation documents': 20,
      'test documents': 20,
      'documents without a code': 0,
      'admissions in no list': 1,
      'listed admissions without a discharge summary': 0,
      'rows of NOTEEVENTS': 236,
      'discharge summaries': 136,
      'discharge summaries without an admission': 1,
      'rows of DIAGNOSES_ICD': expect.any(Number),
      'rows of PROCEDURES_ICD': expect.any(Number),
      'rows without a code': 2,
      labels: 8,
      'labels without a description': 0,
    });
    expect(Object.keys(await contentsOf(options.folder))).not.toContain('scratch.jsonl');
  });

  it('ends the same after an interruption at any moment', async () => {
    const options = withTables({ sizes: [12, 4, 4] });
    await prepareMimicTables(options);
    const whole = await contentsOf(options.folder);
    await interruptions({
      run: (folder, onProgress) =>
        prepareMimicTables({ ...options, folder, checkpointBytes: 1500, onProgress }),
      check: async (folder) => expect(await contentsOf(folder)).toEqual(whole),
    });
  });

  it('uses the vocabulary and the vectors beside the lists', async () => {
    const options = withTables();
    writeFileSync(join(options.splits, 'vocab.csv'), 'sepsis\nthe\n');
    writeFileSync(join(options.splits, 'processed_full.embed'), '3 2\nthe 1 2\nday 5 6\nsepsis 3 4\n');
    const { counts } = await prepareMimicTables(options);
    expect(counts['words in the vocabulary']).toBe(2);
    expect((await contentsOf(options.folder))['vocabulary.txt']).toBe('sepsis\nthe\n');
  });

  it('counts documents without codes and admissions without notes', async () => {
    const options = withTables();
    replaceIn(join(options.splits, 'train_full_hadm_ids.csv'), /^/, '99999999\n');
    replaceIn(join(options.splits, 'dev_full_hadm_ids.csv'), /^/, '99\n');
    for (const name of ['DIAGNOSES_ICD.csv', 'PROCEDURES_ICD.csv']) {
      replaceIn(join(options.tables, name), '8,99,1,"4019"', '8,99,1,""');
    }
    expect((await prepareMimicTables(options)).counts).toMatchObject({
      'validation documents': 21,
      'documents without a code': 1,
      'admissions in no list': 0,
      'listed admissions without a discharge summary': 1,
      'rows without a code': 4,
    });
  });

  it('expects the rows and documents of MIMIC-III 1.4 unless told otherwise', async () => {
    const error = await expectInputError(() => prepareMimicTables({ ...withTables(), expect: true }), {
      code: 'other-counts',
    });
    expect(error.message).toContain('236 rows of NOTEEVENTS instead of 2,083,180');
    expect(error.message).toContain('look partial');
  });

  it.each<[string, string, string | RegExp, string, string, number | undefined]>([
    ['a diagnosis that lost zeros', 'tables/DIAGNOSES_ICD.csv', '"042"', '42', 'bad-number', undefined],
    ['a procedure that lost zeros', 'tables/PROCEDURES_ICD.csv', '"311"', '9', 'bad-number', undefined],
    ['a code that is none', 'tables/DIAGNOSES_ICD.csv', '"042"', '"0,42"', 'syntax', undefined],
    ['an admission twice', 'splits/test_full_hadm_ids.csv', /^(\d+\n)/, '$1$1', 'duplicate-name', 2],
    ['a list of something else', 'splits/dev_full_hadm_ids.csv', /^/, 'HADM_ID\n', 'bad-number', 1],
    ['notes without a column', 'tables/NOTEEVENTS.csv', '"CATEGORY"', '"KIND"', 'unknown-name', 1],
    [
      'an admission of two patients',
      'tables/NOTEEVENTS.csv',
      /(\n2000,)\d+/,
      '$1999',
      'duplicate-name',
      undefined,
    ],
    ['notes that are cut off', 'tables/NOTEEVENTS.csv', /"\n$/, '', 'truncated', undefined],
  ])('refuses %s', async (_name, name, search, replacement, code, line) => {
    const options = withTables();
    const file = join(options.tables, '..', name);
    replaceIn(file, search, replacement);
    await expectInputError(() => prepareMimicTables(options), {
      code: code as 'syntax',
      file,
      ...(line === undefined ? {} : { line }),
    });
  });

  it('refuses a long table of procedures without a leading zero', async () => {
    const options = withTables();
    const rows = Array.from({ length: 1000 }, (_, i) => `${i},8,99,1,311\n`).join('');
    const file = join(options.tables, 'PROCEDURES_ICD.csv');
    writeFileSync(file, `ROW_ID,SUBJECT_ID,HADM_ID,SEQ_NUM,ICD9_CODE\n${rows}`);
    const error = await expectInputError(() => prepareMimicTables(options), { code: 'bad-number', file });
    expect(error.message).toContain('leading zeros are lost');
  });
});
