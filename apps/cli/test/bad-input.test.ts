import { mkdir, open, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMatrix } from '@sbn/core';
import { encodeNpy } from '@sbn/datasets';
import { describe, expect, it } from 'vitest';
import { runMain } from '../src/testing/run-main.js';
import { writeSmallLayer } from '../src/testing/small-layer.js';
import { spawnSbn } from '../src/testing/spawn-sbn.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

/** Runs a command that must be refused with exactly one line. */
async function refusal(argv: readonly string[], cwd: string): Promise<string> {
  const { code, stdout, stderr } = await runMain([...argv, '--quiet'], { workingDirectory: cwd });
  expect({ code, stdout }, stderr).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^error: [^\n]+\n$/);
  return stderr;
}

async function describeData(data: string, files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await newFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  await writeFile(
    join(cwd, 'x.yaml'),
    `name: x\ndata: ${data}\nencoder: { kind: bag }\nheads: [{ kind: sigmoid }]\n`,
  );
  return refusal(['datasets', 'describe', 'x.yaml'], cwd);
}

const arff = '@relation "x: -C 2"\n@attribute a {0,1}\n@attribute b {0,1}\n@attribute f numeric\n@data\n';

describe('malformed data', () => {
  it.each([
    ['arff, truncated header', '{ kind: arff, train: t.arff }', '@relation x\n@attribute a', /t\.arff:2: /],
    [
      'arff, no data',
      '{ kind: arff, train: t.arff }',
      '@relation "x: -C 1"\n@attribute a {0,1}\n',
      /t\.arff:2: .*@data/,
    ],
    ['arff, wrong count', '{ kind: arff, train: t.arff }', `${arff}1,0\n`, /t\.arff:6: /],
    ['arff, NaN', '{ kind: arff, train: t.arff }', `${arff}1,0,NaN\n`, /t\.arff:6: /],
    ['arff, label out of range', '{ kind: arff, train: t.arff }', `${arff}2,0,1\n`, /t\.arff:6: /],
    ['svmlight, bad value', '{ kind: svmlight, train: t.svm }', '0,1 1:2\n1 1:x\n', /t\.svm:2: /],
    ['svmlight, infinite', '{ kind: svmlight, train: t.svm }', '0,1 1:2\n1 1:inf\n', /t\.svm:2: /],
    ['svmlight, duplicate label', '{ kind: svmlight, train: t.svm }', '0,0 1:2\n', /t\.svm:1: .*twice/],
    ['svmlight, out of range', '{ kind: svmlight, train: t.svm }', '1 2 2\n2 0:1\n', /t\.svm:2: /],
    ['svmlight, truncated', '{ kind: svmlight, train: t.svm }', '3 2 2\n1 0:1\n', /t\.svm:2: /],
    [
      'fasttext, no label name',
      '{ kind: fasttext, train: t.txt }',
      '__label__a x\n__label__ y\n',
      /t\.txt:2: /,
    ],
    [
      'fasttext, duplicate label',
      '{ kind: fasttext, train: t.txt }',
      '__label__a __label__a x\n',
      /t\.txt:1: /,
    ],
    [
      'jsonl, truncated',
      '{ kind: jsonl, train: t.jsonl }',
      '{"text":"a","labels":["x"]}\n{"text":"b","lab',
      /t\.jsonl:2: /,
    ],
    [
      'jsonl, duplicate label',
      '{ kind: jsonl, train: t.jsonl }',
      '{"text":"a","labels":["x","x"]}\n',
      /t\.jsonl:1: /,
    ],
    [
      'jsonl, label number out of range',
      '{ kind: jsonl, train: t.jsonl, numLabels: 2 }',
      '{"text":"a","labels":[2]}\n',
      /t\.jsonl:1: /,
    ],
    [
      'csv, wrong count',
      '{ kind: csv, train: t.csv, labelColumn: y, textColumns: [t] }',
      't,y\na,x\nb\n',
      /t\.csv:3: /,
    ],
    [
      'csv, open quote',
      '{ kind: csv, train: t.csv, labelColumn: y, textColumns: [t] }',
      't,y\na,x\n"b,y\n',
      /t\.csv:\d: /,
    ],
    [
      'csv, no such column',
      '{ kind: csv, train: t.csv, labelColumn: z, textColumns: [t] }',
      't,y\na,x\n',
      /t\.csv:1: .*"z"/,
    ],
    [
      'csv, NaN',
      '{ kind: csv, train: t.csv, labelColumn: y, featureColumns: [f] }',
      'f,y\n1,x\nNaN,x\n',
      /t\.csv:3: /,
    ],
  ])('%s', async (_name, data, content, message) => {
    const file = /t\.\w+/.exec(data)![0];
    expect(await describeData(data, { [file]: content })).toMatch(message);
  });

  it.each([
    ['arff', 't.arff'],
    ['svmlight', 't.svm'],
    ['fasttext', 't.txt'],
    ['jsonl', 't.jsonl'],
  ])('%s, empty and missing', async (kind, file) => {
    expect(await describeData(`{ kind: ${kind}, train: ${file} }`, { [file]: '' })).toContain(file);
    expect(await describeData(`{ kind: ${kind}, train: ${file} }`, {})).toMatch(/no such file/i);
  });

  it.each(['arff', 'svmlight', 'fasttext', 'jsonl', 'csv'])('%s, a line of a gigabyte', async (kind) => {
    const cwd = await newFolder();
    // A hole in the file: no bytes on the disk.
    const file = await open(join(cwd, 'huge'), 'w');
    await file.truncate(2 ** 30);
    await file.close();
    const columns = kind === 'csv' ? ', labelColumn: y, textColumns: [t]' : '';
    await writeFile(
      join(cwd, 'x.yaml'),
      `name: x\ndata: { kind: ${kind}, train: huge${columns} }\nencoder: { kind: bag }\nheads: [{ kind: sigmoid }]\n`,
    );
    expect(await refusal(['datasets', 'describe', 'x.yaml'], cwd)).toMatch(
      /huge:1: The line is longer than 64 MiB/,
    );
  });

  it('npy, broken or not fitting', async () => {
    const cwd = await writeSmallLayer();
    await writeFile(join(cwd, 'broken.npy'), 'not numpy at all');
    expect(await refusal(['detect', '--weights', 'broken.npy', '--rule', 'argmax'], cwd)).toContain(
      'broken.npy',
    );
    await writeFile(join(cwd, 'four.txt'), 'cat\ndog\nbird\nfish\n');
    expect(
      await refusal(['detect', '--weights', 'W.npy', '--names', 'four.txt', '--rule', 'argmax'], cwd),
    ).toMatch(/--names four\.txt has 4 names: .*W\.npy: .* fits neither side/);
    await writeFile(join(cwd, 'two.npy'), encodeNpy(createMatrix(1, 2, [1, 2])));
    expect(
      await refusal(
        ['audit', 'W.npy', '--bias', 'two.npy', '--names', 'labels.txt', '--rule', 'argmax'],
        cwd,
      ),
    ).toMatch(/two\.npy: .*has 2 numbers, and there are 3 labels/);
  });
});

