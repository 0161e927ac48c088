import { appendFileSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readNumpyMatrix } from '../formats/read-numpy.js';
import { loadPrepared } from '../prepared/load-prepared.js';
import { fixtureVector, writeCamlFixture } from '../testing/caml-fixture.js';
import { expectInputError } from '../testing/input-errors.js';
import { interruptions } from '../testing/interruptions.js';
import { fixtureCodes, mimicDocuments } from '../testing/mimic-documents.js';
import { contentsOf, tempFolder } from '../testing/prepared-folder.js';
import { prepareMimicCaml } from './prepare-mimic-caml.js';

let source: string;
let folder: string;

beforeEach(() => {
  [source, folder] = [tempFolder(), tempFolder()];
  writeCamlFixture(source);
});

const prepare = (): ReturnType<typeof prepareMimicCaml> =>
  prepareMimicCaml({ source, folder, expect: false });

describe('prepareMimicCaml', () => {
  it('makes a prepared folder of documents, codes, their meanings, words and vectors', async () => {
    const record = await prepare();
    expect(record).toMatchObject({
      name: 'MIMIC-III',
      inputs: 'text',
      numLabels: fixtureCodes.length,
      counts: {
        'training documents': 60,
        'validation documents': 20,
        'test documents': 20,
        'documents without a code': 0,
        'labels without a description': 0,
        labels: fixtureCodes.length,
      },
      expectation: { met: false },
    });
    const contents = await contentsOf(folder);
    const codes = fixtureCodes.toSorted((a, b) => (a.code < b.code ? -1 : 1));
    expect(contents['labels.txt']).toBe(codes.map(({ code }) => `${code}\n`).join(''));
    expect(contents['label-descriptions.txt']).toBe(
      codes.map(({ description }) => `${description}\n`).join(''),
    );
    const documents = mimicDocuments().filter(({ split }) => split === 'valid');
    expect(
      contents['valid.jsonl']!.trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(
      documents.map(({ admission, notes, codes: own }) => ({
        id: String(admission),
        text: notes.flat().join(' '),
        labels: own.map(({ code }) => code).sort(),
      })),
    );
    const { rows, cols, data } = await readNumpyMatrix(join(folder, 'embeddings.npy'));
    expect([rows, cols]).toEqual([contents['vocabulary.txt']!.trimEnd().split('\n').length, 4]);
    expect(Array.from(data.slice(0, 8))).toEqual([...fixtureVector(1), ...fixtureVector(2)]);
    const { splits } = await loadPrepared({ folder, inputs: 'tokens' });
    expect(splits.train.inputs).toMatchObject({ numRows: 60, numCols: rows + 1 });
  });

  it('does nothing where it is done, and says what differs from the paper', async () => {
    const record = await prepare();
    expect(await prepare()).toEqual(record);
    const error = await expectInputError(() => prepareMimicCaml({ source, folder }), {
      code: 'other-counts',
      file: source,
    });
    expect(error.message).toContain('60 training documents instead of 47,723');
    expect(error.message).toContain('8 labels instead of 8,921');
    const fresh = tempFolder();
    await expectInputError(() => prepareMimicCaml({ source, folder: fresh }), { code: 'other-counts' });
    expect(Object.keys(await contentsOf(fresh))).not.toContain('prepared.json');
  });

  it('ends the same after an interruption at any moment', async () => {
    writeCamlFixture(source, { sizes: [12, 4, 4] });
    await prepare();
    const whole = await contentsOf(folder);
    await interruptions({
      run: (into, onProgress) =>
        prepareMimicCaml({ source, folder: into, expect: false, checkpointBytes: 500, onProgress }),
      check: async (into) => expect(await contentsOf(into)).toEqual(whole),
    });
  });

  it('takes codes as texts and leaves out documents without one', async () => {
    appendFileSync(join(source, 'dev_full.csv'), '1,5,some words,,2\n1,6,more words,; 9.0;011.70 ;,2\n');
    const { counts } = await prepare();
    expect(counts).toMatchObject({
      'validation documents': 22,
      'documents without a code': 1,
      'labels without a description': 2,
    });
    const last = readFileSync(join(folder, 'valid.jsonl'), 'utf8').trimEnd().split('\n').at(-1)!;
    expect(JSON.parse(last)).toEqual({ id: '6', text: 'more words', labels: ['011.70', '9.0'] });
  });

  it('goes without words, vectors and meanings where the folder has none', async () => {
    for (const name of [
      'vocab.csv',
      'processed_full.embed',
      'D_ICD_DIAGNOSES.csv',
      'D_ICD_PROCEDURES.csv',
      'ICD9_descriptions',
    ]) {
      rmSync(join(source, name));
    }
    await prepare();
    const names = ['labels.txt', 'prepared.json', 'test.jsonl', 'train.jsonl', 'valid.jsonl'];
    expect(Object.keys(await contentsOf(folder))).toEqual(names);
  });

  it('refuses files that are missing, cut off, changed or belong to another layout', async () => {
    const dev = join(source, 'dev_full.csv');
    const good = readFileSync(dev, 'utf8');
    const lines = good.trimEnd().split('\n');
    writeFileSync(dev, `${good}${lines[1]}\n`);
    await expectInputError(prepare, { code: 'duplicate-name', file: dev, line: lines.length + 1 });
    writeFileSync(dev, `${lines.join('\n').slice(0, -5)},"cut`);
    await expectInputError(prepareAnew, { code: 'truncated', file: dev });
    writeFileSync(dev, good.replace('LABELS', 'CODES'));
    await expectInputError(prepareAnew, { code: 'unknown-name', file: dev, line: 1 });
    writeFileSync(dev, `${good}1,x1,words,401.9,1\n`);
    await expectInputError(prepareAnew, { code: 'bad-number', file: dev, line: lines.length + 1 });
    writeFileSync(dev, `${good}1,2,words\n`);
    await expectInputError(prepareAnew, { code: 'wrong-count', file: dev, line: lines.length + 1 });
    rmSync(dev);
    await expectInputError(prepareAnew, { code: 'file-not-found', file: source });
    writeFileSync(dev, good);
    writeFileSync(join(source, 'MD5SUMS'), `${'0'.repeat(32)}  train_full.csv\n`);
    await expectInputError(prepareAnew, { code: 'wrong-checksum', file: join(source, 'train_full.csv') });
    rmSync(join(source, 'MD5SUMS'));
    truncateSync(join(source, 'processed_full.embed'), 55);
    const error = await expectInputError(prepareAnew, { code: 'wrong-count' });
    expect(error.file).toBe(join(source, 'processed_full.embed'));
  });
});

function prepareAnew(): ReturnType<typeof prepareMimicCaml> {
  return prepareMimicCaml({ source, folder, expect: false, fresh: true });
}
