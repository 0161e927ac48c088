import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runMain } from '../src/testing/run-main.js';
import { newFolder } from '../src/testing/tiny-experiment.js';

interface Output {
  readonly numLabels: number;
  readonly numExamples: number;
  readonly numLabelSets: number;
  readonly asked: number;
  readonly isSample: boolean;
  readonly heads: readonly Record<string, unknown>[];
}

async function folderWith(files: Readonly<Record<string, string>>): Promise<string> {
  const cwd = await newFolder();
  for (const [name, content] of Object.entries(files)) await writeFile(join(cwd, name), content);
  return cwd;
}

const run = (cwd: string, ...argv: string[]) =>
  runMain(['coverage', ...argv, '--workers', '0'], { workingDirectory: cwd });

async function measure(cwd: string, ...argv: string[]): Promise<Output & { readonly code: number }> {
  const { code, stdout, stderr } = await run(cwd, ...argv, '--json', '--quiet');
  expect(stderr).toBe('');
  return { code, ...(JSON.parse(stdout) as Output) };
}

// Around the cycle of nine, and along the line: 2, 2, 2, 4 and 3, 0 sign changes; one set twice.
const sets = '[0,1,2]\n[8,0]\n[4]\n[0,2]\n[]\n[2,1,0]\n';

describe('sbn coverage', () => {
  it('knows what each head can output, of different sets and of examples', async () => {
    const cwd = await folderWith({ 'sets.jsonl': sets });
    const { code, heads, ...counts } = await measure(cwd, 'sets.jsonl', '--k', '1', '--labels', '9');
    expect(code).toBe(3);
    expect(counts).toMatchObject({
      numLabels: 9,
      numExamples: 6,
      numLabelSets: 5,
      asked: 5,
      isSample: false,
      labelsPerSet: { max: 3 },
    });
    for (const head of heads.slice(0, 2)) {
      expect(head).toMatchObject({
        width: 3,
        guaranteedK: 1,
        total: 5,
        argmaxable: 4,
        unargmaxable: 1,
        undecided: 0,
        examples: { total: 6, argmaxable: 5, unargmaxable: 1 },
        notable: [[0, 2]],
      });
      expect((head.byWitness as number) + (head.byTheorem as number)).toBe(4);
    }
    expect(heads.map(({ head, seed }) => [head, seed])).toEqual([
      ['dft', undefined],
      ['vandermonde', undefined],
      ['random', 0],
      ['random', 1],
      ['random', 2],
    ]);
    for (const head of heads.slice(2)) {
      expect(head).toMatchObject({ width: 3, total: 5, undecided: 0 });
      // The column of ones outputs the empty set.
      expect(head.notable).not.toContainEqual([]);
    }
  });

  it('gives an even width to the Vandermonde head, and one column less to the DFT head', async () => {
    const cwd = await folderWith({ 'sets.jsonl': sets });
    const argv = ['sets.jsonl', '--width', '4', '--heads', 'dft,vandermonde', '--labels', '9'];
    const { heads } = await measure(cwd, ...argv);
    expect(heads).toMatchObject([
      { head: 'dft', width: 3, guaranteedK: 1, argmaxable: 4 },
      // Three sign changes along the line are no obstacle any more.
      { head: 'vandermonde', width: 4, guaranteedK: 1, argmaxable: 5 },
    ]);
  });

  it('exits with 0 where every set can be output: a random head as wide as there are labels', async () => {
    const cwd = await folderWith({ 'sets.jsonl': sets });
    const argv = ['--labels', '9', '--width', '9', '--heads', 'random', '--seeds', '2'];
    const { code, heads } = await measure(cwd, 'sets.jsonl', ...argv);
    expect(code).toBe(0);
    expect(heads).toHaveLength(2);
    for (const head of heads) expect(head).toMatchObject({ argmaxable: 5, byWitness: 5, byTheorem: 0 });
  });

  it('prints one table, and names what cannot be output', async () => {
    const cwd = await folderWith({ 'sets.jsonl': '["a","b"]\n["c","a"]\n["d"]\n["e"]\n["f"]\n' });
    const { stdout } = await run(cwd, 'sets.jsonl', '--k', '1', '--heads', 'dft');
    expect(stdout).toContain(
      '5 examples, 6 labels, 5 different label sets (1.4 labels on average, at most 2)\n',
    );
    expect(stdout).toMatch(/Head +Width +Label sets +Argmaxable +Share/);
    expect(stdout).toMatch(/dft \(k = 1\) +3 +5 +4 +80\.0% +\d +\d +1 +0 +80\.0%/);
    expect(stdout).toContain('dft (k = 1) cannot output {a, c}\n');
  });

  it('puts named labels in the order that it is told', async () => {
    const cwd = await folderWith({
      'sets.jsonl': '["a","b"]\n["c","a"]\n["d"]\n',
      'names.txt': 'b\na\nc\nd\ne\nf\n',
    });
    const argv = ['sets.jsonl', '--k', '1', '--heads', 'dft'];
    const { code, numLabels } = await measure(cwd, ...argv, '--names', 'names.txt');
    expect({ code, numLabels }).toEqual({ code: 0, numLabels: 6 });
  });

  it('reads a column of a CSV file, Python lists too', async () => {
    const rows = `"['x', 'y']"\n"['z', 'x', 'z']"\n`;
    const csv = rows.replaceAll(/^/gm, '7,').replace(/7,$/, '');
    const cwd = await folderWith({ 'p.csv': csv, 's.csv': 'id,tags\n1,x;y\n2,z; x\n' });
    const flags = ['--heads', 'dft', '--k', '1'];
    const python = ['--no-header', '--label-column', '1', '--label-syntax', 'python'];
    const merged = await measure(cwd, 'p.csv', ...python, '--merge-duplicates', ...flags);
    const separated = await measure(cwd, 's.csv', '--label-column', 'tags', ...flags);
    for (const { numLabels, numExamples, heads } of [merged, separated]) {
      expect({ numLabels, numExamples }).toEqual({ numLabels: 3, numExamples: 2 });
      expect(heads[0]).toMatchObject({ total: 2, argmaxable: 2 });
    }
    const refused = await run(cwd, 'p.csv', ...python, ...flags);
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toMatch(/p\.csv:2: .*"z" occurs twice/);
  });

  it('draws the same sample every time', async () => {
    const lines = Array.from({ length: 30 }, (_, i) => `[${i}]\n[${i}]\n`).join('');
    const cwd = await folderWith({ 'sets.jsonl': lines });
    const argv = ['sets.jsonl', '--k', '1', '--heads', 'random', '--seeds', '1', '--sample', '12'];
    const one = await measure(cwd, ...argv);
    const two = await measure(cwd, ...argv);
    expect(one).toMatchObject({ numLabelSets: 30, asked: 12, isSample: true });
    expect(one.heads[0]).toMatchObject({ total: 12, examples: { total: 24 } });
    const timeless = ({ heads }: Output) => heads.map((head) => ({ ...head, seconds: 0 }));
    expect(timeless(two)).toEqual(timeless(one));
    const all = await measure(cwd, ...argv.slice(0, -1), '1000');
    expect(all).toMatchObject({ asked: 30, isSample: false });
  });

  it.each([
    ['neither width nor k', [], /expected --k or --width/],
    ['k too large', ['--k', '4'], /--k 4: a DFT head with 8 labels has at most 3 frequencies/],
    ['wider than labels', ['--width', '9', '--heads', 'random'], /9 wide, and there are only 8 labels/],
    ['an unknown head', ['--k', '1', '--heads', 'dft,fft'], /Expected some of dft, vandermonde, random/],
    ['a head twice', ['--k', '1', '--heads', 'dft,dft'], /Expected some of/],
    ['CSV flags for JSON lines', ['--k', '1', '--label-column', 'x'], /--label-column is for CSV files/],
    ['CSV without a column', ['--k', '1', '--format', 'csv'], /sets\.jsonl: expected --label-column/],
    [
      'labels out of range',
      ['--k', '1', '--labels', '3'],
      /sets\.jsonl:1: Expected label numbers in \[0, 2\]/,
    ],
    [
      'names of another length',
      ['--k', '1', '--labels', '3', '--names', 'n.txt'],
      /has 2 names, and --labels says 3/,
    ],
  ])('refuses %s', async (_, argv, message) => {
    const cwd = await folderWith({ 'sets.jsonl': '[7]\n', 'n.txt': 'a\nb\n' });
    const { code, stdout, stderr } = await run(cwd, 'sets.jsonl', ...argv);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^error: [^\n]+\n$/);
    expect(stderr).toMatch(message);
  });

  it('names a file that is not there', async () => {
    const { code, stderr } = await run(await newFolder(), 'none.jsonl', '--k', '1');
    expect(code).toBe(2);
    expect(stderr).toContain('none.jsonl');
  });
});