describe('malformed label sets and verdicts', () => {
  it.each([
    ['a label out of range', '[0]\n[3]\n', /s\.jsonl:2: expected labels from 0 to 2, got 3/],
    ['a label twice', '[1,1]\n', /s\.jsonl:1: label 1 occurs twice/],
    ['a fraction', '[0.5]\n', /s\.jsonl:1: expected labels from 0 to 2, got 0\.5/],
    ['an unknown name', '["dgo"]\n', /s\.jsonl:1: there is no label "dgo"\. Did you mean "dog"\?/],
    ['no list', '{"a":1}\n', /s\.jsonl:1: expected a list of labels/],
    ['a scalar', 'null\n', /s\.jsonl:1: expected a list of labels/],
    ['no JSON', '[0]\n\n[1', /s\.jsonl:3: this line is not valid JSON/],
    ['no label set at all', '\n', /s\.jsonl:1: expected one label set per line/],
  ])('%s', async (_name, content, message) => {
    const cwd = await writeSmallLayer();
    await writeFile(join(cwd, 's.jsonl'), content);
    const argv = [
      'detect',
      '--weights',
      'W.npy',
      '--names',
      'labels.txt',
      '--label-sets',
      's.jsonl',
      '--workers',
      '0',
    ];
    expect(await refusal(argv, cwd)).toMatch(message);
  });

  it.each([
    ['a wrong field', '{"labels":[0],"status":"maybe"}\n', /v\.jsonl:1: Not a verdict: /],
    ['a torn line', '{"labels":[0],"sta', /v\.jsonl:1: this line is not valid JSON/],
    ['an empty file', '', /v\.jsonl: there are no verdicts/],
  ])('%s among the verdicts', async (_name, content, message) => {
    const cwd = await writeSmallLayer();
    await writeFile(join(cwd, 'v.jsonl'), content);
    expect(await refusal(['verify', 'v.jsonl', '--weights', 'W.npy', '--no-transpose'], cwd)).toMatch(
      message,
    );
  });
});

describe('wrong paths and flags', () => {
  it('is one line each', async () => {
    const cwd = await writeSmallLayer();
    await mkdir(join(cwd, 'folder'));
    await writeFile(join(cwd, 'odd.yaml'), 'name: [\n');
    expect(await refusal(['experiment', 'nowhere.yaml'], cwd)).toMatch(
      /nowhere\.yaml: no such file or folder/,
    );
    expect(await refusal(['experiment', 'folder'], cwd)).toMatch(/folder: this is a folder, expected a file/);
    expect(await refusal(['experiment', 'odd.yaml'], cwd)).toMatch(/odd\.yaml:\d:\d: not valid YAML/);
    expect(await refusal(['evaluate', 'folder'], cwd)).toMatch(/folder is no run folder/);
    expect(await refusal(['predict', 'folder', '--text', 'x'], cwd)).toMatch(/folder is no run folder/);
    expect(await refusal(['report', 'folder'], cwd)).toMatch(/folder is no run folder/);
    expect(await refusal(['detect', '--label-sets', 'sets.jsonl'], cwd)).toMatch(
      /either --weights FILE or --run FOLDER/,
    );
    expect(await refusal(['detect', '--weights', 'W.npy'], cwd)).toMatch(
      /W\.npy: .*nothing says which side counts the labels\. Give .*--no-transpose/,
    );
    expect(await refusal(['detect', '--weights', 'W.npy', '--no-transpose'], cwd)).toMatch(
      /expected --label-sets FILE/,
    );
    expect(await refusal(['detect', '--weights', 'W.npy', '--rule', 'best'], cwd)).toMatch(
      /Expected threshold, argmax or topk:K/,
    );
    expect(await refusal(['detect', 'folder', '--out', 'v.jsonl'], cwd)).toMatch(/--out needs --label-sets/);
    expect(await refusal(['audit', 'W.npy'], cwd)).toMatch(/expected --rule: argmax/);
    expect(await refusal(['audit', 'nowhere.onnx', '--rule', 'argmax'], cwd)).toMatch(/nowhere\.onnx/);
    expect(await refusal(['audit', 'W.npy', '--list', '--rule', 'worst'], cwd)).toMatch(
      /Expected threshold, argmax/,
    );
    expect(await refusal(['audit', 'W.npy', '--bias', 'nowhere', '--rule', 'argmax'], cwd)).toMatch(
      /--bias nowhere: there is no such file, and no such tensor/,
    );
    expect(await refusal(['detect', '--list', 'sets.jsonl'], cwd)).toMatch(/sets\.jsonl/);
    expect(await refusal(['verify', 'nowhere.jsonl', '--weights', 'W.npy', '--no-transpose'], cwd)).toMatch(
      /nowhere\.jsonl: There is no such file/,
    );
    expect(await refusal(['datasets', 'descrbe'], cwd)).toMatch(/expected "sbn datasets"/);
  });
});

describe('the program', () => {
  it('says no in one line, without a stack trace, unless it is asked for one', async () => {
    const cwd = await writeSmallLayer();
    await writeFile(join(cwd, 's.jsonl'), '[9]\n');
    const argv = ['detect', '--weights', 'W.npy', '--no-transpose', '--label-sets', 's.jsonl', '--quiet'];
    const { code, stdout, stderr } = await spawnSbn(argv, { cwd });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: \S+s\.jsonl:1: expected labels from 0 to 2, got 9\n$/);
    const debug = await spawnSbn([...argv, '--debug'], { cwd });
    expect(debug.code).toBe(2);
    expect(debug.stderr).toMatch(/\n +at .*stream-label-sets\.js/);
  });
});
